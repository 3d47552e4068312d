"""Short words for blocks, forms and refusals."""

import pytest
from slack_sdk.errors import SlackApiError

SATO, SUZUKI, GENERAL = "U00000001", "U00000002", "C00000001"


async def refused(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


def text(words="あ", kind="plain_text"):
    return {"type": kind, "text": words}


def button(action_id="press", **more):
    return {"type": "button", "text": text("押す"), "action_id": action_id, **more}


def modal(*blocks, **more):
    return {"type": "modal", "title": text("題"), "submit": text("送信"), "blocks": list(blocks or [section()]), **more}


def section(**more):
    return {"type": "section", "text": text("本文", "mrkdwn"), **more}


def field(block_id="b", action_id="a", **more):
    element = {"type": "plain_text_input", "action_id": action_id, **more.pop("element", {})}
    return {"type": "input", "block_id": block_id, "label": text("件名"), "element": element, **more}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


async def a_modal(town, client, **more):
    view = modal(field(element={"min_length": 2}), **more)
    return (await client.views_open(trigger_id=town.workspace.tickets.trigger(SATO), view=view))["view"]


VALUES = {"b": {"a": {"value": "見積"}}}


async def order(session, url, **wish):
    async with session.post(f"{url}/people/trouble", json={"place": "slack", **wish}) as response:
        return response.status, await response.json()
