"""Days of the year that matter to a customer beside the birthday, added and taken away by whoever may edit them."""

from crm.records import birthdays, editing, entries, profiles
from crm.records.birthdays import Birthday
from crm.refusals import BirthdayUnclear, Gone, Refused, TooManyDays
from crm.roles import rule
from crm.work import Work
from storage.records import profiles as facts
from storage.tables import Anniversary
from storage.tables.customers import ANNIVERSARIES

LABEL = 100


@rule("anniversaries.add")
async def add(work: Work, customer_id: int, kind: str, day: str, label: str) -> Anniversary:
    """Keep a day as typed (its year may be unknown); the same one twice is kept once.

    Raises:
        Refused: WrongFields, Gone, NotAllowed.
    """
    customer = await profiles.reached(work, customer_id)
    known = await facts.anniversaries(work.session, customer.id, profiles.ANNIVERSARIES)
    readers = {"kind": entries.choice(*ANNIVERSARIES), "day": _day(work), "label": entries.line(LABEL)}
    values = editing.read({"kind": kind or "other", "day": day, "label": label}, readers)
    that = values["day"]
    made = Anniversary(
        customer_id=customer.id,
        kind=values["kind"],
        label=values["label"],
        year=that.year,
        month=that.month,
        day=that.day,
    )
    twin = next((each for each in known if _same(each, made)), None)
    if twin is not None:
        return twin
    if len(known) >= profiles.ANNIVERSARIES:
        raise editing.wrong("day", TooManyDays(profiles.ANNIVERSARIES))
    await work.save(made)
    return made


def _day(work: Work) -> entries.Reader:
    def read(typed: str) -> Birthday:
        that = birthdays.read(typed, work.today)
        if that is None:
            raise Refused(BirthdayUnclear())
        return that

    return read


def _same(one: Anniversary, other: Anniversary) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in ("kind", "label", "year", "month", "day"))


@rule("anniversaries.remove")
async def remove(work: Work, anniversary_id: int) -> int:
    """Take a day away; the number of the customer whose it was."""
    known = await facts.anniversary(work.session, anniversary_id)
    if known is None:
        raise Refused(Gone())
    customer = await profiles.reached(work, known.customer_id)
    await work.session.delete(known)
    return customer.id
