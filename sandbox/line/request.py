"""One call to the Messaging API, and the answers that many endpoints share."""

from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.line.checks import faults_of, refusal
from sandbox.line.limits import BODY_BYTES
from sandbox.shape import Check
from sandbox.wire import Answer, Call, JsonObject, json_answer

UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class Refused(Exception):  # noqa: N818 - an answer to the bot, not a failure of ours
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def error(message: str, status: int = 400) -> Answer:
    return json_answer({"message": message}, status)


@dataclass(frozen=True, slots=True)
class Request:
    """`parts` are the variable steps of the path; `id` becomes the X-Line-Request-Id."""

    call: Call
    parts: tuple[str, ...]
    id: str

    def json(self) -> JsonObject:
        """Raises Refused for a body that is too large, not JSON, or no object."""
        call = self.call
        if len(call.body) > BODY_BYTES:
            raise Refused(error("Request exceeds the max size of 2MB", 413))
        if call.content_type != "application/json":
            raise Refused(error(f"The content type, {call.content_type}, is not supported", 415))
        try:
            body: Any = orjson.loads(call.body)
        except orjson.JSONDecodeError as broken:
            where = f"(line: {broken.lineno}, column: {broken.colno})"
            raise Refused(error(f"The request body could not be parsed as JSON {where}")) from None
        if not isinstance(body, dict):
            raise Refused(error("The request body could not be parsed as JSON (line: 1, column: 1)"))
        return body

    def checked(self, table: Check) -> JsonObject:
        body = self.json()
        if faults := faults_of(table, body):
            raise Refused(refusal(faults))
        return body
