"""Expected "no"s of handovers."""

from dataclasses import dataclass

from crm.refusals import Refusal


@dataclass(frozen=True)
class SuccessorMissing(Refusal):
    """Nobody is named who would take over, or the predecessor themselves."""


@dataclass(frozen=True)
class SuccessorUnfit(Refusal):
    """Somebody who has left, or who may only read."""

    name: str


@dataclass(frozen=True)
class NobodyToHand(Refusal):
    """The predecessor has no customers who could be handed over; `waiting` of them wait in another handover."""

    name: str
    waiting: int


@dataclass(frozen=True)
class CustomersOfOthers(Refusal):
    """Not all of these customers are `name`'s: one handover is of one predecessor."""

    name: str


@dataclass(frozen=True)
class TooManyByHand(Refusal):
    """More than `most` customers cannot be divided one by one."""

    most: int


@dataclass(frozen=True)
class AlreadyDecided(Refusal):
    """Somebody else has said yes or no already, or it was withdrawn: `state` is what it is now, `by` who did it."""

    state: str
    by: str


@dataclass(frozen=True)
class WhyMissing(Refusal):
    """A no needs its reason: the others have to find another way."""
