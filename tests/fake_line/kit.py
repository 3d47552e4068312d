"""Short words for messages, tokens and refusals."""

import json

import pytest
from linebot.v3.messaging import ApiException, PushMessageRequest, ReplyMessageRequest, TextMessage

TANAKA, SATO, STRANGER = ("U" + digit * 32 for digit in "123")


def words(text="こんにちは"):
    return TextMessage(text=text)


def to(user=TANAKA, *messages):
    return PushMessageRequest(to=user, messages=list(messages or [words()]))


async def refused(call):
    with pytest.raises(ApiException) as caught:
        await call
    return caught.value.status, json.loads(caught.value.body)


async def said_to(people, user=TANAKA):
    return [one["text"] for one in (await people(f"{user}/view"))["messages"] if one["from"] == "bot"]


def reply_token(ear, number=-1):
    return ear.heard[number].json["events"][0]["replyToken"]


def reply(token, text="返信"):
    return ReplyMessageRequest(reply_token=token, messages=[words(text)])


def button(label="はい", **more):
    return {"type": "postback", "label": label, "data": "a=1", **more}


def bubble(*contents, **more):
    box = {"type": "box", "layout": "vertical", "contents": list(contents or [{"type": "text", "text": "a"}])}
    return {"type": "bubble", "body": box, **more}


def flex(contents, alt="a"):
    return {"type": "flex", "altText": alt, "contents": contents}


async def order(session, url, **wish):
    async with session.post(f"{url}/people/trouble", json={"place": "line", **wish}) as response:
        return await response.json()
