"""A person's request in Slack: who acts, and where."""

from typing import Any

from starlette.requests import Request

from sandbox.courier import Delivery
from sandbox.slack.records import Conversation, Member, Message, OpenView
from sandbox.slack.workspace import Workspace
from sandbox.visits import Body, Lost
from sandbox.wire import JsonObject


class Visit(Body):
    """One request below `/people/slack/{user}/`."""

    def __init__(self, space: Workspace, request: Request, body: JsonObject) -> None:
        super().__init__(request, body)
        self.space = space

    @property
    def user(self) -> Member:
        member = self.space.members.get(self.id)
        if member is None:
            raise Lost(f"no such user: {self.id}")
        return member

    def room(self) -> Conversation:
        """The named conversation, if that user sees it."""
        room = self.space.room(self.text("channel"), self.user.id)
        if room is None or not self.space.sees(self.user.id, room):
            raise Lost(f"no such channel: {self.text('channel')}")
        return room

    def message(self, room: Conversation) -> Message:
        message = room.messages.get(self.text("ts"))
        if message is None or message.seen_by not in (None, self.user.id):
            raise Lost(f"no such message: {self.text('ts')}")
        return message

    def view(self) -> OpenView:
        view = self.space.view(self.text("view_id"))
        if view is None or view.user != self.user.id:
            raise Lost(f"no such view: {self.text('view_id')}")
        return view


def outcome(delivery: Delivery, **more: Any) -> JsonObject:  # noqa: ANN401 - more fields of the answer
    return {"status": delivery.status, "ms": delivery.ms, "error": delivery.error, **more}
