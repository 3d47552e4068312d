"""What an admin settles for the whole company."""

from collections.abc import Mapping

from crm.refusals import NotUnderstood, OutOfRange, Refusal, Refused, WrongFields
from crm.roles import rule
from crm.work import Work
from storage import company_settings, ledger
from storage.tables import CompanySettings

# From the first business day on, and within what anybody still calls overdue.
LEAST, MOST = 1, 30
# When a manager must agree to a handover, and between which bounds its numbers lie.
APPROVALS = ("never", "above", "always")
BOUNDS: dict[str, tuple[int, int]] = {
    "handover_above": (1, 10_000),
    "handover_accept_days": (LEAST, MOST),
    "handover_notice_days": (0, 90),
    "handover_load": (1, 100_000),
}


@rule("company_settings.show")
async def show(work: Work) -> CompanySettings:
    """As the company has settled it, or as it is by default."""
    return await company_settings.current(work.session)


@rule("company_settings.escalate")
async def escalate(work: Work, deputy_after: int | None, manager_after: int | None) -> CompanySettings:
    """After how many business days an overdue follow-up climbs to the deputy, and to the manager; None is no number.

    Raises:
        Refused: WrongFields, when one is out of range or the manager would be told before the deputy.
    """
    wrong = list[tuple[str, Refusal]]()
    if deputy_after is None or not LEAST <= deputy_after <= MOST:
        wrong.append(("deputy_after", OutOfRange(LEAST, MOST)))
    least = min(deputy_after or LEAST, MOST)
    if manager_after is None or not least <= manager_after <= MOST:
        wrong.append(("manager_after", OutOfRange(least, MOST)))
    if wrong or deputy_after is None or manager_after is None:
        raise Refused(WrongFields(tuple(wrong)))
    settings = await _row(work)
    settings.deputy_after, settings.manager_after = deputy_after, manager_after
    return settings


@rule("company_settings.handovers")
async def handovers(work: Work, approval: str, numbers: Mapping[str, int | None]) -> CompanySettings:
    """When a manager must agree (one of APPROVALS), and the numbers of BOUNDS by name; None is no number, which only
    `handover_load` may be: then nobody has too many customers.

    Raises:
        Refused: WrongFields, NotUnderstood.
    """
    if approval not in APPROVALS:
        raise Refused(NotUnderstood("handover_approval"))
    wrong = tuple((name, OutOfRange(*BOUNDS[name])) for name in BOUNDS if not _fits(name, numbers.get(name)))
    if wrong:
        raise Refused(WrongFields(wrong))
    settings = await _row(work)
    settings.handover_approval = approval
    for name in BOUNDS:
        setattr(settings, name, numbers.get(name))
    return settings


def _fits(name: str, number: int | None) -> bool:
    least, most = BOUNDS[name]
    return name == "handover_load" if number is None else least <= number <= most


async def _row(work: Work) -> CompanySettings:
    known = await company_settings.locked(work.session)
    # The slot makes a second admin wait for the first one's commit, so the row is made once.
    if known is None and await ledger.take(work.session, "company_settings", "row", work.now):
        known = CompanySettings()
        await work.save(known)
    known = known or await company_settings.locked(work.session)
    assert known is not None  # noqa: S101 - whoever took the slot has made it
    return known
