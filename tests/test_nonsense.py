"""Signed nonsense: whatever the doors let in can be read by everyone behind them; the rest is turned away."""

import copy
import json
import math
from urllib.parse import urlencode

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import handlers.slack
from bot.doors import line_arrivals, slack_payload
from handlers.line import heard as line_heard
from handlers.slack import unpack
from tests.builders import HOUSE, NOW
from tests.line_events import words
from tests.stage import SATO

FORM = "application/x-www-form-urlencoded"
USER = {"id": SATO, "name": "sato", "team_id": "T00000001"}
PLACE = {
    "container": {"type": "message", "message_ts": "1.2", "channel_id": "C1"},
    "channel": {"id": "C1", "name": "general"},
    "message": {"ts": "1.2", "text": "x", "blocks": []},
}
VIEW = {
    "id": "V1",
    "type": "modal",
    "callback_id": "settings",
    "hash": "h",
    "private_metadata": "1,2",
    "blocks": [{"type": "input", "block_id": "full_name", "element": {"type": "plain_text_input"}}],
    "state": {
        "values": {
            "full_name": {"full_name": {"type": "plain_text_input", "value": "佐藤"}},
            "role": {"role": {"type": "static_select", "selected_option": {"value": "rep"}}},
            "person": {"person": {"type": "users_select", "selected_user": "U0ITO"}},
        }
    },
}
BUTTON = {"action_id": "log.undo", "type": "button", "value": "1", "text": {"type": "plain_text", "text": "x"}}
MENU = {"action_id": "followup.snooze", "type": "static_select", "selected_option": {"value": "1.hour"}}
ACT = {"user": USER, "team": {"id": "T00000001"}, "trigger_id": "1", "api_app_id": "A1", "enterprise": None}
EVENT = {"type": "message", "channel_type": "im", "user": SATO, "text": "田中様 訪問", "ts": "1.1", "channel": "D1"}
REAL = [
    {"command": "/customer", "text": "田中", "user_id": SATO, "trigger_id": "1.2", "channel_id": "C1"},
    {"type": "block_actions", **ACT, **PLACE, "actions": [BUTTON], "response_url": "https://example.com/x"},
    {"type": "block_actions", **ACT, **PLACE, "actions": [MENU]},
    {"type": "block_actions", **ACT, "view": VIEW, "container": {"type": "view", "view_id": "V1"}, "actions": [BUTTON]},
    {"type": "view_submission", **ACT, "view": VIEW},
    {"type": "view_closed", **ACT, "view": VIEW},
    {"type": "block_suggestion", **ACT, **PLACE, "action_id": "x", "value": "y"},
    {"type": "shortcut", **ACT, "callback_id": "x"},
    {"type": "message_action", **ACT, **PLACE, "callback_id": "x"},
    {
        "type": "event_callback",
        "event_id": "Ev1",
        "team_id": "T1",
        "authorizations": [{"team_id": "T1"}],
        "event": EVENT,
    },
    {
        "type": "event_callback",
        "event_id": "Ev2",
        "event": {"type": "user_change", "user": {"id": SATO, "profile": {}}},
    },
]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def places(node: object, path: tuple = ()) -> list[tuple]:
    """Every path in it."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [each for key, value in inside for each in [(*path, key), *places(value, (*path, key))]]


@st.composite
def spoilt(draw, real: list[dict]) -> dict:
    """Something real with one place of it replaced by anything at all, or left out."""
    payload = copy.deepcopy(draw(st.sampled_from(real)))
    *way, last = draw(st.sampled_from(places(payload)))
    node = payload
    for key in way:
        node = node[key]
    if draw(st.booleans()):
        node[last] = draw(JUNK)
    else:
        del node[last]
    return payload


def let_in(payload: dict) -> dict | None:
    """As the door reads it from a form, or None when it is turned away (with 400)."""
    try:
        return slack_payload(urlencode({"payload": json.dumps(payload)}).encode(), FORM)
    except ValueError:
        return None


def read_by_all(payload: dict) -> None:
    unpack.people_in(payload)
    handlers.slack.known_first(payload)
    assert len(unpack.dedupe(payload, again=False)) <= 255
    unpack.unpack(payload, seq=1, language="ja", house=HOUSE)


@pytest.mark.parametrize("payload", REAL, ids=lambda payload: payload.get("type", "command"))
def test_what_slack_really_sends_is_let_in(payload):
    heard = let_in(payload)

    assert heard == payload
    read_by_all(payload)


def test_a_key_is_never_longer_than_its_column():
    for payload in REAL:
        long = {**payload, "trigger_id": "1" * 999, "event_id": "E" * 999, "view": {**VIEW, "id": "V" * 999}}

        assert len(unpack.dedupe(long, again=True)) == 255


@settings(deadline=None, max_examples=400)
@given(payload=spoilt(REAL))
def test_what_is_let_in_can_be_read(payload):
    heard = let_in(payload)

    if heard is not None:
        read_by_all(heard)


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", **ACT, **PLACE, "actions": [1]},
        {"type": "block_actions", **ACT, **PLACE, "actions": "x"},
        {"type": "block_actions", **ACT, **PLACE, "actions": [{"value": "1"}]},
        {"type": "block_actions", **ACT, **PLACE, "actions": [BUTTON], "user": 1},
        {"type": "view_submission", **ACT, "view": [1]},
        {"type": "view_submission", **ACT, "view": {**VIEW, "type": None}},
        {"type": "view_submission", **ACT, "view": {**VIEW, "state": {"values": {"a": "b"}}}},
        {"type": "event_callback", "event": EVENT, "authorizations": ["x"]},
        {"type": "shortcut", **ACT, "callback_id": {}},
        {"type": ["block_actions"]},
    ],
    ids=str,
)
def test_what_bolt_or_a_handler_would_fall_over_is_turned_away(payload):
    assert let_in(payload) is None


@settings(deadline=None, max_examples=200)
@given(event=spoilt([words("お話")]))
@example(event={**words("お話"), "type": [-(2**63) - 1, math.inf]})
def test_every_event_of_line_can_be_read_by_the_worker(event):
    body = json.dumps({"destination": "U1", "events": [event, words("次のお話")]})

    heard = [line_heard.unpack(orjson.loads(arrival.payload), NOW, 1, HOUSE) for arrival in line_arrivals(body, NOW)]

    assert "次のお話" in [each.text for each in heard]
