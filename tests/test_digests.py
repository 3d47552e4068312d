"""The weekly digest: figures that a manager can check by hand, in words that fit a phone and Slack's limits."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.models.blocks import Block

from crm import digests
from crm.calendar import BusinessTime
from crm.notices import Alarm, OpenCaseLine, RepWeek, WeeklyDigest
from crm.refusals import NotAllowed, Refused
from crm.work import SYSTEM, Actor, Work
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks.alarms import alarm
from handlers.slack.blocks.digests import weekly_digest
from tests.builders import (
    HOUSE,
    a_case,
    a_customer,
    a_followup,
    a_rep,
    a_team,
    an_answer,
    an_asking,
    an_interaction,
)

TOKYO = ZoneInfo("Asia/Tokyo")
# The week of Monday 16 to Sunday 22 November 2026, told on Tuesday the 24th.
FIRST, LAST = date(2026, 11, 16), date(2026, 11, 22)
AS_OF = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
BUSINESS = BusinessTime(TOKYO)


def local(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), TOKYO).astimezone(UTC)


async def the_week(store, reader, actor: Actor = SYSTEM) -> WeeklyDigest:
    async with store.read() as session:
        return await digests.week(Work(session, AS_OF, actor, house=HOUSE), reader, FIRST)


def blocks_of(message) -> list[dict]:
    return [Block.parse(dict(block)).to_dict() for block in message.blocks]


def words_of(message) -> str:
    return "\n".join(re.findall(r"'text': '((?:[^'\\]|\\.)*)'", repr(message.blocks))).replace("\\n", "\n")


async def test_interactions_count_for_the_rep_on_the_local_day_they_happened(store):
    team = await a_team(store)
    manager = await a_rep(store, role="manager", team_id=team.id)
    rep = await a_rep(store, full_name="鈴木 次郎", team_id=team.id)
    customer = await a_customer(store, owner=rep)
    for day in (FIRST - timedelta(days=1), FIRST, LAST, LAST, LAST + timedelta(days=1)):
        await an_interaction(store, customer=customer, day=day)
    late = await an_interaction(store, customer=customer, day=FIRST, created_at=AS_OF)

    week = await the_week(store, manager)

    assert late.created_at > local(LAST + timedelta(days=1), 0)
    assert week.reps == (RepWeek("鈴木 次郎", interactions=4, done=0, overdue=0),)


async def test_followups_count_when_done_within_the_local_week(store):
    rep = await a_rep(store, role="admin")
    customer = await a_customer(store, owner=rep)
    midnight, minute = local(FIRST, 0), timedelta(minutes=1)
    for at in (midnight - minute, midnight, local(LAST, 23, 59), local(LAST + timedelta(days=1), 0)):
        await a_followup(store, customer=customer, state="done", done_at=at)
    await a_followup(store, customer=customer, state="dropped", done_at=midnight)

    [line] = (await the_week(store, rep)).reps

    assert (line.done, line.overdue) == (2, 0)


async def test_overdue_is_what_was_due_before_today_and_is_still_open(store):
    rep = await a_rep(store, role="admin")
    customer = await a_customer(store, owner=rep)
    await a_followup(store, customer=customer, day=date(2026, 11, 2))
    await a_followup(store, customer=customer, day=date(2026, 11, 23), at=time(23, 59))
    await a_followup(store, customer=customer, day=date(2026, 11, 24), at=time(8))
    await a_followup(store, customer=customer, day=date(2026, 11, 23))  # a holiday: due on the 24th
    await a_followup(store, customer=customer, day=date(2026, 11, 2), state="done", done_at=AS_OF)

    [line] = (await the_week(store, rep)).reps

    assert line.overdue == 2


async def test_nps_counts_the_answers_of_the_week_and_the_rate_of_those_asked_in_it(store):
    admin = await a_rep(store, role="admin")
    customer = await a_customer(store, owner=admin)
    for score in (10, 9, 8, 7, 6, 0):
        await an_answer(store, customer=customer, score=score, at=local(LAST, 23))
    await an_answer(store, customer=customer, score=0, at=local(FIRST, 0) - timedelta(seconds=1))
    await an_asking(store, customer=customer, at=local(FIRST))
    await an_asking(store, customer=customer, at=AS_OF)

    week = await the_week(store, admin)

    assert (week.promoters, week.passives, week.detractors) == (2, 2, 2)
    assert (week.asked, week.answered) == (7, 6)


async def test_open_cases_are_named_the_oldest_ten_of_all(store):
    admin = await a_rep(store, role="admin", full_name="佐藤 花子")
    for number in range(12):
        customer = await a_customer(store, owner=admin, name=f"客 {number}")
        answer = await an_answer(store, customer=customer, score=3) if number == 11 else None
        opened = local(FIRST, 23, 30) - timedelta(days=number)
        await a_case(store, customer=customer, answer=answer, at=opened)
    closed = await a_customer(store, owner=admin, name="解決済み")
    await a_case(store, customer=closed, state="closed", closed_at=AS_OF)

    week = await the_week(store, admin)

    assert week.open_cases == 12
    assert [case.customer for case in week.cases] == [f"客 {number}" for number in range(11, 1, -1)]
    first = week.cases[0]
    assert (first.owner, first.opened, first.score) == ("佐藤 花子", FIRST - timedelta(days=11), 3)


async def a_department(store):
    """A 部 with a 課 inside, another 課 beside it, and an interaction, a case and an answer in each."""
    department = await a_team(store, name="営業部")
    teams = [department, await a_team(store, name="一課", parent=department), await a_team(store, name="他部")]
    for number, team in enumerate(teams):
        rep = await a_rep(store, full_name=f"担当 {number}", team_id=team.id)
        customer = await a_customer(store, owner=rep, name=f"客 {number}")
        await an_interaction(store, customer=customer, day=FIRST)
        answer = await an_answer(store, customer=customer, score=2, at=local(FIRST))
        await a_case(store, customer=customer, answer=answer)
    return teams


def seen(week: WeeklyDigest) -> tuple[list[str], list[str], int]:
    return [rep.name for rep in week.reps], [case.customer for case in week.cases], week.detractors


async def test_a_departments_manager_sees_it_and_the_teams_below(store):
    department, section, _ = await a_department(store)
    above = await a_rep(store, role="manager", team_id=department.id)
    below = await a_rep(store, role="manager", team_id=section.id)

    both, one = await the_week(store, above), await the_week(store, below)

    assert seen(both) == (["担当 0", "担当 1"], ["客 0", "客 1"], 2)
    assert seen(one) == (["担当 1"], ["客 1"], 1)


async def test_without_a_team_an_admin_sees_everybody_and_a_manager_nobody_else(store):
    await a_department(store)
    admin = await a_rep(store, role="admin")
    manager = await a_rep(store, role="manager")

    everybody, nobody = await the_week(store, admin), await the_week(store, manager)

    assert seen(everybody) == (["担当 0", "担当 1", "担当 2"], ["客 0", "客 1", "客 2"], 3)
    assert seen(nobody) == ([], [], 0)


async def test_those_who_left_count_where_they_did_something(store):
    admin = await a_rep(store, role="admin")
    left = await a_rep(store, full_name="退職 済", active=False)
    await a_rep(store, full_name="退職 前年", active=False)
    await an_interaction(store, customer=await a_customer(store, owner=left), day=FIRST)

    week = await the_week(store, admin)

    assert [rep.name for rep in week.reps] == ["退職 済"]


async def test_a_manager_cannot_read_another_teams_week(store):
    one, other = await a_team(store), await a_team(store, name="二課")
    manager = await a_rep(store, role="manager", team_id=one.id)
    stranger = await a_rep(store, role="manager", team_id=other.id)
    actor = Actor("rep", manager.id, "manager", frozenset({one.id}))

    own = await the_week(store, manager, actor)
    with pytest.raises(Refused) as refused:
        await the_week(store, stranger, actor)

    assert own.first_day == FIRST
    assert refused.value.refusal == NotAllowed("digests.week")


def test_a_week_without_business_days_has_no_digest():
    closed = replace(BUSINESS, closed=frozenset({(11, day) for day in range(16, 21)}))

    found = [digests.edition(closed, local(FIRST + timedelta(days=day), 9)) for day in range(7)]

    assert found == [None] * 7


def test_the_slot_is_named_by_the_iso_week_over_new_year():
    edition = digests.edition(BUSINESS, local(date(2027, 1, 4)))

    assert edition is not None
    assert (edition.week, edition.monday) == ("2027-W01", date(2026, 12, 28))


def test_the_digest_comes_at_nine_by_the_clock_of_the_business_zone():
    new_york = BusinessTime(ZoneInfo("America/New_York"))
    # Clocks went back on Sunday 1 November 2026: Monday 9:00 is 14:00 UTC, the week before it was 13:00.
    before, after = datetime(2026, 11, 2, 13, 59, tzinfo=UTC), datetime(2026, 11, 2, 14, 0, tzinfo=UTC)

    assert digests.edition(new_york, before) is None
    assert digests.edition(new_york, after) is not None


def a_digest(**changes) -> WeeklyDigest:
    cases = (
        OpenCaseLine(1, "田中 一郎", "佐藤 花子", date(2026, 11, 20), 3),
        OpenCaseLine(2, "山田&太郎", "鈴木 次郎", date(2026, 11, 23), None),
    )
    plain = WeeklyDigest(
        first_day=FIRST,
        last_day=LAST,
        as_of=AS_OF,
        reps=(RepWeek("佐藤 花子", 12, 4, 0), RepWeek("鈴木 次郎", 7, 2, 3)),
        promoters=6,
        passives=2,
        detractors=2,
        asked=16,
        answered=10,
        cases=cases,
        open_cases=2,
    )
    return replace(plain, **changes)


def test_the_first_screen_is_a_headline_in_words_and_what_needs_the_reader():
    message = weekly_digest(a_digest(), phrases("ja"), TOKYO)

    _, headline, needs, divider, *_ = [block.get("text", {}).get("text") for block in message.blocks]
    assert "週報 11月16日(月)〜11月22日(日)" in message.text
    assert headline.split("\n") == [
        "続いているお客様対応が *2件*、期限を過ぎた予定が *3件* あります。",
        "お客様との接点は 19件、完了した予定は 6件でした。",
    ]
    assert needs.split("\n")[1:] == [
        "• 田中 一郎様（担当 佐藤 花子さん）11月20日(金)から 5日目・3点",
        "• 山田&amp;太郎様（担当 鈴木 次郎さん）11月23日(月)から 2日目",
        "• 鈴木 次郎さん：期限を過ぎた予定 3件",
    ]
    assert divider is None


def test_the_english_digest_says_the_same():
    said = words_of(weekly_digest(a_digest(), phrases("en"), TOKYO))

    assert "Customers still waiting to be put right: *2*. Follow-ups past their date: *3*." in said
    assert "• 田中 一郎 (with 佐藤 花子), since Fri 20 Nov, day 5, scored 3" in said
    assert "• 鈴木 次郎: contacts 7, done 2, overdue 3" in said
    assert "As of Tue 24 Nov 09:00." in said


@pytest.mark.parametrize(
    ("counts", "asked", "line"),
    [
        ((0, 0, 0), (0, 0), "この週のご回答はありませんでした。\nこの週はお尋ねしていません。"),
        (
            (2, 1, 1),
            (8, 4),
            "9〜10点 2名・7〜8点 1名・0〜6点 1名（n=4。5名未満のため人数のみ）\n回答率 50%（お尋ね 8名、ご回答 4名）",
        ),
        ((6, 2, 2), (16, 10), "*+40* （±43、n=10、参考値）\n回答率 63%（お尋ね 16名、ご回答 10名）"),
        ((10, 10, 20), (80, 40), "*-25* （±25、n=40）\n回答率 50%（お尋ね 80名、ご回答 40名）"),
    ],
)
def test_nps_always_comes_with_n_margin_and_response_rate(counts, asked, line):
    promoters, passives, detractors = counts
    digest = a_digest(promoters=promoters, passives=passives, detractors=detractors, asked=asked[0], answered=asked[1])

    message = weekly_digest(digest, phrases("ja"), TOKYO)

    assert line in words_of(message)


def test_a_calm_week_says_so():
    message = weekly_digest(a_digest(reps=(), cases=(), open_cases=0), phrases("ja"), TOKYO)

    assert "落ち着いた一週間でした" in message.text
    assert "ご確認をお願いします" not in words_of(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_large_department_with_long_names_stays_within_slacks_limits(language):
    long = "&" * 100
    cases = tuple(OpenCaseLine(number, long, long, FIRST, 0) for number in range(10))
    digest = a_digest(reps=tuple(RepWeek(long, 999, 999, 999) for _ in range(500)), cases=cases, open_cases=99)

    message = weekly_digest(digest, phrases(language), TOKYO)

    assert blocks_of(message) == list(message.blocks)
    assert len(message.blocks) <= 50
    assert sum(len(repr(block)) for block in message.blocks) < 40_000
    assert "99" in message.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "what",
    [
        "line_silent",
        "dead_event",
        "dead_row",
        "unknown_row",
        "unknown_kinds",
        "quota_used",
        "slack_token",
        "line_token",
        "from_the_future",
    ],
)
def test_every_alarm_has_words(language, what):
    message = alarm(Alarm(what, reference="ab12cd34", count=2, hours=30), phrases(language), TOKYO)

    assert blocks_of(message) == list(message.blocks)
    assert "ab12cd34" in words_of(message)
    assert ("from_the_future" in message.text) == (what == "from_the_future")
