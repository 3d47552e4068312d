"""Owing a message: the one way from a rule to the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crm.notices import Notice, pack
from crm.work import Work
from storage import outbox, reps
from storage.tables import LineUser, Outbox, Rep

FETCHER = "quota"
"""The lane of what is asked of LINE itself, and the name under which the answer comes back."""


@dataclass(frozen=True)
class Reply:
    """A LINE reply token and when it dies. Replies are free; pushes are counted against the month."""

    token: str
    until: datetime


@dataclass(frozen=True)
class Letter:
    """One of many messages to reps."""

    rep: Rep
    notice: Notice
    customer_id: int


@dataclass(frozen=True)
class LineLetter:
    """One of many messages to customers; not before `due`."""

    account: LineUser
    notice: Notice
    customer_id: int
    due: datetime | None = None


async def to_slack(
    work: Work,
    slack_id: str,
    notice: Notice,
    *,
    customer_id: int | None = None,
    thread_of: int | None = None,
    update_of: int | None = None,
) -> Outbox:
    """Owe a message to a person (U…) or channel (C…) in Slack."""
    row = _row(work, "slack", slack_id, notice, customer_id)
    row.thread_of, row.update_of = thread_of, update_of
    return await outbox.put(work.session, row)


async def to_importer(work: Work, slack_id: str, notice: Notice) -> Outbox:
    """Owe a person the import of a file: one after the other, in the way of no message.

    See bot.interchange.imports.uploads.
    """
    return await outbox.put(work.session, _row(work, "import", slack_id, notice, None))


async def to_rep(work: Work, rep: Rep, notice: Notice, *, customer_id: int | None = None) -> Outbox:
    """Owe a message to a rep; one who has left the company is stood in for by the team channel, or the admins."""
    stand_ins = [] if rep.active else await to_team(work, notice, customer_id=customer_id)
    # With nobody to stand in it is owed to the rep all the same: a dead row is seen, a dropped one is not.
    return stand_ins[0] if stand_ins else await to_slack(work, rep.slack_id, notice, customer_id=customer_id)


async def to_reps(work: Work, letters: Sequence[Letter]) -> list[Outbox]:
    """As `to_rep` for many at once; one statement for all who are still with us."""
    rows = [
        _row(work, "slack", each.rep.slack_id, each.notice, each.customer_id) for each in letters if each.rep.active
    ]
    await outbox.put_all(work.session, rows)
    left = [each for each in letters if not each.rep.active]
    return rows + [await to_rep(work, each.rep, each.notice, customer_id=each.customer_id) for each in left]


async def to_team(work: Work, notice: Notice, *, customer_id: int | None = None) -> list[Outbox]:
    """What nobody owns goes to the team channel, or else to every admin."""
    if work.house.team_channel:
        return [await to_slack(work, work.house.team_channel, notice, customer_id=customer_id)]
    return await to_admins(work, notice, customer_id=customer_id)


async def to_admins(work: Work, notice: Notice, *, customer_id: int | None = None) -> list[Outbox]:
    """Owe a message to every admin: those of the settings and those appointed since."""
    appointed = await reps.with_roles(work.session, ["admin"])
    ids = sorted({*work.house.admins, *(rep.slack_id for rep in appointed)})
    return [await to_slack(work, slack_id, notice, customer_id=customer_id) for slack_id in ids]


async def to_line(
    work: Work, line_user: LineUser, notice: Notice, *, customer_id: int | None = None, reply: Reply | None = None
) -> Outbox:
    """Owe a message to a LINE account; with `reply` it goes out free while the token lives."""
    row = _row(work, "line", line_user.user_id, notice, customer_id)
    if reply is not None:
        row.reply_token, row.reply_until = reply.token, reply.until
    return await outbox.put(work.session, row)


async def to_fetch(work: Work, notice: Notice) -> Outbox:
    """Let delivery ask LINE for something that is no person's."""
    return await outbox.put(work.session, _row(work, "line", FETCHER, notice, None))


async def to_disk(work: Work, notice: Notice) -> Outbox:
    """Let delivery do something with the files in our folder, once this transaction holds."""
    row = _row(work, "disk", "", notice, None)
    row.lane = f"disk:{row.uuid}"
    return await outbox.put(work.session, row)


async def to_whoever(work: Work, notice: Notice, reply: Reply | None) -> Outbox | None:
    """Answer an event of LINE's without writing down whose it was: by the reply token, or else not at all."""
    if reply is None:
        return None
    row = _row(work, "line", "", notice, None)
    row.lane, row.reply_token, row.reply_until = f"line:{row.uuid}", reply.token, reply.until
    return await outbox.put(work.session, row)


async def to_lines(work: Work, letters: Sequence[LineLetter]) -> list[Outbox]:
    """As `to_line` for many at once, without replies; one flush for all of them."""
    rows = [_row(work, "line", each.account.user_id, each.notice, each.customer_id) for each in letters]
    for row, each in zip(rows, letters, strict=True):
        if each.due is not None and each.due > work.now and work.sent_from is None:
            row.state, row.ready_at = "scheduled", each.due
    await outbox.put_all(work.session, rows)
    return rows


def _row(work: Work, channel: str, recipient: str, notice: Notice, customer_id: int | None) -> Outbox:
    return Outbox(
        uuid=outbox.new_uuid(),
        channel=channel,
        recipient=recipient,
        lane=f"{channel}:{recipient}",
        kind=type(notice).__name__,
        schema_version=notice.version,
        fields=pack(notice),
        operation=work.operation,
        customer_id=customer_id,
        ready_at=work.sent_from or work.now,
        created_at=work.sent_from or work.now,
    )
