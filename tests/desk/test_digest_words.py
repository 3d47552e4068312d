"""The digest and the alarms in words: a headline first, within Slack's limits, in both languages."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.models.blocks import Block

from crm.notices import Alarm, OpenCaseLine, RepWeek, WeeklyDigest
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks.alarms import alarm
from handlers.slack.blocks.digests import weekly_digest

TOKYO = ZoneInfo("Asia/Tokyo")
# The week of Monday 16 to Sunday 22 November 2026, told on Tuesday the 24th.
FIRST, LAST = date(2026, 11, 16), date(2026, 11, 22)
AS_OF = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def blocks_of(message) -> list[dict]:
    return [Block.parse(dict(block)).to_dict() for block in message.blocks]


def words_of(message) -> str:
    return "\n".join(re.findall(r"'text': '((?:[^'\\]|\\.)*)'", repr(message.blocks))).replace("\\n", "\n")


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
