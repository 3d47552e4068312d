"""What a Web API method was called with: query, form and JSON are all the same to it, as on Slack."""

from typing import Any, NoReturn
from urllib.parse import parse_qsl

import orjson

from sandbox.wire import Call, JsonObject

TRUE = (True, "true", "1", 1)


class Refused(Exception):  # noqa: N818 - an answer to the bot, not a failure of ours
    """`{"ok": false, "error": code, …}`; `status` is HTTP's."""

    def __init__(self, code: str, *, status: int = 200, headers: dict[str, str] | None = None, **more: object) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = headers or {}
        self.more = more


def refuse_arguments(*messages: str) -> NoReturn:
    raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {one}" for one in messages]})


class Arguments:
    """`origin` is the address under which the bot reaches us, for URLs in answers."""

    def __init__(self, call: Call) -> None:
        self.origin = call.origin
        self.values: JsonObject = dict(parse_qsl(call.query, keep_blank_values=True))
        self.values |= _body(call)

    def text(self, name: str) -> str:
        """Empty when it was not given. Numbers count as text: a ts may come as a JSON number."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def needed(self, name: str) -> str:
        if not (value := self.text(name)):
            refuse_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        return self.values[name] in TRUE if self.values.get(name) is not None else default

    def number(self, name: str, default: int) -> int:
        text = self.text(name)
        if text and not text.lstrip("-").isdigit():
            refuse_arguments(f"must provide an integer [json-pointer:/{name}]")
        return int(text) if text else default

    def json(self, name: str, refusal: str = "invalid_arguments") -> Any:  # noqa: ANN401 - whatever the bot sent
        """Objects and lists come as JSON or as text with JSON in it; None when left out."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value) if value else None
        except orjson.JSONDecodeError:
            raise Refused(refusal) from None


def _body(call: Call) -> JsonObject:
    if not call.body:
        return {}
    if call.content_type != "application/json":
        return dict(parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        value = orjson.loads(call.body)
    except orjson.JSONDecodeError:
        raise Refused("invalid_json") from None
    if not isinstance(value, dict):
        raise Refused("json_not_object")
    return value
