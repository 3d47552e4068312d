"""What comes in at a fake's door, and what goes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

JsonObject = dict[str, Any]
JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot. `method` is the platform's name for it (`chat.postMessage`, `push`), `verb` HTTP's.

    `headers` have lower-case names; `origin` is scheme and host as the bot wrote them, for URLs in answers.
    """

    place: str
    method: str
    verb: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    origin: str

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, orjson.dumps(value), {"content-type": JSON_TYPE, **(headers or {})})


def text_answer(text: str, status: int = 200) -> Answer:
    return Answer(status, text.encode(), {"content-type": "text/plain; charset=utf-8"})


def bytes_answer(body: bytes, content_type: str) -> Answer:
    return Answer(200, body, {"content-type": content_type})
