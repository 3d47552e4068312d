"""The customer card: everything it tells has its evidence in the store, and what is not known is not shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from crm.notices import CustomerCard, Occasion, OwnField, Score, Touch, WhichCustomer
from crm.records import cards, occasions
from handlers.locales import phrases
from handlers.slack.answers import Open, Tell, Update
from handlers.slack.blocks.records import cards as blocks
from handlers.slack.blocks.records import customers
from handlers.slack.heard import Heard
from handlers.slack.records import customers as handled
from storage.store import Store
from storage.tables import Anniversary, Company, Consent, Customer, CustomField, Rep
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

TODAY = date(2026, 11, 20)


async def card(store: Store, customer: Customer, reader: Rep | None = None) -> CustomerCard:
    async with by(store, reader or await a_rep(store)) as work:
        return await cards.card(work, customer.id)


def drawn(shown: CustomerCard, language: str = "ja") -> str:
    """All that stands on the card, buttons aside."""
    message = blocks.customer_card(shown, phrases(language), HOUSE.business.zone)
    told = [each for each in message.blocks if each["type"] != "actions"]
    texts = [each.get("text", {}).get("text", "") for each in told]
    return "\n".join(texts + [part["text"] for each in told for part in each.get("elements", [])])


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that reach any database inside the block."""
    heard: list[str] = []

    def hear(_connection, _cursor, statement, *_) -> None:
        heard.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


# --- who --------------------------------------------------------------------------------------------------------------


async def test_who_they_are_and_who_of_ours_looks_after_them(store):
    company = await saved(store, Company(name="株式会社サクラ", key="サクラ"))
    owner, deputy = await a_rep(store, full_name="佐藤 花子"), await a_rep(store, full_name="鈴木 美咲")
    customer = await a_customer(
        store, owner=owner, deputy_id=deputy.id, company_id=company.id, title="営業部長", key_person=True
    )

    shown = await card(store, customer)

    assert (shown.company, shown.company_id, shown.title, shown.key_person) == (
        "株式会社サクラ",
        company.id,
        "営業部長",
        True,
    )
    assert (shown.owner, shown.deputy) == ("佐藤 花子", "鈴木 美咲")
    assert "営業部長" in drawn(shown)
    assert "*副担当*　鈴木 美咲さん" in drawn(shown)


async def test_the_card_of_a_duplicate_is_the_survivors(store):
    survivor = await a_customer(store, name="田中 一郎")
    between = await a_customer(store, name="田中一郎", merged_into_id=survivor.id)
    merged = await a_customer(store, name="田中 いちろう", merged_into_id=between.id)

    shown = await card(store, merged)

    assert (shown.customer_id, shown.name) == (survivor.id, "田中 一郎")


async def test_everybody_sees_every_card(store):
    customer = await a_customer(store)

    shown = await card(store, customer, await a_rep(store, role="read_only"))

    assert shown.name == customer.name


async def test_a_name_that_only_comes_close_is_asked_about_and_may_be_somebody_new(store):
    rep = await a_rep(store)
    await created(store, rep, "株式会社サクラ 斉藤健太郎")

    async with by(store, rep) as work:
        asked = await cards.look_up(work, "斉藤健一郎")
    message = customers.which_customer(asked, phrases("ja"), HOUSE.business.zone)

    assert isinstance(asked, WhichCustomer)
    assert (asked.close, [choice.name for choice in asked.choices]) == (True, ["斉藤健太郎"])
    assert "見つかりませんでした" in message.text
    assert "customer.create" in str(message.blocks)


# --- what to mind -----------------------------------------------------------------------------------------------------


async def test_taboos_stand_under_a_warning_sign(store):
    shown = await card(store, await a_customer(store, taboos="甲殻類（アレルギー）"))

    assert "⚠️ *避けること*　甲殻類（アレルギー）" in drawn(shown)


@pytest.mark.parametrize(
    ("begins", "ends", "until"),
    [
        (date(2026, 3, 4), date(2027, 3, 3), date(2027, 3, 3)),
        (TODAY, TODAY, TODAY),
        (None, date(2026, 12, 1), date(2026, 12, 1)),
        (date(2026, 3, 4), None, date(2027, 3, 3)),
        (date(2026, 11, 21), date(2027, 11, 20), None),
        (date(2025, 11, 1), date(2026, 11, 19), None),
        (date(2025, 11, 20), None, None),
        (None, None, None),
    ],
    ids=["lasts", "its only day", "no beginning", "a year", "not yet", "over", "a year over", "none"],
)
async def test_mourning_is_told_while_it_lasts(store, begins, ends, until):
    shown = await card(store, await a_customer(store, mourning_from=begins, mourning_until=ends))

    assert shown.mourning_until == until
    assert ("喪中" in drawn(shown)) is (until is not None)


async def test_gifts_may_be_declined_by_the_person_or_by_the_firm(store):
    firm = await saved(store, Company(name="株式会社サクラ", key="サクラ", gifts_declined=True))
    people = [
        await a_customer(store, company_id=firm.id),
        await a_customer(store, company_id=firm.id, gifts_declined=True),
        await a_customer(store),
    ]

    shown = [await card(store, each) for each in people]

    assert [each.gifts for each in shown] == ["company", "own", ""]
    assert ["贈り物" in drawn(each) for each in shown] == [True, True, False]


# --- how we stand -----------------------------------------------------------------------------------------------------


async def test_the_last_three_scores_stand_with_their_dates(store):
    customer = await a_customer(store)
    for months, score in ((1, 9), (4, 8), (8, 7), (12, 3)):
        await an_answer(store, customer=customer, score=score, at=NOW - timedelta(days=30 * months))

    shown = await card(store, customer)

    assert shown.scores == (
        Score(date(2026, 10, 21), 9),
        Score(date(2026, 7, 23), 8),
        Score(date(2026, 3, 25), 7),
    )
    assert "9点 10月21日(水)" in drawn(shown)


async def test_an_old_answer_is_history_and_no_evidence(store):
    customer = await a_customer(store)
    await an_answer(store, customer=customer, score=9, at=NOW - timedelta(days=366))

    shown = await card(store, customer)

    assert shown.stage is None
    assert shown.scores == (Score(date(2025, 11, 19), 9),)


@pytest.mark.parametrize(("granted", "consent"), [(True, "yes"), (False, "no"), (None, "unasked")])
async def test_the_card_tells_of_consent_to_surveys(store, granted, consent):
    customer = await a_customer(store)
    await a_line_user(store, customer=customer)
    if granted is not None:
        decided = {"purpose": "surveys", "text_version": "surveys-1", "channel": "line", "decided_at": NOW}
        await saved(store, Consent(customer_id=customer.id, granted=granted, **decided))

    shown = await card(store, customer)

    assert shown.consent == consent
    assert phrases("ja")(f"customer.consent_{consent}") in drawn(shown)


# --- what comes next --------------------------------------------------------------------------------------------------


async def test_overdue_follow_ups_come_first_and_are_marked(store):
    customer = await a_customer(store)
    await a_followup(store, customer=customer, day=date(2026, 12, 4), what="訪問")
    await a_followup(store, customer=customer, day=date(2026, 11, 18), what="見積を送る", promise=True)
    await a_followup(store, customer=customer, day=TODAY, at=time(10), what="朝の電話")
    await a_followup(store, customer=customer, day=TODAY, what="今日中の返事")

    async with by(store, await a_rep(store), NOW + timedelta(hours=3)) as work:
        shown = await cards.card(work, customer.id)

    assert [due.what for due in shown.followups] == ["見積を送る", "朝の電話", "今日中の返事", "訪問"]
    assert shown.overdue == 2
    late = [line for line in drawn(shown).splitlines() if "期限超過" in line]
    assert len(late) == 2
    assert "🤝" in late[0]


async def test_what_is_due_on_a_holiday_is_not_late_before_the_next_business_day_is_over(store):
    customer = await a_customer(store)
    await a_followup(store, customer=customer, day=date(2026, 11, 22), what="電話")
    monday_is_a_holiday = datetime(2026, 11, 24, 1, tzinfo=UTC)

    async with by(store, await a_rep(store), monday_is_a_holiday) as work:
        shown = await cards.card(work, customer.id)

    assert shown.overdue == 0


@pytest.mark.parametrize(("passed", "late"), [(30, False), (31, True)])
async def test_who_is_to_be_contacted_every_so_often_is_late_one_day_after(store, passed, late):
    customer = await a_customer(store, cadence_days=30)
    await an_interaction(store, customer=customer, day=TODAY - timedelta(days=passed))

    shown = await card(store, customer)

    assert (shown.cadence_days, shown.days_since_touch) == (30, passed)
    assert "30日ごとにご連絡" in drawn(shown)
    assert ("間隔を過ぎています" in drawn(shown)) is late


@pytest.mark.parametrize(("days", "words"), [(0, "（本日）"), (1, "（昨日）"), (12, "（12日前）")])
async def test_the_last_touch_says_how_long_ago_it_was(store, days, words):
    customer = await a_customer(store)
    await an_interaction(store, customer=customer, day=TODAY - timedelta(days=days), text="訪問 見積の件")

    shown = await card(store, customer)

    assert shown.last_touch == Touch(TODAY - timedelta(days=days), "visit", "訪問 見積の件")
    assert words in drawn(shown)


# --- days of the year -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "day", "today", "then"),
    [
        (11, 20, TODAY, TODAY),
        (11, 19, TODAY, date(2027, 11, 19)),
        (12, 31, date(2026, 12, 31), date(2026, 12, 31)),
        (2, 29, date(2027, 1, 1), date(2027, 2, 28)),
        (2, 29, date(2028, 1, 1), date(2028, 2, 29)),
        (2, 29, date(2027, 3, 1), date(2028, 2, 29)),
        (4, 31, date(2027, 1, 1), date(2027, 4, 30)),
    ],
)
def test_when_a_day_of_the_year_is_kept_next(month, day, today, then):
    assert occasions.next_on(month, day, today) == then


@pytest.mark.parametrize(
    ("known", "shown", "hidden"),
    [
        ({"birth_month": 12, "birth_day": 2}, "12月2日（あと12日）", "歳"),
        ({"birth_month": 12, "birth_day": 2, "birth_year": 1978}, "12月2日（あと12日）", "歳"),
        ({"birth_month": 12, "birth_day": 2, "birth_year": 1978, "show_age": True}, "（あと12日、48歳に）", "1978"),
        ({"birth_month": 12, "birth_day": 2, "show_age": True}, "12月2日（あと12日）", "歳"),
        ({"birth_month": 12, "birth_day": 21, "birth_year": 1978, "show_age": True}, "12月21日（47歳）", "あと"),
        ({"birth_month": 11, "birth_day": 20}, "11月20日（本日）", "あと"),
        ({"birth_month": 5}, "", "誕生日"),
    ],
    ids=["no year", "age not agreed", "age agreed", "no year to count from", "far off", "today", "no day"],
)
async def test_a_birthday_and_what_may_be_said_of_it(store, known, shown, hidden):
    told = drawn(await card(store, await a_customer(store, **known)))

    assert shown in told
    assert hidden not in told


async def test_who_was_born_on_29_february_is_congratulated_on_the_28th(store):
    customer = await a_customer(store, birth_month=2, birth_day=29)
    async with by(store, await a_rep(store), datetime(2027, 2, 20, tzinfo=UTC)) as work:
        shown = await cards.card(work, customer.id)

    assert shown.occasions == (Occasion("birthday", None, 2, 29, date(2027, 2, 28), 8),)
    assert "2月29日（あと8日 2月28日(日)）" in drawn(shown)


async def test_anniversaries_come_after_the_birthday_the_soonest_first(store):
    customer = await a_customer(store, birth_month=6, birth_day=1)
    for kind, label, month in (("wedding", None, 10), ("contract", None, 12), ("other", "開店", 11)):
        await saved(store, Anniversary(customer_id=customer.id, kind=kind, label=label, year=2021, month=month, day=25))

    shown = await card(store, customer)

    assert [each.kind for each in shown.occasions] == ["birthday", "other", "contract", "wedding"]
    assert "*開店*　11月25日（あと5日、5周年）" in drawn(shown)
    assert "*契約記念日*　12月25日\n" in drawn(shown)


# --- what else is known -----------------------------------------------------------------------------------------------


async def test_the_companys_own_fields_are_shown_as_what_they_are(store):
    rows = [
        await saved(store, CustomField(name=name, kind=kind, active=active))
        for name, kind, active in (
            ("契約更新日", "date", True),
            ("席数", "number", True),
            ("旧コード", "text", False),
            ("空", "text", True),
        )
    ]
    values = dict(zip((str(row.id) for row in rows), ("2027-03-31", 120, "X-1", ""), strict=True))

    shown = await card(store, await a_customer(store, custom=values))

    assert shown.custom == (OwnField("契約更新日", "date", "2027-03-31"), OwnField("席数", "number", "120"))
    assert "*契約更新日*　2027年3月31日(水)" in drawn(shown)


async def test_a_telephone_number_can_be_tapped_and_nothing_else_becomes_a_link(store):
    good = await a_customer(store, phone="090-1234-5678", email="ichiro@example.co.jp")
    odd = await a_customer(store, phone="受付 <!channel>", email="a|b@c>d")

    told, strange = drawn(await card(store, good)), drawn(await card(store, odd))

    assert "<tel:09012345678|090-1234-5678>" in told
    assert "<mailto:ichiro@example.co.jp|ichiro@example.co.jp>" in told
    assert "受付 &lt;!channel&gt;" in strange
    assert "a|b@c&gt;d" in strange


async def test_what_is_not_known_is_not_shown(store):
    told = drawn(await card(store, await a_customer(store, name="清水 千夏")))

    assert told.splitlines() == [
        "*清水 千夏様*",
        "*担当*　佐藤 花子さん",
        "*LINE*　まだつながっていません",
        "",
        "*最後の接点*　まだ記録がありません",
        "*これからの予定*　予定はありません",
    ]


# --- where it is shown ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["", "home", "modal"])
async def test_pressed_on_a_page_the_card_and_the_brief_open_over_it(store, view):
    customer = await a_customer(store, name="清水 千夏")
    heard = Heard("block_actions", "customer.card", "U1", value=str(customer.id), view={"type": view} if view else {})

    async with by(store, await a_rep(store)) as work:
        shown = [await each(work, heard) for each in (handled.card, handled.brief)]
        anew = handled.drawn_anew(await cards.card(work, customer.id), heard)

    assert {type(each) for each in shown} == ({Open} if view else {Tell})
    assert type(anew) is (Update if view else Tell)
    assert all("清水 千夏" in str(each) for each in (*shown, anew))


# --- what it costs ----------------------------------------------------------------------------------------------------


async def a_rich_customer(store: Store, times: int) -> Customer:
    company = await saved(store, Company(name="株式会社サクラ", key="サクラ"))
    field = await saved(store, CustomField(name="席数", kind="number"))
    deputy = await a_rep(store)
    customer = await a_customer(
        store, company_id=company.id, deputy_id=deputy.id, custom={str(field.id): 120}, birth_month=1, birth_day=1
    )
    for number in range(times):
        await an_interaction(store, customer=customer, day=TODAY - timedelta(days=number))
        await a_followup(store, customer=customer, day=TODAY + timedelta(days=number))
        answer = await an_answer(store, customer=customer, score=2, at=NOW - timedelta(days=number))
        await a_case(store, customer=customer, answer=answer)
        await saved(store, Anniversary(customer_id=customer.id, kind="other", month=1, day=1 + number))
    return customer


async def test_a_card_costs_a_bounded_number_of_queries_however_much_has_happened(store):
    reader = await a_rep(store)
    few, many = await a_rich_customer(store, 1), await a_rich_customer(store, 9)

    costs = []
    for customer in (few, many):
        async with by(store, reader) as work:
            with counted() as statements:
                await cards.card(work, customer.id)
            costs.append(len([each for each in statements if each.lstrip().startswith("SELECT")]))

    assert costs[0] == costs[1] <= 15
