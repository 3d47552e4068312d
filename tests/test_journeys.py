"""The six steps, through the real doors with signed requests and the real SDKs, on both databases."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio
from sqlalchemy import select

from reminders.sweeps import run_all
from storage.tables import Case, SurveyAnswer
from tests.stage import GUEST, ITO, SATO, TANAKA, Stage, on_stage, postbacks

# A Monday, 10:00 in Tokyo, from which the clock goes on.
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began = datetime.now(UTC)
    async with on_stage(database_url, lambda: NOW + (datetime.now(UTC) - began)) as made:
        yield made


async def invited(stage: Stage, name: str = "田中") -> str:
    """Invite a customer; the code as the rep gets it."""
    await stage.command(f"/customer 招待 {name}")
    message = await stage.direct_message("KZ-")
    found = re.search(r"KZ(-[0-9A-Z]{4})+", str(message))
    assert found is not None
    return found.group()


async def a_linked_customer(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    code = await invited(stage)
    await stage.say_in_line(f"はじめまして。招待コードは {code} です。よろしくお願いします。")
    await stage.on_phone("田中")


async def test_a_new_customer_is_found_by_every_way_of_writing_the_name(stage: Stage) -> None:
    created = await stage.command("/customer new 株式会社サクラ 田中一郎（たなかいちろう）")

    found = [await stage.command(f"/customer {name}") for name in ("田中", "たなか", "ﾀﾅｶ", "田中様", "サクラ")]

    assert "株式会社サクラ 田中一郎様" in created
    assert all("株式会社サクラ 田中一郎様" in card and "佐藤 健太" in card for card in found)


async def test_a_log_line_is_saved_and_its_follow_up_is_due_next_friday(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")

    answer = await stage.command("/log 田中様 訪問 見積の件で打合せ。来週金曜15時に電話")

    assert "12月11日(金) 15:00" in answer
    card = await stage.direct_message("見積の件で打合せ", "12月11日(金) 15:00", "電話", "log.undo")
    assert "訪問" in card["text"]


async def test_a_log_can_be_undone_within_ten_minutes_and_leaves_nothing(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    await stage.command("/log 田中様 訪問 見積の件で打合せ。来週金曜15時に電話")
    card = await stage.direct_message("log.undo")

    await stage.press(card, "log.undo")

    await stage.direct_message("取り消しました")
    assert "まだ記録がありません" in await stage.command("/customer 田中")


async def test_a_log_is_corrected_in_a_form(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    await stage.command("/log 田中様 訪問 見積の件で打合せ。来週金曜15時に電話")
    await stage.press(await stage.direct_message("log.edit"), "log.edit")
    form = await stage.modal()
    day = next(block["block_id"] for block in form["blocks"] if str(block.get("block_id", "")).startswith("day_"))

    changes = {"kind": {"kind": {"selected_option": "online"}}, day: {"day": {"selected_date": "2026-12-14"}}}
    done = await stage.post(f"slack/{SATO}/submit", view_id=form["id"], values=changes)

    assert done["status"] == 200
    assert done["errors"] is None
    card = await stage.direct_message("12月14日(月) 15:00")
    assert "オンライン" in card["text"]


async def test_an_ambiguous_name_is_asked_about_and_the_line_is_not_typed_again(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    await stage.command("/customer new 株式会社モミジ 田中花子")
    asked = await stage.command("/log 田中様 電話 納期のご相談")
    picker = await stage.last_in("general")
    choice = next(e for b in picker["blocks"] for e in b.get("elements", []) if "花子" in str(e))

    await stage.press_in("general", picker, choice["action_id"])

    assert "複数" in asked
    saved = await stage.direct_message("納期のご相談")
    assert "田中花子様" in saved["text"]


async def test_an_unknown_name_is_offered_for_creation_and_then_logged(stage: Stage) -> None:
    await stage.command("/log 山本様 電話 はじめてのお問い合わせ")
    offer = await stage.last_in("general")

    await stage.press_in("general", offer, "log.create")

    saved = await stage.direct_message("はじめてのお問い合わせ")
    assert "山本様" in saved["text"]


async def test_a_plain_message_to_the_bot_is_logged_as_the_command_is(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")

    await stage.post(f"slack/{SATO}/say", channel="bot", text="田中様 訪問 見積の件。来週金曜15時に電話")

    await stage.direct_message("見積の件", "12月11日(金) 15:00", "log.undo")


async def test_a_guest_is_refused_politely_and_nothing_is_kept_of_them(stage: Stage) -> None:
    answer = await stage.command("/customer new 山田太郎", by=GUEST)

    assert "正式なメンバー" in answer
    assert "見つかりませんでした" in await stage.command("/customer 山田太郎")


async def test_a_customer_is_invited_linked_and_asked_for_consent(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    code = await invited(stage)

    await stage.say_in_line(f"招待コードは {code} です。")

    greeting = await stage.on_phone("田中一郎様")
    assert len(postbacks(greeting)) >= 2 or postbacks(await stage.on_phone("アンケート"))
    await stage.direct_message("田中一郎様", "LINE")
    assert "つながっています" in await stage.command("/customer 田中")


async def test_a_code_works_once(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    code = await invited(stage)
    other = "U" + "2" * 32
    stage.town.add_line_user(other, "別の人")
    await stage.say_in_line(code)
    await stage.on_phone("田中一郎様")

    await stage.say_in_line(code, by=other)

    assert "使" in str(await stage.on_phone("コード", user=other))


async def test_a_low_score_opens_a_case_and_alerts_the_owner_with_score_and_words(stage: Stage) -> None:
    await a_linked_customer(stage)
    await stage.command("/survey nps 田中")
    question = await stage.on_phone("nps:")
    buttons = [data for data in postbacks(question).values() if data.startswith("nps:")]

    await stage.tap(next(data for data in buttons if data.endswith(":3")))
    await stage.on_phone("理由")
    await stage.say_in_line("納品が遅れたのに連絡がありませんでした")

    assert len(buttons) == 11
    alert = await stage.direct_message("3", "納品が遅れたのに連絡がありませんでした", "customer.card")
    assert alert
    assert "対応中のご不満" in await stage.command("/customer 田中")


async def test_a_second_tap_changes_the_answer_and_never_counts_twice(stage: Stage) -> None:
    await a_linked_customer(stage)
    await stage.command("/survey nps 田中")
    buttons = postbacks(await stage.on_phone("nps:"))
    data = {value.rpartition(":")[2]: value for value in buttons.values() if value.startswith("nps:")}

    await stage.tap(data["3"])
    await stage.tap(data["9"])
    await stage.settled()

    async with stage.kizuna.store.read() as session:
        assert list(await session.scalars(select(SurveyAnswer.score))) == [9]
        assert len(list(await session.scalars(select(Case.id)))) == 1
    assert "9点" in await stage.command("/customer 田中")


async def test_a_due_follow_up_nudges_once_and_can_be_done(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    await stage.command("/log 田中様 訪問 打合せ。今日14時に電話")
    due = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)

    await run_all(stage.kizuna.store, stage.kizuna.house, due)
    await run_all(stage.kizuna.store, stage.kizuna.house, due)

    nudge = await stage.direct_message("followup.done", "電話")
    await stage.press(nudge, "followup.done")
    await stage.direct_message("完了")
    await stage.settled()
    assert sum("followup.snooze" in str(each) for each in await stage.direct_messages()) == 0


async def test_a_manager_reads_last_week_on_monday_morning(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    await stage.command("/log 田中様 訪問 打合せ")
    await stage.command("/kizuna", by=ITO)
    monday = datetime(2026, 12, 7, 0, 0, tzinfo=UTC)

    await run_all(stage.kizuna.store, stage.kizuna.house, monday)
    await run_all(stage.kizuna.store, stage.kizuna.house, monday)

    digest = await stage.direct_message("佐藤 健太", user=ITO)
    assert "NPS" in str(digest)
    await stage.settled()
    assert len([m for m in await stage.direct_messages(ITO) if "NPS" in str(m)]) == 1


async def test_an_admin_makes_a_team_and_appoints_a_manager(stage: Stage) -> None:
    await stage.command("/customer", by=SATO)
    await stage.command("/kizuna 設定", by=ITO)
    form = await stage.modal(ITO)
    await stage.post(f"slack/{ITO}/click", view_id=form["id"], action_id="settings.team")
    team = await stage.modal(ITO, after=form)
    await stage.post(f"slack/{ITO}/submit", view_id=team["id"], values={"name": {"name": {"value": "営業部"}}})
    await stage.direct_message("営業部", user=ITO)

    await stage.command("/kizuna settings", by=ITO)
    form = await stage.modal(ITO, after=form)
    await stage.post(f"slack/{ITO}/click", view_id=form["id"], action_id="settings.appoint")
    values = {"person": {"person": {"selected_user": SATO}}, "role": {"role": {"selected_option": "manager"}}}
    appointing = await stage.modal(ITO, after=form)
    await stage.post(f"slack/{ITO}/submit", view_id=appointing["id"], values=values)

    await stage.direct_message("佐藤 健太", "マネージャー", user=ITO)
    assert "マネージャー" in await stage.command("/kizuna")


async def test_english_speakers_are_answered_in_english(stage: Stage) -> None:
    stage.town.add_slack_user("U0EMILY", "Emily Carter", locale="en-GB")

    card = await stage.command("/customer new Acme Inc. Jane Smith", by="U0EMILY")
    answer = await stage.command("/log Jane Smith visit, discussed the quote. Call next Friday 15:00", by="U0EMILY")

    assert "Owner" in card
    assert "Logged" in answer
    assert "Fri 11 Dec 15:00" in answer


async def test_a_customer_hears_nothing_that_was_not_sent_to_them(stage: Stage) -> None:
    await a_linked_customer(stage)
    before = len(await stage.phone(TANAKA))

    await stage.command("/log 田中様 訪問 機嫌が悪そうだった")
    await stage.settled()

    assert len(await stage.phone(TANAKA)) == before
