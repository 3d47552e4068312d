"""Days that come every year (birthdays, anniversaries), and the year of mourning that does not want some of them."""

from calendar import monthrange
from datetime import date, timedelta

from crm.notices import Occasion
from storage.tables import Anniversary, Customer

SOON = 30
BIRTHDAY = "birthday"
_LEAP = 2000


def next_on(month: int, day: int, today: date) -> date:
    """The next time the day is kept, today included; what a year lacks (29 February) is kept on its month's last day.

    Source: domain page, "Birthdays": 29 February is greeted on 28 February in other years.
    """
    days = (_in_year(year, month, day) for year in (today.year, today.year + 1))
    return next(each for each in days if each >= today)


def _in_year(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def birthday(customer: Customer, today: date) -> Occasion | None:
    """The customer's birthday as far as it is known; the age only where they agreed to be congratulated with it."""
    if customer.birth_month is None or customer.birth_day is None:
        return None
    year = customer.birth_year if customer.show_age else None
    return _occasion(BIRTHDAY, None, (year, customer.birth_month, customer.birth_day), today)


def anniversary(row: Anniversary, today: date) -> Occasion:
    return _occasion(row.kind, row.label, (row.year, row.month, row.day), today)


def _occasion(kind: str, label: str | None, of: tuple[int | None, int, int], today: date) -> Occasion:
    year, month, day = of
    then = next_on(month, day, today)
    known = _in_year(_LEAP, month, day)
    turns = then.year - year if year is not None and then.year > year else None
    return Occasion(kind, label, known.month, known.day, then, (then - today).days, turns)


def mourning_until(customer: Customer, today: date) -> date | None:
    """The last day of the customer's mourning while it lasts; without a known end it lasts a year."""
    begins, ends = customer.mourning_from, customer.mourning_until
    if begins is not None and ends is None:
        ends = _in_year(begins.year + 1, begins.month, begins.day) - timedelta(days=1)
    return ends if ends is not None and (begins or today) <= today <= ends else None
