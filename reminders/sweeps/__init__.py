"""The sweeps: what becomes due by itself. Each may run at any time, on any number of machines, as often as it likes."""

from collections.abc import Awaitable, Callable, Collection, Iterator
from datetime import datetime

from crm.house import House
from reminders.rounds import PAUSE, Round, SweepError, Swept
from reminders.sweeps import (
    alarms,
    birthday_points,
    cadences,
    cases,
    digests,
    erasures,
    escalations,
    followups,
    handover_messages,
    handovers,
    point_check,
    points,
    redemptions,
    retention,
    surveys,
    tiers,
    waits,
)
from storage.store import Store

SWEEPS: dict[str, Callable[[Round], Awaitable[list[Swept]]]] = {
    "erasures": erasures.sweep,  # whoever wants to be forgotten is not written to in the same round
    "handovers": handovers.sweep,  # first of all: whoever is nudged is nudged about their own customers
    "handover_messages": handover_messages.sweep,  # after the moves: an owner who has changed today is the new one
    "cadences": cadences.sweep,  # before the follow-ups: what it brings up is told in the same round
    "followups": followups.sweep,
    "escalations": escalations.sweep,
    "cases": cases.sweep,
    "waits": waits.sweep,
    "surveys": surveys.sweep,  # after the cases: whoever has one is not asked
    "points": points.sweep,  # before the tiers: what came true today counts
    "birthday_points": birthday_points.sweep,
    "tiers": tiers.sweep,
    "redemptions": redemptions.sweep,
    "digests": digests.sweep,
    "point_check": point_check.sweep,
    "alarms": alarms.sweep,
    "retention": retention.sweep,
}

# What somebody has just agreed to, or simply waits for: looked for more often than once a minute, so it must be cheap
# to find.
PROMPT = frozenset({"erasures", "handovers", "waits"})


async def run_all(
    store: Store,
    house: House,
    now: datetime,
    *,
    really: datetime | None = None,
    dry_run: bool = False,
    pause: float = PAUSE,
    only: Collection[str] | None = None,
) -> list[Swept]:
    """Run every sweep (or `only` these jobs) as of `now`; with `dry_run` nothing is kept. `really` is the real moment
    if `now` is pretended.

    Raises:
        SweepError: one or more failed; the others have run.
    """
    round_ = Round(store, house, now, really, dry_run, pause)
    swept, problems = list[Swept](), dict[str, list[Exception]]()
    for job, sweep in SWEEPS.items():
        if only is not None and job not in only:
            continue
        try:
            swept += await sweep(round_)
        except* Exception as group:  # noqa: BLE001 - a broken sweep must not stop the others; raised below
            problems[job] = list(_leaves(group))
    if problems:
        every = [problem for those in problems.values() for problem in those]
        raise SweepError(swept, problems) from ExceptionGroup("sweeps", every)
    return swept


def _leaves(problem: Exception) -> Iterator[Exception]:
    if not isinstance(problem, ExceptionGroup):
        yield problem
        return
    for each in problem.exceptions:
        yield from _leaves(each)
