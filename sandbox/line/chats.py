"""Within a chat: media a user sent, the loading animation, read marks."""

import asyncio
import time

from sandbox.line.account import Account
from sandbox.line.limits import LOADING
from sandbox.line.request import Request, error
from sandbox.shape import record, string
from sandbox.wire import Answer, bytes_answer, json_answer

DEFAULT_LOADING_SECONDS = 20
READ = record({"markAsReadToken": string(least=1)}, {})


def content(account: Account, request: Request) -> Answer:
    """202 while LINE prepares it, 410 after it was withdrawn."""
    found = account.contents.get(request.parts[0])
    if found is None:
        return error("Not found", 404)
    if found.gone:
        return error("Gone", 410)
    if time.monotonic() < found.ready_at:
        return Answer(202)
    return bytes_answer(found.body, found.mimetype)


def transcoding(account: Account, request: Request) -> Answer:
    found = account.contents.get(request.parts[0])
    if found is None:
        return error("Not found", 404)
    return json_answer({"status": "processing" if time.monotonic() < found.ready_at else "succeeded"})


def start_loading(account: Account, request: Request) -> Answer:
    """Ends by itself or with the next message; nothing shows at a person who cannot be reached."""
    body = request.checked(LOADING)
    person = account.people.get(body["chatId"])
    if person is not None and account.reaches(person.user_id):
        seconds = body.get("loadingSeconds") or DEFAULT_LOADING_SECONDS
        person.typing_until = time.monotonic() + seconds
        account.stream.publish("line", person.user_id)
        account.courier.later(_end_loading(account, person.user_id, seconds))
    return json_answer({}, 202)


async def _end_loading(account: Account, user_id: str, seconds: int) -> None:
    await asyncio.sleep(seconds)
    account.stream.publish("line", user_id)


def mark_as_read(account: Account, request: Request) -> Answer:
    """That message and all before it."""
    token = request.checked(READ)["markAsReadToken"]
    if token not in account.read_tokens:
        return error("Invalid mark as read token")
    conversation, message_id = account.read_tokens[token]
    for message in account.conversations.get(conversation, []):
        if message["from"] == "user":
            message["read"] = True
        if message["id"] == message_id:
            break
    account.stream.publish("line", conversation)
    return json_answer({})
