"""From the telephone: settings, and being forgotten, through the real doors and back."""

from reminders.sweeps import run_all
from storage.tables import Customer, LineUser
from tests.builders import a_customer, a_line_user
from tests.line_events import rows
from tests.stage import TANAKA, on_stage, postbacks


async def test_a_customer_settles_language_and_hour_and_is_then_forgotten(database_url):
    async with on_stage(database_url) as stage:
        store, kizuna = stage.kizuna.store, stage.kizuna
        await a_line_user(store, user_id=TANAKA, customer=await a_customer(store))

        await stage.say_in_line("設定")
        card = postbacks(await stage.on_phone("お知らせの設定"))
        await stage.tap(card["English"])
        await stage.on_phone("we write to you in English")
        await stage.tap("settings:language:ja")
        await stage.say_in_line("配信は20時")
        await stage.on_phone("20時ごろにお届けします")
        await stage.say_in_line("消去")
        first = postbacks(await stage.on_phone("お手続きを進めますか"))
        await stage.tap(first["手続きを進める"])
        last = postbacks(await stage.on_phone("本当によろしいですか"))
        await stage.tap(last["消去する"])
        await stage.on_phone("承りました")
        await run_all(store, kizuna.house, await _moment(store), only=["erasures"])
        receipt = await stage.on_phone("消去が終わりました")
        await stage.settled()

        assert "E-" in str(receipt)
        assert [each.name for each in await rows(store, Customer)] == ["—"]
        assert all(TANAKA not in each.user_id for each in await rows(store, LineUser))


async def _moment(store):
    [customer] = await rows(store, Customer)
    return customer.erased_at
