"""What our people write to each other never reaches a customer, whatever its shape."""

import asyncio
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import handlers.slack
from handlers.slack.heard import Heard
from handlers.slack.unpack import EVENT
from storage import migrations
from storage.store import Store
from storage.tables import Conversation, Outbox
from tests.builders import HOUSE, written
from tests.deeds import by
from tests.line_events import hear, linked, rows, words

MESSAGES = 1000
# Also what looks like a command, a reply or a button to somebody in a hurry.
TEXTS = st.one_of(
    st.text(max_size=200),
    st.sampled_from(["返信", "/reply はい", "> 承知しました", "@田中様 ありがとうございます", "relay.send"]),
    st.text(alphabet="<>&@#!|`*_~ \n田中様", max_size=60),
)
SHAPES = st.fixed_dictionaries(
    {"text": TEXTS, "channel_type": st.sampled_from(["im", "channel", "group", "mpim"])},
    optional={
        "subtype": st.sampled_from(["message_changed", "message_deleted", "thread_broadcast", "file_share"]),
        "bot_id": st.just("B1"),
        "edited": st.just({"user": "UOWNER", "ts": "1.6"}),
        "previous_message": st.fixed_dictionaries({"text": TEXTS, "thread_ts": st.just("1.5")}),
        "message": st.fixed_dictionaries({"text": TEXTS, "thread_ts": st.just("1.5")}),
        "attachments": st.just([{"text": "転送"}]),
        "parent_user_id": st.sampled_from(["UBOT", "UOWNER"]),
        "client_msg_id": st.uuids().map(str),
    },
)


@given(events=st.lists(SHAPES, min_size=MESSAGES, max_size=MESSAGES))
@settings(max_examples=1, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_not_one_of_a_thousand_messages_in_a_thread_reaches_line(tmp_path_factory, events):
    told = asyncio.run(_after(tmp_path_factory.mktemp("internal") / "kizuna.db", events))

    assert [row.kind for row in told if row.channel == "line"] == []
    assert {row.kind for row in told} == {"ThreadHead", "RelayedWords", "Sentence"}
    assert [row.fields["key"] for row in told if row.kind == "Sentence"] == ["relay.internal"]


async def _after(path: Path, events: list[dict]) -> list[Outbox]:
    """What is owed to anybody once all of them were heard."""
    await asyncio.to_thread(migrations.upgrade, f"sqlite:///{path}")
    store = Store.open(f"sqlite:///{path}")
    try:
        owner, _ = await linked(store)
        await hear(store, words("納期はいつですか"))
        [thread] = await rows(store, Conversation)
        async with written(store) as work:
            row = await work.session.get(Outbox, thread.root)
            row.state, row.platform = "sent", {"channel": "D1", "ts": "1.5"}
        async with by(store, owner) as work:
            for event in events:
                await handlers.slack.route(EVENT, "message").handler(work, _heard(event))
        return await rows(store, Outbox)
    finally:
        await store.close()


def _heard(event: dict) -> Heard:
    full = {"type": "message", "user": "UOWNER", "channel": "D1", "ts": "1.7", "thread_ts": "1.5"} | event
    return Heard(EVENT, "message", "UOWNER", text=event["text"], channel="D1", event=full, house=HOUSE)
