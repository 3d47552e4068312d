"""What hangs together in a programme: tiers that rise, rewards for tiers that there are, days that come in order."""

from collections.abc import Iterator, Sequence

from crm.points.programme.programme import ByEvent, Programme, Reward
from crm.toml_lines import Where

Fault = tuple[Where, str, dict[str, str]]
# The shortest month: who warns earlier than so many days a month warns on the day on which points come.
SHORTEST = 28


def faults(programme: Programme) -> list[Fault]:
    """(where, key, parts) of everything that does not."""
    return [
        *_clinic(programme),
        *_expiry(programme),
        *_tiers(programme),
        *_rewards(programme),
        *_events(programme),
    ]


def _clinic(programme: Programme) -> Iterator[Fault]:
    if programme.preset != "clinic":
        return
    if programme.enabled:
        yield ("enabled",), "clinic_points", {}
    if programme.referral:
        yield ("referral",), "clinic_referral", {}


def _expiry(programme: Programme) -> Iterator[Fault]:
    expiry = programme.expiry
    if expiry.kind == "never":
        return
    lasts = expiry.months * SHORTEST
    for at, days in enumerate(expiry.warn_days):
        if days >= lasts:
            yield ("expiry", "warn_days", at), "warns_too_early", {"days": str(days), "months": str(expiry.months)}


def _tiers(programme: Programme) -> Iterator[Fault]:
    every = programme.tiers.tier
    yield from _twice(("tiers", "tier"), [each.code for each in every])
    for at in range(1, len(every)):
        low, high = every[at - 1], every[at]
        if high.threshold <= low.threshold:
            yield ("tiers", "tier", at, "threshold"), "not_rising", {"below": low.name, "least": str(low.threshold)}
        if high.rate < low.rate:
            yield ("tiers", "tier", at, "rate"), "rate_falls", {"below": low.name, "rate": str(low.rate)}


def _rewards(programme: Programme) -> Iterator[Fault]:
    yield from _twice(("reward",), [each.code for each in programme.reward])
    for at, each in enumerate(programme.reward):
        for code in each.tiers:
            if programme.tier_of(code) is None:
                yield ("reward", at, "tiers"), "no_such_tier", {"code": code}
        yield from _days(("reward", at), each)
        if each.kind == "coupon" and not each.coupon:
            yield ("reward", at), "coupon_without_id", {}
        if each.kind != "coupon" and each.coupon:
            yield ("reward", at, "coupon"), "coupon_of_other", {}


def _events(programme: Programme) -> Iterator[Fault]:
    yield from _twice(("earn", "event"), [each.code for each in programme.earn.event])
    for at, each in enumerate(programme.earn.event):
        yield from _days(("earn", "event", at), each)


def _days(where: Where, what: Reward | ByEvent) -> Iterator[Fault]:
    if what.starts is not None and what.ends is not None and what.starts > what.ends:
        yield (*where, "ends"), "ends_first", {"starts": what.starts.isoformat()}


def _twice(where: Where, codes: Sequence[str]) -> Iterator[Fault]:
    for at, code in enumerate(codes):
        if code in codes[:at]:
            yield (*where, at, "code"), "twice", {"code": code}
