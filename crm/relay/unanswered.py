"""Somebody has waited too long: first whoever stands in is told, then whoever answers for the owner."""

from collections.abc import Sequence
from dataclasses import replace

from crm import post
from crm.activities import escalations
from crm.notices import UnansweredLong
from crm.records import customers
from crm.refusals import Refused
from crm.relay import absences, inbox
from crm.relay.waits import NONE, end
from crm.roles import rule
from crm.work import Work
from storage import company_settings, reps
from storage.relay import waits
from storage.tables import Customer, Message, Outbox, Rep

DEPUTY, MANAGER = LEVELS = (1, 2)
"""Each is told after so many times the company's limit."""
MOST = 500


async def due(work: Work) -> list[int]:
    """Waits of which somebody must be told now, the longest first. Only reads."""
    limit = (await company_settings.current(work.session)).relay_wait
    business = work.house.business
    limits = [business.business_minutes_before(work.now, limit * level) for level in LEVELS]
    return await waits.too_long(work.session, limits, work.now, MOST)


@rule("waits.escalate")
async def escalate(work: Work, wait_ids: Sequence[int]) -> list[Outbox]:
    """Tell of these waits whoever was not told yet, and return what is owed; what was answered since is left alone."""
    limit = (await company_settings.current(work.session)).relay_wait
    return [row for number in wait_ids for row in await _one(work, number, limit)]


async def _one(work: Work, wait_id: int, limit: int) -> list[Outbox]:
    known = await waits.by_id(work.session, wait_id)
    if known is None:
        return []
    try:
        customer, owner = await customers.reached(work, known.customer_id)
    except Refused:
        await end(work, known.customer_id, NONE, None)  # nobody is there any more who could be answered
        return []
    wait = await waits.open_of(work.session, customer.id)
    if wait is None or wait.id != wait_id:
        return []
    found = await waits.described(work.session, wait_id, work.now)
    if found is None or found.holder is not None:
        return []
    shown = inbox.line(work, found)
    levels = [level for level in LEVELS if found.wait.escalated < level and shown.minutes >= limit * level]
    found.wait.escalated = max(levels, default=found.wait.escalated)
    notice = UnansweredLong(replace(shown, words=""), DEPUTY, words=shown.words)
    told = await _tell(work, customer, owner, notice, levels)
    _note(found.message, told)
    return told


async def _tell(
    work: Work, customer: Customer, owner: Rep, notice: UnansweredLong, levels: Sequence[int]
) -> list[Outbox]:
    """Each reader once, however many levels come up at the same time."""
    told = dict[str, Outbox]()
    for level in levels:
        readers = await (_deputies if level == DEPUTY else _managers)(work, customer, owner)
        for reader, mention in readers.items():
            if reader not in told:
                said = replace(notice, level=level, mention=mention)
                told[reader] = await post.to_slack(work, reader, said, customer_id=customer.id)
    return list(told.values())


def _note(message: Message, told: Sequence[Outbox]) -> None:
    """Where else the words stand now, so that they can be taken back (crm.voice.messages)."""
    if told:
        places = [message.details.get("told", ""), *(str(row.seq) for row in told)]
        message.details = message.details | {"told": " ".join(places).strip()}


Readers = dict[str, tuple[str, ...]]
"""Who is told, a person or a channel: whom the message calls by name there (Slack ids)."""


async def _deputies(work: Work, customer: Customer, owner: Rep) -> Readers:
    """Whoever stands in for the owner, else the team where it works, else the company's team channel or the admins."""
    deputy = await absences.deputy(work, customer, owner)
    if deputy is not None:
        return {deputy.slack_id: ()}
    channel = await reps.channel_of(work.session, owner.team_id) or work.house.team_channel
    if channel:
        here = owner.active and not absences.away(owner, work.today)
        return {channel: (owner.slack_id,) if here else ()}
    above = await escalations.ladder(work)
    return dict.fromkeys(above.admins, ())


async def _managers(work: Work, _customer: Customer, owner: Rep) -> Readers:
    above = await escalations.ladder(work)
    return dict.fromkeys(above.above(owner.slack_id, owner.team_id), ())
