"""What customers write, on its way into their thread."""

from datetime import timedelta

import pytest

from crm.notices import AngryWords, RelayedWords, ThreadHead, ThreadSoFar
from crm.relay import conversations
from storage.tables import CompanySettings, Conversation, LineLink, Message, Outbox, Wait
from tests.builders import NOW, a_customer, a_line_user, a_rep, a_team, saved, written
from tests.deeds import by
from tests.line_events import USER, asked, event, hear, linked, owed, relayed, rows, tap, words
from tests.relay.answering import last_heard, sent

SOON = NOW + timedelta(minutes=1)


async def test_all_that_a_customer_writes_stands_in_one_thread(store):
    owner, _ = await linked(store)

    await hear(store, words("こんにちは"))
    await _said(store)
    await hear(store, words("見積の件です", at=SOON))

    [thread] = await rows(store, Conversation)
    posts = [row for row in await rows(store, Outbox) if row.kind == "RelayedWords"]
    assert [row.thread_of for row in posts] == [thread.root] * 2
    assert thread.place == owner.slack_id


async def test_lines_that_wait_for_a_thread_are_one_post_in_order(store):
    await linked(store)

    await hear(store, *(words(f"その{number}", at=NOW + timedelta(seconds=number)) for number in range(5)))

    [post] = await owed(store, RelayedWords)
    assert [line.text for line in post.lines] == [f"その{number}" for number in range(5)]


async def test_a_post_that_is_being_said_is_left_alone(store):
    await linked(store)
    await hear(store, words("こんにちは"))
    await _said(store, state="leased")

    await hear(store, words("見積の件です", at=SOON))

    assert [[line.text for line in post.lines] for post in await owed(store, RelayedWords)] == [
        ["こんにちは"],
        ["見積の件です"],
    ]


async def test_what_a_message_answers_stands_with_it(store):
    await linked(store)
    await hear(store, words("来週はいかがですか", message_id="m1"))
    answer = {"type": "text", "id": "m2", "text": "これです", "quoteToken": "q", "quotedMessageId": "m1"}

    await hear(store, event("message", message=answer, at=SOON))

    assert [line.quoted for line in await relayed(store)] == ["", "来週はいかがですか"]


async def test_whoever_is_answering_is_called_and_else_whoever_holds_the_customer(store):
    owner, _ = await linked(store)
    other = await a_rep(store)
    await hear(store, words("こんにちは"))
    await sent(store, other, await last_heard(store), "はい", now=SOON)
    await _said(store)

    await hear(store, words("ありがとう", at=SOON))

    assert [post.mention for post in await owed(store, RelayedWords)] == [(owner.slack_id,), (other.slack_id,)]


async def test_the_thread_stands_in_the_teams_channel_where_the_company_wants_that(store):
    await saved(store, CompanySettings(relay_place="channel"))
    team = await a_team(store)
    async with written(store) as work:
        row = await work.session.merge(team)
        row.channel = "C0TEAM"
    await linked(store, team_id=team.id)

    await hear(store, words("こんにちは"))

    assert {row.recipient for row in await rows(store, Outbox) if row.channel == "slack"} == {"C0TEAM"}


async def test_an_answer_to_a_survey_is_shown_but_calls_nobody_and_lets_nobody_wait(store):
    token = await asked(store)
    await hear(store, words("こんにちは"))
    await _said(store)
    async with written(store) as work:
        for wait in await rows(store, Wait):
            await work.session.delete(await work.session.merge(wait))

    await hear(store, tap(f"nps:{token}:9"), words("対応が早いので", at=SOON))

    post = (await owed(store, RelayedWords))[-1]
    assert [(line.text, line.dialogue) for line in post.lines] == [("対応が早いので", True)]
    assert post.mention == ()
    assert await rows(store, Wait) == []


async def test_what_is_taken_back_goes_from_its_post_alone(store):
    await linked(store)
    await hear(store, words("暗証番号は1234です", message_id="m1"), words("失礼しました", at=SOON))
    await _said(store)

    await hear(store, event("unsend", unsend={"messageId": "m1"}, at=SOON))

    for post in await owed(store, RelayedWords):
        assert [(line.kind, line.text) for line in post.lines] == [("unsent", ""), ("text", "失礼しました")]
    again = [row for row in await rows(store, Outbox) if row.kind == "RelayedWords"][-1]
    assert again.update_of is not None


async def test_anger_stands_in_the_thread_with_the_way_to_a_case(store):
    await linked(store)

    await hear(store, words("本当に最悪です"))

    [row] = [each for each in await rows(store, Outbox) if each.kind == "AngryWords"]
    [thread] = await rows(store, Conversation)
    assert row.thread_of == thread.root
    assert (await owed(store, AngryWords))[0].mention
    assert len(await rows(store, Wait)) == 1


async def test_a_couple_on_one_phone_is_read_by_both_owners(store):
    account = await a_line_user(store, user_id=USER, customer=await a_customer(store))
    other = await a_customer(store, name="田中 花子")
    await saved(store, LineLink(line_user_id=account.id, customer_id=other.id))

    await hear(store, words("こんにちは"))

    assert len({thread.place for thread in await rows(store, Conversation)}) == 2
    assert [line.text for line in await relayed(store)] == ["こんにちは"] * 2


async def test_a_thread_goes_on_with_the_new_owner_and_what_was_said_last(store):
    owner, customer = await linked(store)
    await hear(store, words("こんにちは"))
    await sent(store, owner, await last_heard(store), "いつもお世話になっております")
    successor = await a_rep(store)
    async with written(store) as work:
        row = await work.session.merge(customer)
        row.owner_id = successor.id
        await work.session.flush()

        await conversations.follow(work, [customer.id])

    old, new = await rows(store, Conversation)
    assert (old.closed_at is not None, new.place) == (True, successor.slack_id)
    assert [head.moved_to for head in await owed(store, ThreadHead)][-1] == successor.slack_id
    [so_far] = await owed(store, ThreadSoFar)
    assert [line.words for line in so_far.lines] == ["こんにちは"]


@pytest.mark.parametrize("word", ["やめる", "「やめる」", "quit"])
async def test_the_word_that_leaves_a_dialogue_is_confirmed_and_what_follows_is_for_a_person(store, word):
    token = await asked(store)
    await hear(store, tap(f"nps:{token}:9"))

    await hear(store, words(word, at=SOON), words("在庫はありますか", at=SOON + timedelta(seconds=1)))

    assert [row.kind for row in await rows(store, Outbox) if row.kind == "DialogueLeft"] == ["DialogueLeft"]
    assert [line.text for line in await relayed(store)] == ["在庫はありますか"]


async def test_the_word_alone_is_for_a_person_where_no_dialogue_is(store):
    await linked(store)

    await hear(store, words("やめる"))

    assert [line.text for line in await relayed(store)] == ["やめる"]


async def test_who_types_into_a_thread_hears_once_a_day_that_it_stays_inside(store):
    owner, _ = await linked(store)
    await hear(store, words("こんにちは"))
    [thread] = await rows(store, Conversation)
    async with written(store) as work:
        row = await work.session.get(Outbox, thread.root)
        row.state, row.platform = "sent", {"channel": "D1", "ts": "1.5"}

    for _ in range(3):
        async with by(store, owner) as work:
            await conversations.remind(work, owner.slack_id, "D1", "1.5")

    told = [row for row in await rows(store, Outbox) if row.fields.get("key") == "relay.internal"]
    assert [row.thread_of for row in told] == [thread.root]


async def test_every_message_of_a_customer_is_kept(store):
    await linked(store)

    await hear(store, words("こんにちは"), event("message", message={"type": "sticker", "id": "s"}, at=SOON))

    assert [each.kind for each in await rows(store, Message)] == ["text", "sticker"]
    assert [line.kind for line in await relayed(store)] == ["text", "sticker"]


async def _said(store, state: str = "sent") -> None:
    """Delivery has posted (or is posting) whatever is owed."""
    async with store.write() as session:
        for row in await rows(store, Outbox):
            known = await session.merge(row)
            known.state, known.attempts = state, 1
