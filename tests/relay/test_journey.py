"""A customer writes, it is read in their thread, and what is sent on purpose goes back: through the real doors."""

from tests.relay.scene import answer, form, looked_at, post, posts, stage, typed, words_on_phone
from tests.stage import ITO, SATO, Stage

__all__ = ["stage"]


async def test_a_customer_is_answered_in_the_reps_name_and_the_thread_says_so(stage: Stage) -> None:
    await stage.say_in_line("来週の納期を確認したいのですが")
    asked = await post(stage, "来週の納期を確認", "relay.reply")

    await answer(stage, asked, "お問い合わせありがとうございます。\n火曜日にお届けいたします。")

    told = await stage.on_phone("火曜日にお届け")
    assert told["sender"]["name"] == "佐藤 健太"
    receipt = await post(stage, "火曜日にお届け", "送信しました")
    assert "読みになったかどうか" in str(receipt)
    assert asked["thread_ts"] == receipt["thread_ts"]


async def test_the_thread_is_headed_by_who_it_is_and_mentions_whoever_holds_the_customer(stage: Stage) -> None:
    await stage.say_in_line("こんにちは")

    asked = await post(stage, "こんにちは", "relay.reply")
    head = next(each for each in await posts(stage) if each["ts"] == asked["thread_ts"])

    assert "株式会社サクラ 田中一郎様とのLINE" in str(head)
    assert "社内だけ" in str(head)
    assert f"<@{SATO}>" in str(asked)


async def test_the_form_shows_whom_it_goes_to_and_the_preview_how_it_will_look(stage: Stage) -> None:
    await stage.say_in_line("こんにちは")
    opened = await form(stage, await post(stage, "こんにちは", "relay.reply"))

    shown = await looked_at(stage, opened, "いつもありがとうございます")

    assert "送信先: 株式会社サクラ 田中一郎様" in str(opened)
    assert "送信先: 株式会社サクラ 田中一郎様" in str(shown)
    assert "佐藤 健太 from サクラ商事" in str(shown)
    assert "いつもありがとうございます" in str(shown)
    assert "いつもありがとうございます" not in await words_on_phone(stage)


async def test_a_preview_that_is_sent_twice_and_from_two_forms_is_one_message(stage: Stage) -> None:
    await stage.say_in_line("こんにちは")
    asked = await post(stage, "こんにちは", "relay.reply")
    first = await form(stage, asked)
    await stage.press(asked, "relay.reply")
    second = await stage.modal(after=first)
    previews = [await looked_at(stage, each, "一度だけお届けします") for each in (second,)]
    previews += [previews[0]]

    for each in previews:
        await stage.post(f"slack/{SATO}/submit", view_id=each["id"], values={})
    await answer(stage, asked, "一度だけお届けします")
    await stage.settled()

    assert (await words_on_phone(stage)).count("一度だけお届けします") == 1


async def test_a_colleague_sees_who_is_answering_and_takes_over_on_purpose(stage: Stage) -> None:
    await stage.command("/customer 田中", by=ITO)
    await stage.say_in_line("こんにちは")
    asked = await post(stage, "こんにちは", "relay.reply")
    mine = await form(stage, asked)
    await stage.command("/inbox 全員", by=ITO)
    waiting = await stage.last_in("general", "relay.reply", user=ITO)
    button = next(e["action_id"] for b in waiting["blocks"] for e in b.get("elements", []) if "返信" in str(e))

    await stage.press_in("general", waiting, button, by=ITO)
    held = await stage.modal(ITO)
    await stage.post(f"slack/{ITO}/click", view_id=held["id"], action_id="relay.take")
    theirs = await stage.modal(ITO, after=held)
    preview = await looked_at(stage, theirs, "伊藤が代わりに承ります", by=ITO)
    await stage.post(f"slack/{ITO}/submit", view_id=preview["id"], values={})
    await stage.on_phone("伊藤が代わりに")
    late = await stage.post(f"slack/{SATO}/submit", view_id=mine["id"], values=typed(mine, "佐藤です"))

    assert "佐藤 健太さんが対応中" in str(held)
    assert late["status"] == 200
    refused = await stage.modal(after=mine)
    assert "伊藤 真理さんが対応中" in str(refused)
    assert "佐藤です" in str(refused)
    assert "佐藤です" not in await words_on_phone(stage)
