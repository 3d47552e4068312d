"""blocks.validate: Slack's public checker. It takes no token."""

from sandbox.shape import Fault
from sandbox.slack.arguments import Arguments, Refused
from sandbox.slack.checks import blocks_faults, validation_error, view_faults
from sandbox.slack.workspace import Workspace
from sandbox.wire import JsonObject

KINDS = ("blocks", "message", "view")


def validate(_space: Workspace, given: Arguments) -> JsonObject:
    named = [kind for kind in KINDS if given.values.get(kind) is not None]
    if len(named) != 1:
        message = "must provide exactly one of `blocks`, `view`, or `message`"
        raise Refused("invalid_arguments", response_metadata={"messages": [message]})
    kind = named[0]
    if faults := _faults(kind, given.json(kind)):
        raise Refused(f"invalid_{kind}", errors=[validation_error(fault) for fault in faults])
    return {}


def _faults(kind: str, value: object) -> list[Fault]:
    if kind == "view":
        return view_faults(value, ("modal", "home"), ())
    if kind == "blocks":
        return blocks_faults(value, ())
    if not isinstance(value, dict):
        return [Fault((), "type", "object")]
    return blocks_faults(value.get("blocks", []))
