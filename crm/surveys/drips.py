"""What a wave does by itself: it gives everybody a time, and asks whoever's time has come, if they may be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

from crm import post
from crm.roles import rule
from crm.surveys import answers, askings, hours, sending, waves, whys
from crm.surveys.waves import FEWEST_ANONYMOUS
from crm.work import Work
from storage import many, reps
from storage.handovers import due
from storage.records import customers
from storage.surveys import replies
from storage.surveys import waves as rows
from storage.surveys.waves import Segment
from storage.tables import Customer, LineUser, Survey, SurveyWave, WaveCustomer

PAGE = 200
"""So many rows in one transaction, and so many questions of one wave in one round."""
GOLDEN = 0.6180339887


@dataclass(frozen=True)
class Step:
    """What a turn did: `planned`, `asked` and `skipped` customers."""

    wave_id: int
    planned: int = 0
    asked: int = 0
    skipped: int = 0


@dataclass(frozen=True)
class Recipient:
    """A planned row, whose it is, and the account that reaches them."""

    row: WaveCustomer
    customer: Customer
    account: LineUser | None

    @property
    def lost(self) -> str | None:
        """Why nobody can be asked here any more."""
        if self.customer.merged_into_id is not None or self.customer.erased_at is not None:
            return whys.MERGED
        return "gone" if self.account is None else None


def place(number: int, count: int) -> int:
    """The `number`-th customer's place among `count`, each place once: neighbours in the list, who are often of one
    company or one rep, come far apart.
    """
    step = max(int(count * GOLDEN), 1)
    while gcd(step, count) != 1:
        step += 1
    return number % count * step % count


@rule("waves.plan")
async def plan(work: Work, wave_id: int) -> Step | None:
    """Give the next customers their times; None when everybody has one."""
    wave = await rows.locked(work.session, wave_id)
    found = await rows.by_id(work.session, wave_id)
    if wave is None or found is None or wave.state != "running" or wave.chosen.get("after") is None:
        return None
    survey, chosen = found[1], wave.chosen
    owners = chosen.get("owners")
    segment = Segment(tuple(owners) if owners is not None else None, str(chosen.get("industry", "")))
    ids = await rows.page(work.session, segment, int(chosen["after"]), PAGE)
    accounts = await due.friends(work.session, ids)
    first = int(chosen["planned"])
    new = [_row(work, wave, survey, each, number, accounts.get(each)) for number, each in enumerate(ids, first)]
    await many.add(work.session, work, WaveCustomer, new)
    more = ids[-1] if len(ids) == PAGE else None
    wave.chosen = chosen | {"planned": first + len(ids), "after": more}
    return Step(wave_id, planned=len(ids))


def _row(
    work: Work, wave: SurveyWave, survey: Survey, customer_id: int, number: int, account: LineUser | None
) -> dict[str, object]:
    days = hours.business_days(work, wave.starts_on, wave.ends_on)
    count = max(int(wave.chosen["count"]), 1)
    at = place(number, count)
    # Of an anonymous one several are asked at one time: alone, the first to answer would be the only one asked.
    at = at // FEWEST_ANONYMOUS * FEWEST_ANONYMOUS if survey.anonymous else at
    moment = hours.spread(work, days, at / count, None if survey.anonymous else account)
    return {"wave_id": wave.id, "customer_id": customer_id, "due_at": moment}


@rule("waves.ask")
async def ask(work: Work, row_ids: Sequence[int], left: int | None = None) -> Step | None:
    """Ask these customers of one wave, or note why not: whether they may be is looked at now, not when it was planned.

    Each once: marked in the transaction that owes the question. `left`: so many messages LINE's month has room for
    (None: any number); with too few the wave is held up, and its maker hears of it.
    """
    known = await customers.locked_many(work.session, await rows.customers_of(work.session, row_ids))
    planned = await rows.locked_rows(work.session, row_ids)
    found = await rows.by_id(work.session, planned[0].wave_id) if planned else None
    if found is None or found[0].state != "running":
        return None
    wave, survey = found
    over = work.today > wave.ends_on or answers.closed(work, survey)
    accounts = await due.friends(work.session, list(known))
    every = [Recipient(row, known[row.customer_id], accounts.get(row.customer_id)) for row in planned]
    to = await _askable(work, survey, _in_time(work, every, over=over))
    if left is not None and left < len(to):
        await _hold(work, wave, survey)
        to = []
    elif survey.anonymous and to and len(to) + await replies.ballots(work.session, survey.id) < FEWEST_ANONYMOUS:
        to = []  # until there are enough to hide among
    return await _send(work, wave, survey, planned, to)


def _in_time(work: Work, every: Sequence[Recipient], *, over: bool) -> list[Recipient]:
    """Whoever can be asked in this hour; of the lost it is noted why, the others wait for their next hour."""
    now = list[Recipient]()
    for one in every:
        one.row.why = whys.LATE if over else one.lost
        if one.row.why is None and one.account is not None and not hours.is_time(work, one.account):
            one.row.due_at = hours.next_time(work, one.account, one.row.due_at)
        elif one.row.why is None:
            now.append(one)
    return now


async def _askable(work: Work, survey: Survey, some: list[Recipient]) -> list[Recipient]:
    """Those whom a question would neither hurt nor tire; of the others it is noted why."""
    no = await askings.refusals(work, [each.customer for each in some], sending.kind_of(survey))
    for each in some:
        each.row.why = whys.OF[type(no[each.customer.id])] if each.customer.id in no else None
    return [each for each in some if each.row.why is None]


async def _send(
    work: Work, wave: SurveyWave, survey: Survey, planned: Sequence[WaveCustomer], to: Sequence[Recipient]
) -> Step:
    skipped = [row for row in planned if row.why is not None]
    for row in skipped:
        row.state = "skipped"
    for each in to:
        each.row.state = "asked"
    people = [(each.customer, each.account) for each in to if each.account is not None]
    await sending.send(work, survey, people, wave_id=wave.id)
    return Step(wave.id, asked=len(people), skipped=len(skipped))


async def _hold(work: Work, wave: SurveyWave, survey: Survey) -> None:
    wave.state = "paused"
    await work.session.flush()
    maker = await reps.by_id(work.session, wave.made_by_id) if wave.made_by_id else None
    card = await waves.describe(work, wave, survey)
    if maker is not None:
        await post.to_rep(work, maker, card)


@rule("waves.finish")
async def finish(work: Work, wave_id: int) -> bool:
    """Everybody has been asked or passed by: the maker hears how it went. False: not yet."""
    wave = await rows.locked(work.session, wave_id)
    found = await rows.by_id(work.session, wave_id)
    if wave is None or found is None or wave.state != "running" or wave.chosen.get("after") is not None:
        return False
    if await rows.anybody_left(work.session, wave_id):
        return False
    wave.state = "done"
    await work.session.flush()
    maker = await reps.by_id(work.session, wave.made_by_id) if wave.made_by_id else None
    if maker is not None:
        await post.to_rep(work, maker, await waves.describe(work, wave, found[1]))
    return True
