"""What customers send beside words: fetched while LINE still has it, shown in their thread, and taken back with the
message.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import NAMESPACE_OID, uuid4, uuid5

from crm import post
from crm.notices import Attachment, RelayedFile, WantContent, WantDropped, WantGone, WantSlackFile, unpack
from crm.records import customers
from crm.refusals import FileTooBig, FileUnwanted, NoPublicAddress, Refused, TooManyFiles
from crm.relay import conversations, kinds
from crm.roles import rule
from crm.voice import strangers
from crm.work import Work
from storage import outbox
from storage.relay import media as rows
from storage.tables import Customer, Media, Message, Outbox, Rep, Reply
from storage.voice import line_users, links, messages

FETCHED_KINDS = frozenset({"image", "video", "audio", "file"})
WANTED, KEPT, REFUSED, GONE = "wanted", "kept", "refused", "gone"
EXTERNAL = "external"
"""`provider` in a message's details: the content lies with somebody else, whose address we do not call."""
MOST_TOLD = 20
"""So many may be told of one file: those who stand in for a team are few."""
LONGEST_NAME = 255


PUBLISHED_FOR = timedelta(days=30)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_FILES = 4
"""LINE takes five messages at once, and the words are one of them."""
MOST_MEGABYTES, MOST_OF_A_PICTURE = 25, 10
"""Ours for all files, LINE's for pictures."""


@dataclass(frozen=True)
class SlackFile:
    """A file as a form in Slack names it; `size` in bytes."""

    id: str
    name: str
    mimetype: str
    size: int


@dataclass(frozen=True)
class Fetched:
    """What came of fetching the file that is called `name` in our folder: `state` kept, refused (`why`: large, type,
    empty) or gone.
    """

    name: str
    state: str
    why: str = ""
    mimetype: str = ""
    size: int = 0
    digest: str = ""
    preview: str = ""


def new_name() -> str:
    """What a file is called in our folder: by chance, so that nobody's words ever become a path."""
    return uuid4().hex


async def want(work: Work, message: Message, customer_id: int | None, said_kind: str, file_name: str) -> Media | None:
    """Ask delivery for what the message brought; None when it brought nothing that LINE keeps for us."""
    account = await line_users.by_id(work.session, message.line_user_id)
    if said_kind not in FETCHED_KINDS or message.details.get("provider") == EXTERNAL or account is None:
        return None
    media = Media(
        customer_id=customer_id,
        message_id=message.id,
        kind=said_kind,
        name=new_name(),
        file_name=file_name[:LONGEST_NAME],
    )
    await work.save(media)
    notice = WantContent(media.id, message.platform_id, media.name, said_kind, kinds.ending_of(media.file_name))
    row = await post.to_line(work, account, notice, customer_id=customer_id)
    # It waits for nothing that is said to the customer, and nothing of that waits for it.
    row.lane = f"{outbox.MEDIA_LANE}{message.platform_id}"
    return media


@rule("media.kept")
async def kept(work: Work, fetched: Fetched) -> None:
    """Note what came of it and tell the thread, once; what was taken back or forgotten meanwhile is dropped."""
    media = await rows.by_name(work.session, fetched.name)
    message = await rows.message_of(work.session, media) if media is not None else None
    if media is None or message is None:
        await drop(work, fetched.name)
        return
    people = await _whose(work, message, media)
    await rows.lock(work.session, media)
    if media.state == WANTED and not people and (message.customer_id or media.customer_id):
        media.state = GONE
    if media.state == GONE:
        await drop(work, fetched.name)
    elif media.state == WANTED:
        note(media, fetched)
        media.customer_id = message.customer_id or media.customer_id
        told = await _show(work, media, message, people)
        # By names that can be told from the file's, so that what was shared is found again.
        for row, mark in zip(told, marks(media), strict=False):
            row.uuid = mark


def note(media: Media, fetched: Fetched) -> None:
    """Write what came of fetching into the row."""
    media.state, media.why = fetched.state, fetched.why or None
    if fetched.state == KEPT:
        media.mimetype, media.size, media.digest = fetched.mimetype, fetched.size, fetched.digest
        media.preview = fetched.preview or None


async def _whose(work: Work, message: Message, media: Media) -> list[tuple[Customer, Rep]]:
    """The customers for whom the account speaks, one for each owner, locked in the order in which all lock several;
    none for a stranger's, and of somebody who has been forgotten.
    """
    theirs = message.customer_id or media.customer_id
    linked = await links.customers_of(work.session, message.line_user_id)
    ids = {each.owner_id: each.id for each in reversed(linked)}.values() if linked else [theirs] if theirs else []
    return [pair for number in sorted(ids) if (pair := await _reached(work, number)) is not None]


async def _reached(work: Work, customer_id: int) -> tuple[Customer, Rep] | None:
    try:
        return await customers.reached(work, customer_id)
    except Refused:
        return None


async def _show(work: Work, media: Media, message: Message, people: Sequence[tuple[Customer, Rep]]) -> list[Outbox]:
    told = list[Outbox]()
    for customer, owner in people:
        thread = await conversations.of(work, customer, owner)
        told.append(await conversations.say(work, thread, shown(media, customer.name, customer.id), customer.id))
    account = await line_users.by_id(work.session, message.line_user_id)
    if people or account is None:
        return told
    return await strangers.tell(work, account, shown(media, account.display_name or ""))


def shown(media: Media, customer: str, customer_id: int | None = None) -> RelayedFile:
    """The file as it stands in Slack."""
    return RelayedFile(
        media_id=media.id,
        customer_id=customer_id,
        customer=customer,
        message_id=media.message_id,
        kind=media.kind,
        file_name=media.file_name,
        name=media.name,
        mimetype=media.mimetype,
        size=media.size,
        state=media.state,
        why=media.why or "",
    )


async def unsend(work: Work, message: Message) -> None:
    """The customer has taken the message back: its file goes, from our folder and from Slack too."""
    media = await rows.of_message(work.session, message.id)
    if media is None:
        return
    await rows.lock(work.session, media)
    if media.state == GONE:
        return
    await forget(work, media)
    await messages.forget_in_audit(work.session, media, "file_name", "digest")
    for row in await rows.told(work.session, marks(media)):
        if row.fields:
            await _take_down(work, row)


def marks(media: Media) -> list[str]:
    """The names of the outbox rows that show the file, of which the first few are in use."""
    return [str(uuid5(NAMESPACE_OID, f"{media.name}:{number}")) for number in range(MOST_TOLD)]


async def forget(work: Work, media: Media) -> None:
    """Let go of the file and of what it was called."""
    await drop(work, *(name for name in (media.name, media.preview) if name))
    media.state, media.why, media.file_name, media.digest = GONE, None, "", None
    media.public = media.public_until = media.preview = None


async def _take_down(work: Work, row: Outbox) -> None:
    row.fields = row.fields | {"state": GONE, "why": "unsent", "file_name": ""}
    if row.state not in {"sent", "leased", "waiting", "unknown"}:
        return
    # Both wait for what is shared at this moment, to delete it once it is there.
    for notice in (WantGone(), unpack(row.kind, row.fields)):
        said = await post.to_slack(work, row.recipient, notice, customer_id=row.customer_id, update_of=row.seq)
        said.thread_of = row.thread_of


async def drop(work: Work, *names: str) -> None:
    """Let delivery delete files from our folder, once this transaction holds."""
    if names:
        await post.to_disk(work, WantDropped(names))


# --- out --------------------------------------------------------------------------------------------------------------


def publishable(work: Work) -> bool:
    """Whether customers can fetch files from us: LINE takes nothing but https; a loopback is the sandbox's."""
    address = urlsplit(work.house.public_url)
    return work.house.public and (address.scheme == "https" or address.hostname in LOOPBACK)


def must_fit(work: Work, files: Sequence[SlackFile]) -> None:
    """What can be told of the files before they are fetched.

    Raises:
        Refused: NoPublicAddress, TooManyFiles, FileTooBig, FileUnwanted.
    """
    if files and not publishable(work):
        raise Refused(NoPublicAddress())
    if len(files) > MOST_FILES:
        raise Refused(TooManyFiles(MOST_FILES))
    for each in files:
        if kinds.ending_of(each.name) not in kinds.ALLOWED:
            raise Refused(FileUnwanted(each.name))
        most = MOST_OF_A_PICTURE if each.mimetype.startswith("image/") else MOST_MEGABYTES
        if each.size > most << 20:
            raise Refused(FileTooBig(each.name, most))


async def attach(work: Work, reply: Reply, files: Sequence[SlackFile]) -> list[Media]:
    """Make the files part of the reply and ask delivery for them.

    Raises:
        Refused: as `must_fit`.
    """
    must_fit(work, files)
    made = []
    for each in files:
        media = Media(
            customer_id=reply.customer_id,
            reply_id=reply.id,
            kind=kinds.said_kind(each.mimetype),
            name=new_name(),
            file_name=each.name[:LONGEST_NAME],
            slack_file=each.id,
        )
        await work.save(media)
        row = await post.to_slack(
            work,
            each.id,
            WantSlackFile(media.id, each.id, media.name, kinds.ending_of(media.file_name)),
            customer_id=reply.customer_id,
        )
        row.lane = f"{outbox.MEDIA_LANE}{media.name}"
        made.append(media)
    return made


async def published(work: Work, media: Media) -> Attachment:
    """Give a kept file an address that nobody guesses, good for a month; for the rule that sends it."""
    media.public = media.public or secrets.token_urlsafe(32)
    media.public_until = work.now + PUBLISHED_FOR
    url = f"{work.house.public_url}/m/{media.public}"
    name = kinds.shown_name(media.file_name, media.mimetype, f"file-{media.id}")
    kind = _line_kind(media)
    return Attachment(kind, url, f"{url}/preview" if kind in {"image", "video"} else "", name, media.size)


def _line_kind(media: Media) -> str:
    """As what LINE shows it: a picture and a film need a small picture beside them; all else is a link.

    Source: LINE Messaging API reference, "Image message", "Video message"; sound needs a length, which we do not know.
    """
    if not media.preview:
        return "file"
    if media.mimetype in {kinds.JPEG, kinds.PNG} and media.size <= MOST_OF_A_PICTURE << 20:
        return "image"
    return "video" if media.mimetype == kinds.MP4 else "file"
