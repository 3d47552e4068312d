"""Outside business hours an honest answer goes out: who will answer, when we are back, how to call; seldom."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from crm.notices import Away, HowToLink
from crm.voice import away
from storage.tables import CompanySettings
from tests.builders import HOUSE, a_line_user, saved
from tests.line_events import USER, hear, linked, owed, relayed, said, words

# Friday 20 November 2026 in Tokyo; Monday 23 is 勤労感謝の日.
EVENING = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)
NINE = time(9)


@pytest.mark.parametrize(
    ("local", "back"),
    [
        ("2026-11-20T09:00", None),
        ("2026-11-20T17:59", None),
        ("2026-11-20T08:59", "2026-11-20T09:00"),
        ("2026-11-20T18:00", "2026-11-24T09:00"),
        ("2026-11-21T12:00", "2026-11-24T09:00"),
        ("2026-11-23T12:00", "2026-11-24T09:00"),
        ("2026-12-28T20:00", "2027-01-04T09:00"),
    ],
)
def test_when_we_are_back_follows_the_calendar(local, back):
    zone = HOUSE.business.zone

    found = away.back_at(HOUSE.business, datetime.fromisoformat(local).replace(tzinfo=zone))

    assert found == (datetime.fromisoformat(back).replace(tzinfo=zone) if back else None)


async def test_who_will_answer_and_when_is_said_and_the_owner_has_the_words(store):
    await saved(store, CompanySettings(telephone="03-0000-0000"))
    await linked(store, full_name="佐藤 花子")

    await hear(store, words("見積をお願いします", at=EVENING))

    assert await owed(store, Away) == [Away("サクラ商事", "佐藤 花子", TUESDAY, NINE, "03-0000-0000")]
    assert len(await relayed(store)) == 1


async def test_it_is_said_once_until_we_are_back(store):
    await linked(store)

    await hear(store, *(words("もしもし", at=EVENING + timedelta(hours=hours)) for hours in (0, 1, 13, 38, 58)))

    assert await said(store) == ["Away"]


async def test_it_is_said_at_most_once_a_day(store):
    await linked(store)
    before_opening = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)

    await hear(store, words("早くからすみません", at=before_opening), words("先ほどの件です", at=EVENING))

    assert len(await relayed(store)) == 2
    assert await said(store) == ["Away"]


async def test_a_stranger_hears_of_it_together_with_how_to_link(store):
    await a_line_user(store, user_id=USER)

    await hear(store, words("もしもし", at=EVENING))

    assert await owed(store, Away) == [Away("サクラ商事", "", TUESDAY, NINE, hint=True)]
    assert await owed(store, HowToLink) == []


async def test_while_somebody_is_here_nobody_answers_by_machine(store):
    await linked(store)

    await hear(store, words("見積をお願いします"))

    assert await said(store) == []
