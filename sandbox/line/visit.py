"""A customer's request in LINE: who acts, and the events that come of it."""

from typing import Any

from starlette.requests import Request

from sandbox.courier import Delivery
from sandbox.line import webhooks
from sandbox.line.account import Account, Person, now_ms
from sandbox.visits import Body, Lost
from sandbox.wire import JsonObject

ON_THE_SCREEN = ("from", "at", "read", "url")


class Visit(Body):
    """One request below `/people/line/{user}/`."""

    def __init__(self, account: Account, request: Request, body: JsonObject) -> None:
        super().__init__(request, body)
        self.account = account

    @property
    def person(self) -> Person:
        if (person := self.account.people.get(self.id)) is None:
            raise Lost(f"no such user: {self.id}")
        return person

    async def event(self, kind: str, **parts: Any) -> JsonObject:  # noqa: ANN401 - fields of the event
        event = webhooks.user_event(self.account, kind, self.person.user_id, **parts)
        return outcome(await webhooks.send(self.account, [event]))

    async def message(self, message: JsonObject) -> JsonObject:
        """Puts it on the screen and sends its event."""
        self.person.wrote_at = now_ms()
        shown = self.account.say(self.id, "user", {**message, "read": self.account.settings.chat_mode == "bot"})
        sent = {name: value for name, value in shown.items() if name not in ON_THE_SCREEN}
        return await self.event("message", message=sent)


def outcome(delivery: Delivery) -> JsonObject:
    error = "request_timeout" if delivery.error == "http_timeout" else delivery.error
    return {"status": delivery.status, "ms": delivery.ms, "error": error}
