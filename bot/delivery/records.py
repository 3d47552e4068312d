"""What is written when attempts have come to something; everything of a batch in one transaction."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.letters import CLEAR, Letter
from bot.delivery.outcomes import HandedBack, Later, Never, NotYet, Outcome, Paused, Said, Sent, Unknown
from crm import alarms
from crm.house import House
from crm.notices import KINDS, Alarm, RepReply
from crm.relay import search
from crm.relay.receipts import QUOTA, RECEIPT
from crm.work import SYSTEM, Work
from storage import inbox, letters, outbox
from storage.inbox import Arrival
from storage.outbox import Claimed
from storage.tables import Message
from storage.work import new_operation

MOST_ATTEMPTS = 12
LONGEST_BACKOFF = 300.0
# A row that is not at fault itself outlives a long weekend, in which nobody mends the token or the line.
PATIENCE = timedelta(hours=72)
# After so many attempts a rep hears that it takes longer.
TOLD_OF_TROUBLE = 3
# Alarms about a lasting state come once a day, all others at most once an hour.
DAILY = frozenset({"slack_token", "line_token", "quota_used"})

log = structlog.get_logger()


@dataclass(frozen=True)
class Done:
    """What came of one letter; `reference` finds its log line."""

    letter: Letter
    outcome: Outcome
    reference: str

    @property
    def row(self) -> Claimed:
        return self.letter.claimed


def done(letter: Letter, outcome: Outcome) -> Done:
    return Done(letter, outcome, new_operation()[:8])


def work_of(session: AsyncSession, now: datetime, house: House) -> Work:
    """The unit of work in which delivery keeps what it did."""
    return Work(session, now, SYSTEM, rule="delivery", house=house)


async def record(work: Work, batch: Sequence[Done]) -> list[Done]:
    """Settle the rows that are still ours, keep what was said, raise alarms; return those settled, as they ended.

    Call inside a savepoint of `work`.
    """
    ours = await letters.held(work.session, [each.row for each in batch]) if batch else set()
    for each in batch:
        if each.row.seq not in ours:
            log.info("delivery.lease_lost", row=each.row.seq, reference=each.reference)
    settled = [
        Done(each.letter, _ended(each.row, each.outcome, work.now), each.reference)
        for each in batch
        if each.row.seq in ours
    ]
    await _settle_sent(work, [(each, each.outcome) for each in settled if isinstance(each.outcome, Sent)])
    for each in settled:
        if not isinstance(each.outcome, Sent):
            await _settle(work, each)
    for each in settled:
        if each.row.kind == RepReply.__name__:
            await _put_receipt(work, each)
    given_up = [each.row for each in settled if isinstance(each.outcome, Never | Unknown)]
    await letters.forget(work.session, [row.seq for row in given_up if _is_secret(row.kind)])
    await _raise_alarms(work, settled)
    return settled


async def raise_alarm(work: Work, what: str, reference: str, count: int) -> None:
    """Tell the admins, unless they have been told the same within the hour (or day)."""
    slot = work.now.strftime("%Y-%m-%d" if what in DAILY else "%Y-%m-%dT%H")
    await alarms.raise_(work, Alarm(what=what, reference=reference, count=count), slot=slot)


def backoff(attempts: int) -> float:
    """Seconds until the next attempt: doubled each time, never above five minutes, spread so that rows do not march."""
    return min(2.0**attempts, LONGEST_BACKOFF) * random.uniform(0.75, 1.0)


def _ended(row: Claimed, outcome: Outcome, now: datetime) -> Outcome:
    """The outcome itself, or the end of the road for what has been tried long enough."""
    if not isinstance(outcome, Later):
        return outcome
    tired = row.attempts >= MOST_ATTEMPTS if outcome.counted else now - (row.first_tried_at or now) > PATIENCE
    if not tired:
        return outcome
    return Unknown(outcome.why) if outcome.unclear else Never(f"given up: {outcome.why}")


async def _settle_sent(work: Work, sent: Sequence[tuple[Done, Sent]]) -> None:
    await letters.settle_sent(work.session, {each.row.seq: out.platform for each, out in sent}, work.now)
    await letters.forget(work.session, [each.row.seq for each, _ in sent if _is_secret(each.row.kind)])
    for _, out in sent:
        if out.heard is not None:
            await inbox.put(work.session, out.heard, work.now)
    said = [
        [_message(each.row, each.letter.line_user_id, words, work.now) for words in out.said]
        for each, out in sent
        if each.letter.line_user_id is not None and out.said
    ]
    if not await _kept(work, [message for messages in said for message in messages]):
        for messages in said:
            if not await _kept(work, messages):
                log.warning("delivery.words_not_kept", messages=len(messages))


# LINE's status, and what it means to whoever wrote the reply (docs: "Status codes" of the Messaging API).
_WHY = {"status 413": "large", "status 404": "nobody", "the retry key": "old", "given up": "old"}


async def _put_receipt(work: Work, each: Done) -> None:
    """Whoever wrote a reply hears what came of it: by an event of ours, in a unit of work of its own."""
    row = each.row
    state, why = _receipt(each)
    event = {
        "type": RECEIPT,
        "source": {"type": "user", "userId": row.recipient},
        "receipt": {"carrier": row.seq, "state": state, "why": why},
    }
    dedupe = f"{RECEIPT}:{row.uuid}:{row.attempts}:{state}:{why}"
    await inbox.put(
        work.session, Arrival(dedupe, "line", RECEIPT, row.recipient, json.dumps(event), work.now), work.now
    )


def _receipt(each: Done) -> tuple[str, str]:
    """The reply's state, and why: sent, owed (it still waits) or failed."""
    outcome = each.outcome
    if isinstance(outcome, Sent):
        return "sent", ""
    if isinstance(outcome, Never | Unknown):
        why = next((told for sign, told in _WHY.items() if outcome.why.startswith(sign)), "")
        return "failed", why or ("unknown" if isinstance(outcome, Unknown) else "")
    if isinstance(outcome, Paused):
        return "owed", QUOTA
    late = isinstance(outcome, Later) and each.row.attempts >= TOLD_OF_TROUBLE
    return "owed", "later" if late else ""


def _is_secret(kind: str) -> bool:
    return kind in KINDS and KINDS[kind].secret


async def _kept(work: Work, messages: Sequence[Message]) -> bool:
    """False when one of the ids is kept under another message. What is out is out: the batch must not fail for it."""
    if not messages:
        return True
    try:
        async with work.session.begin_nested():
            work.add(*messages)
            await work.session.flush()
            await search.index(work, messages)
    except IntegrityError:
        return False
    return True


def _message(row: Claimed, line_user_id: int, said: Said, now: datetime) -> Message:
    return Message(
        line_user_id=line_user_id,
        customer_id=row.customer_id,
        direction="out",
        platform_id=said.platform_id,
        kind=said.kind,
        text=said.text,
        at=now,
        rep_id=row.fields.get("rep_id") if row.kind == RepReply.__name__ else None,
    )


async def _settle(work: Work, each: Done) -> None:
    if isinstance(each.outcome, Paused):
        await outbox.pause_pushes(work.session, each.row.channel, each.outcome.until)
    state, changes = _changes(each, work.now)
    await outbox.settle(work.session, each.row, state, **changes)


def _changes(each: Done, now: datetime) -> tuple[str, dict[str, Any]]:
    """The row's new state and columns."""
    row, outcome = each.row, each.outcome
    uncounted = row.attempts - 1
    if isinstance(outcome, Later):
        wait = outcome.after if outcome.after is not None else backoff(row.attempts)
        attempts = row.attempts if outcome.counted else uncounted
        known = _known(row, outcome.keep, attempts, unclear=outcome.unclear)
        return "waiting", _until(now, wait) | {"attempts": attempts, "platform": known, "error": outcome.why}
    if isinstance(outcome, Paused):
        known = _known(row, outcome.keep, uncounted, unclear=each.letter.unclear)
        return "paused", {"ready_at": outcome.until, "attempts": uncounted, "platform": known, "error": outcome.why}
    if isinstance(outcome, NotYet):
        # Scheduled, not waiting: what stands behind it in the lane need not wait with it.
        return "scheduled", _until(now, outcome.after) | {"attempts": uncounted, "error": outcome.why}
    if isinstance(outcome, HandedBack):
        return "ready", {"ready_at": now, "attempts": uncounted}
    assert not isinstance(outcome, Sent)  # noqa: S101 - settled by its own function
    return _last_state(outcome), {"error": f"{outcome.why} ({each.reference})"[:200]}


def _last_state(outcome: Never | Unknown) -> str:
    return "unknown" if isinstance(outcome, Unknown) else "dead"


def _until(now: datetime, seconds: float) -> dict[str, Any]:
    return {"ready_at": now + timedelta(seconds=seconds)}


def _known(row: Claimed, keep: Any, attempts: int, *, unclear: bool) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """What the next attempt must know of this one: certainty is written down, doubt is the default (a crash)."""
    known = {key: value for key, value in row.platform.items() if key != CLEAR} | dict(keep)
    return known if unclear else known | {CLEAR: attempts}


async def _raise_alarms(work: Work, settled: Sequence[Done]) -> None:
    alarms: dict[str, list[Done]] = {}
    for each in settled:
        for what in _alarms(each):
            alarms.setdefault(what, []).append(each)
    for what, those in alarms.items():
        await raise_alarm(work, what, those[0].reference, len(those))


def _alarms(each: Done) -> Iterator[str]:
    """What the admins should hear of it. An alarm that cannot be said does not raise another one."""
    row, outcome = each.row, each.outcome
    if isinstance(outcome, Never | Unknown):
        state = _last_state(outcome)
        log.error("delivery.ended", row=row.seq, kind=row.kind, state=state, why=outcome.why, reference=each.reference)
        if row.kind != Alarm.__name__:
            yield f"{state}_row"
    elif isinstance(outcome, Later):
        log.warning("delivery.later", row=row.seq, kind=row.kind, why=outcome.why, reference=each.reference)
        if outcome.alarm:
            yield outcome.alarm
    elif isinstance(outcome, Paused):
        log.warning("delivery.paused", channel=row.channel, reference=each.reference)
        yield "quota_used"
