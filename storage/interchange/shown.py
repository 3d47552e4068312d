"""What stands beside a row in its file so that people can read it: names instead of numbers."""

from typing import Any

from sqlmodel import col

from storage.interchange.sheets import Shown, of
from storage.tables import Customer, Rep

TRACKED = ("version", "created_at")


def customer_of(kind: type[Any]) -> Shown:
    return of("customer", Customer.name, col(Customer.id) == col(kind.customer_id))


def rep_of(label: str, number: Any) -> Shown:  # noqa: ANN401 - a mapped column
    return of(label, Rep.slack_id, col(Rep.id) == col(number))
