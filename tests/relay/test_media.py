"""Pictures and files by rule: kept once, shown once, and gone with what they belonged to."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.house import House
from crm.privacy import erasures
from crm.refusals import FileTooBig, FileUnwanted, NoPublicAddress, Refusal, Refused, TooManyFiles
from crm.relay import media
from crm.relay.media import Fetched, SlackFile
from reminders.rounds import Round
from reminders.sweeps import erasures as sweeps
from storage import outbox
from storage.relay import media as queries
from storage.store import Store
from storage.tables import Audit, LineLink, LineUser, Media, Message, Outbox
from tests.builders import HOUSE, NOW, a_customer, a_line_user, saved, written
from tests.line_events import rows

PUBLIC = House(public=True, public_url="https://crm.example.com")


async def a_message(store: Store, account: LineUser, *, customer_id: int | None = None, **more) -> Message:
    fields = {"direction": "in", "platform_id": "9001", "kind": "image", "text": "写真", "at": NOW} | more
    return await saved(store, Message(line_user_id=account.id, customer_id=customer_id, **fields))


async def wanted(store: Store, *, name: str = "見積.pdf", stranger: bool = False) -> tuple[Media, Message]:
    """A message with a file of which nothing has been fetched yet."""
    customer = None if stranger else await a_customer(store)
    account = await a_line_user(store, customer=customer)
    number = customer.id if customer else None
    message = await a_message(store, account, customer_id=number)
    async with written(store) as work:
        made = await media.want(work, message, number, "file", name)
    assert made is not None
    return made, message


def whole(of: Media, **more: str) -> Fetched:
    return Fetched(**({"name": of.name, "state": "kept", "mimetype": "application/pdf", "size": 12} | more))


async def owed(store: Store, kind: str) -> list[Outbox]:
    return [row for row in await rows(store, Outbox) if row.kind == kind]


async def test_what_is_fetched_waits_for_nothing_that_is_said_and_holds_up_nothing(store: Store) -> None:
    made, message = await wanted(store)

    [row] = await owed(store, "WantContent")
    assert row.lane == "media:9001"
    assert (row.fields["message_id"], row.fields["name"]) == (message.platform_id, made.name)
    async with written(store) as work:
        await outbox.pause_pushes(work.session, "line", NOW + timedelta(hours=1))
    assert (await owed(store, "WantContent"))[0].state == "ready"


@pytest.mark.parametrize(("kind", "details"), [("sticker", {}), ("location", {}), ("image", {"provider": "external"})])
async def test_what_line_does_not_keep_for_us_is_not_fetched(store: Store, kind: str, details: dict) -> None:
    message = await a_message(store, await a_line_user(store), details=details)

    async with written(store) as work:
        made = await media.want(work, message, None, kind, "")

    assert made is None
    assert await owed(store, "WantContent") == []


async def test_a_file_that_is_brought_twice_is_shown_once(store: Store) -> None:
    made, _ = await wanted(store)

    for _ in range(2):
        async with written(store) as work:
            await media.kept(work, whole(made))

    [shown] = await owed(store, "RelayedFile")
    [head] = await owed(store, "ThreadHead")
    assert shown.thread_of == head.seq
    assert await owed(store, "WantDropped") == []
    assert [(each.state, each.size) for each in await rows(store, Media)] == [("kept", 12)]


async def test_a_file_from_a_telephone_of_two_stands_in_the_threads_of_both_owners(store: Store) -> None:
    made, message = await wanted(store)
    other = await a_customer(store, name="田中 花子")
    await saved(store, LineLink(line_user_id=message.line_user_id, customer_id=other.id))

    async with written(store) as work:
        await media.kept(work, whole(made))
    async with written(store) as work:
        await media.unsend(work, await work.session.get_one(Message, message.id))

    shown = await owed(store, "RelayedFile")
    assert {row.customer_id for row in shown} == {message.customer_id, other.id}
    assert {row.fields["state"] for row in shown} == {"gone"}


async def test_a_strangers_file_goes_to_whoever_may_know_them(store: Store) -> None:
    made, _ = await wanted(store, stranger=True)

    async with written(store) as work:
        await media.kept(work, whole(made))

    [shown] = await owed(store, "RelayedFile")
    assert shown.recipient == "UADMIN001"


async def test_what_is_taken_back_before_it_is_here_is_dropped_when_it_comes(store: Store) -> None:
    made, message = await wanted(store)
    async with written(store) as work:
        await media.unsend(work, message)

    async with written(store) as work:
        await media.kept(work, whole(made))

    assert await owed(store, "RelayedFile") == []
    assert [row.fields["names"] for row in await owed(store, "WantDropped")] == [[made.name], [made.name]]
    assert [(each.state, each.file_name) for each in await rows(store, Media)] == [("gone", "")]
    assert "見積" not in str([(line.before, line.after) for line in await rows(store, Audit)])


async def test_what_is_taken_back_while_it_is_said_is_deleted_in_slack_once_it_is_there(store: Store) -> None:
    made, message = await wanted(store)
    async with written(store) as work:
        await media.kept(work, whole(made))
    async with written(store) as work:
        shown = (await work.session.scalars(select(Outbox).where(Outbox.kind == "RelayedFile"))).one()
        shown.state = "leased"

    async with written(store) as work:
        await media.unsend(work, message)

    [gone] = await owed(store, "WantGone")
    first, second = await owed(store, "RelayedFile")
    assert gone.update_of == second.update_of == first.seq
    assert gone.seq < second.seq
    assert [(row.fields["state"], row.fields["file_name"]) for row in (first, second)] == [("gone", "")] * 2


@pytest.mark.parametrize(
    ("files", "refusal"),
    [
        ([SlackFile("F1", "a.png", "image/png", 1)] * 5, TooManyFiles(4)),
        ([SlackFile("F1", "a.pdf", "application/pdf", (25 << 20) + 1)], FileTooBig("a.pdf", 25)),
        ([SlackFile("F1", "a.png", "image/png", (10 << 20) + 1)], FileTooBig("a.png", 10)),
        ([SlackFile("F1", "a.exe", "image/png", 1)], FileUnwanted("a.exe")),
        ([SlackFile("F1", "a", "image/png", 1)], FileUnwanted("a")),
    ],
    ids=["many", "large", "large picture", "program", "no ending"],
)
async def test_what_cannot_be_sent_is_refused_before_it_is_fetched(
    store: Store, files: list[SlackFile], refusal: Refusal
) -> None:
    async with written(store, house=PUBLIC) as work:
        with pytest.raises(Refused) as no:
            media.must_fit(work, files)

    assert no.value.refusal == refusal


@pytest.mark.parametrize("url", ["https://crm.example.com", "http://127.0.0.1:8600"], ids=["https", "sandbox"])
async def test_files_go_out_where_line_can_fetch_them(store: Store, url: str) -> None:
    async with written(store, house=House(public=True, public_url=url)) as work:
        media.must_fit(work, [SlackFile("F1", "a.png", "image/png", 1)])


@pytest.mark.parametrize(
    "house",
    [House(public=True, public_url="http://crm.example.com"), House(public_url="http://127.0.0.1:8600")],
    ids=["http", "unset"],
)
async def test_files_need_an_address_from_which_line_can_fetch_them(store: Store, house: House) -> None:
    async with written(store, house=house) as work:
        with pytest.raises(Refused) as no:
            media.must_fit(work, [SlackFile("F1", "a.png", "image/png", 1)])

    assert no.value.refusal == NoPublicAddress()


async def test_an_address_leads_to_its_file_for_a_month_and_not_longer(store: Store) -> None:
    made, _ = await wanted(store)
    async with written(store, house=PUBLIC) as work:
        row = await work.session.get_one(Media, made.id)
        row.state, row.mimetype, row.preview = "kept", "image/png", "b" * 32
        attachment = await media.published(work, row)

    assert (attachment.kind, attachment.preview) == ("image", f"{attachment.url}/preview")
    public = attachment.url.removeprefix("https://crm.example.com/m/")
    async with store.read() as session:
        assert await queries.by_public(session, public, NOW + timedelta(days=30, seconds=-1)) is not None
        assert await queries.by_public(session, public, NOW + timedelta(days=30)) is None
        assert await queries.by_public(session, made.name, NOW) is None


async def test_whoever_is_forgotten_leaves_no_file_and_no_name_of_one(store: Store) -> None:
    made, _ = await wanted(store, name="ひみつ.pdf")
    async with written(store) as work:
        await media.kept(work, whole(made, digest="d" * 64))
    [kept] = await rows(store, Media)
    async with written(store) as work:
        erasure = await erasures.begin(work, kept.customer_id, "cli")

    await sweeps.forget(Round(store, HOUSE, NOW + timedelta(minutes=1), pause=0), erasure.id)

    [gone] = await rows(store, Media)
    assert (gone.state, gone.file_name, gone.digest) == ("gone", "", None)
    assert [row.fields["names"] for row in await owed(store, "WantDropped")] == [[made.name]]
    assert "ひみつ" not in str([(line.before, line.after) for line in await rows(store, Audit)])
    assert "ひみつ" not in str([row.fields for row in await rows(store, Outbox)])


async def test_what_a_stranger_sent_is_forgotten_with_the_customer_that_they_turned_out_to_be(store: Store) -> None:
    made, message = await wanted(store, stranger=True)
    customer = await a_customer(store)
    async with written(store) as work:
        await media.kept(work, whole(made))
    async with written(store) as work:
        (await work.session.get_one(Message, message.id)).customer_id = customer.id
        erasure = await erasures.begin(work, customer.id, "cli")

    await sweeps.forget(Round(store, HOUSE, NOW + timedelta(minutes=1), pause=0), erasure.id)

    [gone] = await rows(store, Media)
    assert (gone.state, gone.file_name) == ("gone", "")
    assert "見積" not in str([(line.before, line.after) for line in await rows(store, Audit)])
    assert "見積" not in str([row.fields for row in await rows(store, Outbox)])


async def test_a_file_that_comes_after_its_customer_was_forgotten_is_dropped(store: Store) -> None:
    made, message = await wanted(store)
    async with written(store) as work:
        erasure = await erasures.begin(work, message.customer_id, "cli")
    await sweeps.forget(Round(store, HOUSE, NOW + timedelta(minutes=1), pause=0), erasure.id)
    before = len(await owed(store, "WantDropped"))

    async with written(store) as work:
        await media.kept(work, whole(made))

    assert len(await owed(store, "WantDropped")) == before + 1
    assert await owed(store, "RelayedFile") == []


async def test_a_file_that_nobody_wants_is_dropped(store: Store) -> None:
    async with written(store) as work:
        await media.kept(work, Fetched("f" * 32, "kept"))

    [dropped] = await owed(store, "WantDropped")
    assert dropped.fields["names"] == ["f" * 32]
