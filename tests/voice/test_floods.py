"""Message upon message from one customer: all of it is kept, Slack gets it gathered, and one answer is enough."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from crm.notices import AngryWords, ConsentNoted, CustomerWroteMuch, RelayedWords, WhoIsThis
from storage.tables import Message, Outbox
from tests.builders import NOW, a_line_user
from tests.line_events import USER, event, hear, linked, owed, relayed, rows, said, words


async def test_fifty_messages_in_a_second_are_kept_and_told_together(store):
    owner, customer = await linked(store)

    await hear(store, *_flood(50))

    assert len(await rows(store, Message)) == 50
    [told] = await owed(store, RelayedWords)
    assert (told.customer_id, told.count, told.lines[0].text, len(told.lines)) == (customer.id, 50, "その0", 20)
    [row] = [each for each in await rows(store, Outbox) if each.kind == "RelayedWords"]
    assert row.recipient == owner.slack_id


async def test_what_comes_after_the_post_begins_a_new_one(store):
    await linked(store)
    await hear(store, *_flood(15))
    await _say(store)

    await hear(store, words("まだあります", at=NOW + timedelta(seconds=2)))

    assert [line.text for line in (await owed(store, RelayedWords))[1].lines] == ["まだあります"]


async def test_a_calm_customer_is_told_of_at_once_again(store):
    await linked(store)
    await hear(store, *_flood(15))
    await _say(store)

    await hear(store, words("失礼しました", at=NOW + timedelta(minutes=1)))

    row = [each for each in await rows(store, Outbox) if each.kind == "RelayedWords"][1]
    assert row.state == "ready"
    assert (await relayed(store))[-1].text == "失礼しました"


async def test_a_flood_is_answered_once(store):
    await linked(store)
    evening = NOW + timedelta(hours=12)

    await hear(store, *_flood(50, at=evening))

    assert await said(store) == ["Away"]


async def test_a_strangers_flood_is_gathered_too(store):
    await a_line_user(store, user_id=USER)

    await hear(store, *_flood(50))

    assert len(await owed(store, WhoIsThis)) == 1
    assert len(await relayed(store)) == 9
    assert sum(each.count for each in await owed(store, CustomerWroteMuch)) == 40


async def test_an_urgent_word_in_a_flood_is_marked(store):
    await linked(store)

    await hear(store, *_flood(15), words("事故です", at=NOW + timedelta(seconds=1)))

    [told] = await owed(store, RelayedWords)
    assert told.urgent
    assert [line.urgent for line in told.lines] == [*([False] * 15), True]


async def test_the_word_that_stops_works_in_a_flood(store):
    await linked(store)

    await hear(store, *_flood(15), words("停止", at=NOW + timedelta(seconds=1)))

    assert len(await owed(store, ConsentNoted)) == 1


async def test_what_is_taken_back_is_not_told_with_the_others(store):
    await linked(store)
    await hear(store, *_flood(15))

    await hear(store, event("unsend", unsend={"messageId": "m12"}))

    [told] = await owed(store, RelayedWords)
    assert [line.text for line in told.lines] == [f"その{number}" if number != 12 else "" for number in range(15)]


async def test_anger_in_a_flood_suggests_a_case_once(store):
    await linked(store)
    await hear(store, *_flood(15))

    for seconds in (1, 2):
        await hear(store, words("もう最悪です", at=NOW + timedelta(seconds=seconds)))

    assert [each.words for each in await owed(store, AngryWords)] == ["もう最悪です"]


async def _say(store) -> None:
    """Delivery has posted whatever was owed."""
    async with store.write() as session:
        await session.execute(update(Outbox).where(col(Outbox.kind) == "RelayedWords").values(state="sent"))


def _flood(count: int, at: datetime = NOW) -> list[dict]:
    moments = [at + timedelta(milliseconds=20 * number) for number in range(count)]
    return [words(f"その{number}", at=moment, message_id=f"m{number}") for number, moment in enumerate(moments)]
