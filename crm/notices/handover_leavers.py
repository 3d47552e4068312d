"""Of colleagues who leave, for whoever answers for them."""

from dataclasses import dataclass

from crm.notices.base import Notice


@dataclass(frozen=True)
class LeaverAlert(Notice):
    """Slack has closed somebody's account, and customers are theirs: with how many open promises, other follow-ups and
    cases. `handover_id` is the draft of a handover.

    `state`: open (successors are to be found), planned (everybody is in a handover by now), or back (they have come
    back before anything was planned).
    """

    handover_id: int
    name: str
    customers: int
    promises: int
    followups: int
    cases: int
    state: str = "open"


@dataclass(frozen=True)
class LeaverBack(Notice):
    """They have come back, and the draft is withdrawn: nothing is to be done."""

    name: str


@dataclass(frozen=True)
class LeaverViews(Notice):
    """Somebody who is about to leave has looked at more than usual within a day: so many customers one by one, and so
    many pages of lists or files. Only whoever answers for them reads this.
    """

    handover_id: int
    name: str
    customers: int
    pages: int
