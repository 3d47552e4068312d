"""「前回からの要点」: what has happened since the reader last spoke to the customer, in five lines at most."""

from datetime import date, datetime, time, timedelta

import pytest

from crm.notices import CustomerBrief, Due, News, Occasion, Touch, WhichCustomer
from crm.records import briefs
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks.lines import columns
from handlers.slack.blocks.records import briefs as blocks
from storage.store import Store
from storage.tables import Customer, LineUser, Message, Rep
from tests.builders import (
    HOUSE,
    NOW,
    a_case,
    a_customer,
    a_followup,
    a_line_user,
    a_rep,
    an_answer,
    an_interaction,
    saved,
)
from tests.deeds import by, created
from tests.records.test_cards import counted
from tests.stage import SATO, on_stage

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


async def brief(store: Store, customer: Customer, reader: Rep) -> CustomerBrief:
    async with by(store, reader) as work:
        return await briefs.brief(work, customer.id)


def told(notice: CustomerBrief, language: str = "ja") -> list[str]:
    """The lines as they are read."""
    message = blocks.customer_brief(notice, phrases(language), HOUSE.business.zone)
    [section] = [block for block in message.blocks if block["type"] == "section"]
    return section["text"]["text"].splitlines()


async def said(store: Store, customer: Customer, account: LineUser, at: datetime, text: str, way: str = "in") -> None:
    fields = {"direction": way, "kind": "text", "text": text, "platform_id": f"{way}{at.timestamp()}"}
    await saved(store, Message(line_user_id=account.id, customer_id=customer.id, at=at, **fields))


# --- since you last spoke ---------------------------------------------------------------------------------------------


async def test_the_readers_own_last_touch_stands_when_nobody_has_spoken_to_them_since(store):
    reader, colleague = await a_rep(store), await a_rep(store)
    customer = await a_customer(store, owner=reader)
    await an_interaction(store, customer=customer, rep_id=colleague.id, day=TODAY - 9 * DAY, text="古い電話")
    await an_interaction(store, customer=customer, day=TODAY - 8 * DAY, text="見積の件")

    shown = await brief(store, customer, reader)

    assert shown.mine == Touch(TODAY - 8 * DAY, "visit", "見積の件")
    assert (shown.theirs, shown.colleagues) == (None, 0)
    assert "🗓 8日前、訪問「見積の件」" in told(shown)


async def test_what_colleagues_did_since_stands_before_it(store):
    reader, colleague = await a_rep(store), await a_rep(store, full_name="鈴木 美咲")
    customer = await a_customer(store, owner=reader)
    await an_interaction(store, customer=customer, day=TODAY - 18 * DAY, text="見積の件")
    for days, words in ((18, "同じ日の電話"), (2, "納期は了承")):
        day = TODAY - days * DAY
        await an_interaction(store, customer=customer, rep_id=colleague.id, kind="call", day=day, text=words)

    shown = await brief(store, customer, reader)

    assert shown.theirs == Touch(TODAY - 2 * DAY, "call", "納期は了承", "鈴木 美咲")
    assert shown.colleagues == 2
    assert "🗓 2日前、鈴木 美咲さんが電話「納期は了承」（ほか1件、ご自身は18日前）" in told(shown)


async def test_who_has_never_met_the_customer_reads_what_the_others_did(store):
    customer = await a_customer(store)
    await an_interaction(store, customer=customer, day=TODAY - DAY, text="見積の件")

    lines = told(await brief(store, customer, await a_rep(store)))

    assert "🗓 昨日、佐藤 花子さんが訪問「見積の件」（ご自身の記録はなし）" in lines


async def test_two_readers_have_two_briefs(store):
    one, other = await a_rep(store), await a_rep(store)
    customer = await a_customer(store, owner=one)
    account = await a_line_user(store, customer=customer)
    await an_interaction(store, customer=customer, day=TODAY - 10 * DAY)
    await said(store, customer, account, NOW - 5 * DAY, "納期を教えてください")
    await an_interaction(store, customer=customer, rep_id=other.id, day=TODAY - 2 * DAY)

    briefs_ = [await brief(store, customer, reader) for reader in (one, other)]

    assert [len(each.heard) for each in briefs_] == [1, 0]
    assert [each.colleagues for each in briefs_] == [1, 0]


# --- what is owed, what was heard, what to mind -----------------------------------------------------------------------


async def test_what_is_owed_stands_with_its_day_the_overdue_first(store):
    reader = await a_rep(store)
    customer = await a_customer(store, owner=reader)
    await a_followup(store, customer=customer, day=date(2026, 12, 4), what="電話")
    await a_followup(store, customer=customer, day=date(2026, 11, 18), what="見積を送る", promise=True)
    await a_followup(store, customer=customer, day=date(2026, 12, 5), what="訪問")

    shown = await brief(store, customer, reader)

    assert (shown.overdue, shown.more_followups) == (1, 1)
    assert "🔴 期限超過 11月18日(水) 見積を送る 🤝約束／12月4日(金) 電話／ほか1件" in told(shown)


async def test_the_latest_from_the_customer_has_its_words(store):
    reader = await a_rep(store)
    customer = await a_customer(store, owner=reader)
    account = await a_line_user(store, customer=customer)
    answer = await an_answer(store, customer=customer, score=3, reason="納品が遅れた", at=NOW - 8 * DAY)
    await a_case(store, customer=customer, answer=answer, at=NOW - 8 * DAY)
    await said(store, customer, account, NOW - 8 * DAY, "納品が遅れた")
    await said(store, customer, account, NOW - 9 * DAY, "その前の言葉")
    await said(store, customer, account, NOW - DAY, "こちらからのお返事", way="out")

    reason_only = await brief(store, customer, reader)
    await said(store, customer, account, NOW - DAY, "納期を教えてください")
    words_too = await brief(store, customer, reader)

    assert reason_only.heard == (News(date(2026, 11, 12), "納品が遅れた", 3),)
    assert "⚠️ ご不満に対応中／8日前、評価3点「納品が遅れた」" in told(reason_only)
    assert "⚠️ ご不満に対応中／昨日、LINE「納期を教えてください」／8日前、評価3点" in told(words_too)


async def test_words_that_were_taken_back_are_not_told(store):
    customer = await a_customer(store)
    account = await a_line_user(store, customer=customer)
    await said(store, customer, account, NOW - 2 * DAY, "納期を教えてください")
    await said(store, customer, account, NOW - DAY, "")

    shown = await brief(store, customer, await a_rep(store))

    assert shown.heard == (News(date(2026, 11, 18), "納期を教えてください"),)


async def test_what_the_reader_knew_already_is_not_told(store):
    reader = await a_rep(store)
    customer = await a_customer(store, owner=reader)
    account = await a_line_user(store, customer=customer)
    await said(store, customer, account, NOW - 8 * DAY, "納期を教えてください")
    await an_answer(store, customer=customer, score=9, at=NOW - 8 * DAY)
    await an_interaction(store, customer=customer, day=TODAY - DAY)

    assert (await brief(store, customer, reader)).heard == ()


async def test_what_to_mind_stands_last(store):
    reader = await a_rep(store)
    customer = await a_customer(
        store,
        owner=reader,
        taboos="甲殻類",
        likes="日本酒と落語",
        mourning_until=date(2027, 3, 3),
        birth_month=12,
        birth_day=2,
    )

    lines = told(await brief(store, customer, reader))

    assert lines[-1] == "⚠️ 避けること: 甲殻類／喪中（3月3日(水)まで）／🎂 誕生日 あと12日"


async def test_long_taboos_push_mourning_and_declined_gifts_from_no_line(store):
    reader = await a_rep(store)
    customer = await a_customer(
        store,
        owner=reader,
        taboos="政治の話、" * 30,
        likes="日本酒",
        mourning_until=date(2027, 3, 3),
        gifts_declined=True,
    )

    lines = told(await brief(store, customer, reader))

    assert "喪中（3月3日(水)まで）／贈り物はご辞退" in lines[-1]
    assert "お好み" not in lines[-1]


async def test_a_birthday_that_is_far_off_is_not_worth_a_line(store):
    reader = await a_rep(store)
    customer = await a_customer(store, owner=reader, birth_month=6, birth_day=1)

    assert (await brief(store, customer, reader)).occasions == ()


async def test_a_new_customer_gets_one_honest_sentence(store):
    lines = told(await brief(store, await a_customer(store, name="清水 千夏"), await a_rep(store)))

    assert lines == ["*清水 千夏様*", phrases("ja")("brief.new")]


async def test_the_brief_of_a_duplicate_is_the_survivors(store):
    survivor = await a_customer(store, name="田中 一郎")
    merged = await a_customer(store, name="田中一郎", merged_into_id=survivor.id)

    assert (await brief(store, merged, await a_rep(store, role="read_only"))).customer_id == survivor.id


async def test_a_name_that_several_have_is_asked_about(store):
    rep = await a_rep(store)
    for name in ("株式会社サクラ 田中一郎", "株式会社モミジ 田中花子"):
        await created(store, rep, name)

    async with by(store, rep) as work:
        asked = await briefs.look_up(work, "田中")

    assert isinstance(asked, WhichCustomer)
    assert (len(asked.choices), asked.then) == (2, "customer.brief")


async def test_a_brief_costs_a_bounded_number_of_queries(store):
    reader = await a_rep(store)
    customer = await a_customer(store, owner=reader)
    for number in range(5):
        await an_interaction(store, customer=customer, day=TODAY - number * DAY)
        await a_followup(store, customer=customer)
        await an_answer(store, customer=customer, at=NOW - number * DAY)

    async with by(store, reader) as work:
        with counted() as statements:
            await briefs.brief(work, customer.id)

    assert len([each for each in statements if each.lstrip().startswith("SELECT")]) <= 15


# --- ten seconds ------------------------------------------------------------------------------------------------------

LONG = "「見積」の件で打合せ。<来期>の予算 & 増員のご相談。" * 20
NAME = "株式会社あいうえおかきくけこ" * 7
DUES = (
    Due(1, LONG, date(2026, 11, 1), None, promise=True),
    Due(2, LONG, date(2026, 12, 31), time(9), promise=True),
)
FULL = CustomerBrief(
    customer_id=1,
    name=NAME[:100],
    company=NAME[:100],
    title=NAME[:100],
    key_person=True,
    stage=3,
    today=TODAY,
    mine=Touch(date(2025, 1, 1), "exhibition", LONG),
    theirs=Touch(date(2025, 2, 1), "exhibition", LONG, NAME[:100]),
    colleagues=100,
    followups=DUES,
    more_followups=100,
    overdue=1,
    heard=(News(date(2025, 3, 1), LONG, 10), News(date(2025, 2, 1), LONG)),
    open_case=True,
    taboos=LONG,
    likes=LONG,
    gifts="own",
    mourning_until=date(2027, 3, 3),
    occasions=(Occasion("birthday", None, 12, 2, date(2026, 12, 2), 12, 48),),
)


ORDINARY = CustomerBrief(
    customer_id=1,
    name="田中 一郎",
    company="株式会社サクラ",
    title="営業部長",
    key_person=True,
    stage=2,
    today=TODAY,
    mine=Touch(TODAY - 18 * DAY, "visit", LONG),
    theirs=Touch(TODAY - 2 * DAY, "call", LONG, "鈴木 美咲"),
    colleagues=2,
    followups=(
        Due(1, "見積を送る", date(2026, 11, 18), None, promise=True),
        Due(2, "電話", date(2026, 12, 4), time(15), promise=False),
    ),
    more_followups=1,
    overdue=1,
    heard=(News(TODAY - DAY, LONG), News(TODAY - 8 * DAY, LONG, 3)),
    open_case=True,
    taboos="甲殻類（アレルギー）",
    likes="日本酒",
    mourning_until=date(2027, 3, 3),
    occasions=FULL.occasions,
)


def read(notice: CustomerBrief, language: str) -> list[str]:
    """The lines less the signs of bold type and of escaping."""
    signs = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("*", ""))
    text = "\n".join(told(notice, language))
    for sign, character in signs:
        text = text.replace(sign, character)
    return text.splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ordinary_brief_has_five_lines_of_eighty_columns(language):
    lines = read(ORDINARY, language)

    assert len(lines) == 5
    assert max(map(columns, lines)) <= 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_of_names_and_words_widen_no_line_by_much(language):
    lines = read(FULL, language)

    assert len(lines) == 5
    assert max(map(columns, lines)) <= 104


async def test_the_brief_is_asked_for_by_name_and_by_button(sqlite_url):
    async with on_stage(sqlite_url) as stage:
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        await stage.command("/log 田中様 訪問 見積の件")

        answer = await stage.command("/customer 要点 田中様")
        await stage.command("/customer 田中")
        card = await stage.last_in("general")
        await stage.press_in("general", card, "customer.brief", by=SATO)

        assert "本日、訪問「見積の件」" in answer
        await stage.last_in("general", "本日、訪問「見積の件」")
