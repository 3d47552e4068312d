"""Finding what was said in LINE: however it was typed, newest first, and only of one's own customers."""

import pytest
from sqlalchemy import select

from crm.notices import MessagesFound
from crm.refusals import TextTooLong
from crm.relay import search
from crm.relay.search import NothingToFind
from storage.relay import search as queries
from storage.relay.waits import Whose
from storage.store import Store
from storage.tables import Customer, Message, MessageKey, Rep
from tests.builders import a_customer, a_line_user, a_rep, a_team, written
from tests.deeds import by, refused
from tests.line_events import event, hear, linked, rows, words
from tests.privacy.forgetting import forgotten
from tests.relay.waiting import a_message


async def said(store: Store, customer: Customer, *texts: str, **more) -> None:
    for text in texts:
        message = await a_message(store, customer, text, **more)
        async with written(store) as work:
            await search.index(work, [message])


async def found(store: Store, rep: Rep, text: str) -> MessagesFound:
    async with by(store, rep) as work:
        return await search.find(work, text)


async def keys(store: Store) -> list[str]:
    async with store.read() as session:
        return list(await session.scalars(select(MessageKey.key).order_by(MessageKey.message_id)))


# --- what finds what --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("納期はいつですか", "納期"),
        ("ＡＢＣ商事の件", "abc"),
        ("ｶﾞﾗｽの色", "ガラス"),
        ("㈱サクラの見積", "(株)サクラ"),
        ("納期の\n件で　見積を", "見積 納期"),
        ("100%の%", "%"),
        ("It's a _test_", "_TEST_"),
    ],
    ids=["substring", "width and case", "kana width", "compatibility", "several words", "percent", "underscore"],
)
async def test_words_are_found_however_they_were_typed(store, text, asked):
    rep = await a_rep(store)
    await said(store, await a_customer(store, owner=rep), "まったく別の話", text)

    [line] = (await found(store, rep, asked)).lines

    assert line.before + line.hit + line.after == " ".join(text.split())


async def test_all_of_several_words_must_stand_in_the_message(store):
    rep = await a_rep(store)
    await said(store, await a_customer(store, owner=rep), "納期の件", "見積の件")

    assert (await found(store, rep, "納期 見積")).lines == ()


@pytest.mark.parametrize(
    ("text", "word", "parts"),
    [
        ("納期はいつですか", "いつ", ("納期は", "いつ", "ですか")),
        ("あ" * 50 + "ＡＢＣ" + "い" * 100, "abc", ("…" + "あ" * 30, "ＡＢＣ", "い" * 60 + "…")),
        ("ｶﾞﾗｽの色", "ガラス", ("", "ｶﾞﾗｽ", "の色")),
        ("㈱サクラ", "株", ("", "㈱", "サクラ")),
        ("なし", "納期", ("", "", "なし")),
    ],
    ids=["plain", "long", "half width", "one sign of several", "only in other words"],
)
def test_the_excerpt_shows_the_words_as_they_were_typed(text, word, parts):
    assert search.excerpt(text, word) == parts


async def test_both_directions_are_found_newest_first_with_whoever_wrote(store):
    rep = await a_rep(store, full_name="佐藤 花子")
    customer = await a_customer(store, owner=rep)
    await said(store, customer, "納期はいつですか")
    await said(store, customer, "納期は金曜です", direction="out", rep_id=rep.id)
    await said(store, customer, "納期のお知らせ", direction="out")

    lines = (await found(store, rep, "納期")).lines

    assert [(line.direction, line.by) for line in lines] == [("out", ""), ("out", "佐藤 花子"), ("in", "")]


async def test_a_page_leads_to_the_next_one_and_back(store):
    rep = await a_rep(store)
    await said(store, await a_customer(store, owner=rep), *(f"納期 {number}" for number in range(12)))

    first = await found(store, rep, "納期")
    async with by(store, rep) as work:
        second = await search.find(work, "納期", first.older or 0)

    assert [line.after for line in (*first.lines, *second.lines)] == [f" {number}" for number in reversed(range(12))]
    assert (first.first, second.first, second.older) == (True, False, None)


# --- whose ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("rep", ["own", "stands in"]),
        ("manager", ["own", "stands in", "team"]),
        ("admin", ["others", "own", "stands in", "team"]),
        ("read_only", ["others", "own", "stands in", "team"]),
    ],
)
async def test_everybody_finds_what_their_role_reaches(store, role, seen):
    rep, owners = await four(store, role)
    for name, owner in owners.items():
        await said(store, await a_customer(store, owner=owner, name=name), "納期")

    lines = (await found(store, rep, "納期")).lines

    assert sorted(line.customer for line in lines) == seen


async def test_where_there_is_much_to_read_the_same_is_found(store):
    rep, owners = await four(store, "manager")
    for name, owner in owners.items():
        await said(store, await a_customer(store, owner=owner, name=name), "納期", "見積")

    async with store.read() as session:
        whose = Whose(rep.id, [rep.team_id])
        lines = [await queries.find(session, ["納期"], whose, queries.NEWEST, 2, few=few) for few in (0, 100)]

    assert [[each.customer.name for each in some] for some in lines] == [["stands in", "team"]] * 2


async def four(store: Store, role: str) -> tuple[Rep, dict[str, Rep]]:
    """Somebody of this role, and four owners: themselves, one of their team, one whose deputy they are, another one."""
    team = await a_team(store)
    rep = await a_rep(store, role=role, team_id=team.id)
    others = await a_rep(store), await a_rep(store, team_id=team.id), await a_rep(store, deputy_id=rep.id)
    return rep, dict(zip(("others", "own", "team", "stands in"), (others[0], rep, *others[1:]), strict=True))


async def test_a_stranger_is_nobodys_customer(store):
    await hear(store, words("納期はいつですか"))

    assert (await found(store, await a_rep(store, role="admin"), "納期")).lines == ()


@pytest.mark.parametrize("text", ["", " \u3000"])
async def test_nothing_is_nothing_to_look_for(store, text):
    async with refused(NothingToFind()), by(store, await a_rep(store)) as work:
        await search.find(work, text)


async def test_what_is_too_long_is_refused(store):
    async with refused(TextTooLong(search.LONGEST)), by(store, await a_rep(store)) as work:
        await search.find(work, "納" * 101)


# --- kept with the message --------------------------------------------------------------------------------------------


async def test_what_a_customer_writes_is_found_until_it_is_taken_back(store):
    owner, _ = await linked(store)
    await hear(store, words("ＡＢＣの件", message_id="m1"))
    before = await found(store, owner, "abc")

    await hear(store, event("unsend", unsend={"messageId": "m1"}))

    assert [line.hit for line in before.lines] == ["ＡＢＣ"]
    assert await keys(store) == []


async def test_words_that_change_are_found_by_what_they_say_now(store):
    rep = await a_rep(store)
    await said(store, await a_customer(store, owner=rep), "田中様の件", "納期")
    first, _ = await rows(store, Message)

    async with written(store) as work:
        await search.respell(work, {first.id: "—の件"})

    assert sorted(await keys(store)) == ["—の件", "納期"]


async def test_all_messages_are_indexed_again_a_page_at_a_time(store):
    customer = await a_customer(store)
    for text in ("一", "", "三", "四"):
        await a_message(store, customer, text)

    async with written(store) as work:
        last: int | None = 0
        while last is not None:
            last = await search.index_again(work, last, 2)

    assert await keys(store) == ["一", "三", "四"]


async def test_an_erasure_leaves_nothing_to_find_of_the_customer(store):
    owner = await a_rep(store)
    customer = await a_customer(store, owner=owner, name="鈴木 花子")
    await said(store, customer, "ひみつの相談です")
    await said(store, await a_customer(store, owner=owner, name="田中 一郎"), "鈴木 花子様のご紹介です")

    await forgotten(store, customer)

    assert await keys(store) == ["—様のご紹介です"]


async def test_what_was_said_long_ago_is_found_behind_very_much_of_others(store):
    team = await a_team(store)
    rep, other = await a_rep(store, team_id=team.id), await a_rep(store)
    await said(store, await a_customer(store, owner=rep, name="昔の方"), "納期")
    theirs = await a_customer(store, owner=other)
    account = await a_line_user(store, customer=theirs)
    for _ in range(queries.FIRST + 1):
        await said(store, theirs, "納期", account=account)

    async with store.read() as session:
        whose = Whose(rep.id, [team.id])
        lines = await queries.find(session, ["納期"], whose, queries.NEWEST, 11, few=0)

    assert [each.customer.name for each in lines] == ["昔の方"]
