"""A line that waits for one answer is kept: nobody types the same visit twice."""

import asyncio

from crm.activities import drafts, interactions
from crm.notices import Choice, WhoIsMeant
from crm.refusals import Gone, Refused
from storage.store import Store
from storage.tables import Draft, Interaction, Outbox, Rep
from tests.builders import a_rep
from tests.deeds import by, created, logged, refused, understood
from tests.line_events import rows


async def two_tanakas(store: Store, rep: Rep) -> WhoIsMeant:
    await created(store, rep, "株式会社サクラ 田中一郎")
    await created(store, rep, "株式会社モミジ 田中花子")
    asked = await logged(store, rep, "田中様 電話 納期のご相談")
    assert isinstance(asked, WhoIsMeant)
    return asked


async def test_an_ambiguous_name_is_asked_about_and_nothing_is_logged(store):
    rep = await a_rep(store, full_name="佐藤 花子")

    asked = await two_tanakas(store, rep)

    assert asked.name == "田中"
    assert asked.choices == (
        Choice(1, "田中一郎", "株式会社サクラ", "佐藤 花子"),
        Choice(2, "田中花子", "株式会社モミジ", "佐藤 花子"),
    )
    assert await rows(store, Interaction) == []
    assert await rows(store, Outbox) == []


async def test_the_choice_logs_the_same_line(store):
    rep = await a_rep(store)
    asked = await two_tanakas(store, rep)

    async with by(store, rep) as work:
        waiting = await drafts.use(work, asked.draft_id)
        await interactions.log(work, waiting.text, understood(waiting.text), {**waiting.settled, waiting.asks: 2})

    [made] = await rows(store, Interaction)
    assert (made.customer_id, made.text) == (2, "納期のご相談")


async def test_the_second_name_is_asked_about_when_the_first_is_settled(store):
    rep = await a_rep(store)
    await two_tanakas(store, rep)
    await created(store, rep, "鈴木一郎")
    await created(store, rep, "鈴木次郎")
    line = "田中様、鈴木様 会食"

    first = await logged(store, rep, line)
    second = await logged(store, rep, line, chosen={"田中": 1})
    done = await logged(store, rep, line, chosen={"田中": 1, "鈴木": 4})

    assert (first.name, second.name) == ("田中", "鈴木")
    async with by(store, rep) as work:
        assert (await drafts.use(work, second.draft_id)).settled == {"田中": 1}
    assert [log.customer_id for log in done] == [1, 4]


async def test_an_unknown_name_is_asked_about_without_choices(store):
    asked = await logged(store, await a_rep(store), "山本様 電話 はじめてのお問い合わせ")

    assert (asked.name, asked.choices) == ("山本", ())
    [draft] = await rows(store, Draft)
    assert draft.text == "山本様 電話 はじめてのお問い合わせ"


async def test_a_chosen_customer_who_is_gone_is_said_so(store):
    async with refused(Gone()):
        await logged(store, await a_rep(store), "田中様 訪問", chosen={"田中": 4711})


async def used(store: Store, rep: Rep, draft_id: int) -> str:
    async with by(store, rep) as work:
        return (await drafts.use(work, draft_id)).text


async def test_a_draft_is_used_once(store):
    rep = await a_rep(store)
    asked = await two_tanakas(store, rep)

    assert await used(store, rep, asked.draft_id) == "田中様 電話 納期のご相談"
    async with refused(Gone()):
        await used(store, rep, asked.draft_id)


async def test_two_clicks_at_once_use_a_draft_once(store):
    rep = await a_rep(store)
    asked = await two_tanakas(store, rep)

    told = await asyncio.gather(*(used(store, rep, asked.draft_id) for _ in range(2)), return_exceptions=True)

    assert sorted(isinstance(each, Refused) for each in told) == [False, True]


async def test_a_draft_is_its_authors_alone(store):
    asked = await two_tanakas(store, await a_rep(store))

    async with refused(Gone()):
        await used(store, await a_rep(store, role="admin"), asked.draft_id)


async def test_a_draft_that_never_was_is_gone(store):
    async with refused(Gone()):
        await used(store, await a_rep(store), 4711)
