"""The company's own fields: defined by admins, filled in by whoever may edit the customer.

A value is kept as text in `Customer.custom` under the field's number, in the form that its kind has: a number in plain
figures, a date in ISO 8601. A retired field keeps its values and hides them.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm import names
from crm.records import editing, entries, profiles
from crm.records.editing import Edited
from crm.records.entries import Reader
from crm.refusals import (
    ChoicesMissing,
    FieldExists,
    Gone,
    NameMissing,
    NumberUnclear,
    Refused,
    TooManyFields,
)
from crm.roles import rule
from crm.work import Work
from storage.records import custom_fields
from storage.tables import CustomField
from storage.tables.customers import FIELD_KINDS

ACTIVE = 30
# What is listed of those that are not in use any more.
RETIRED = 30
NAME, VALUE = 50, 500
# A list that one still reads; Slack shows 75 characters of a choice.
CHOICES, CHOICE = 50, 75
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,18})(?:\.[0-9]{1,9})?")


@dataclass(frozen=True)
class OwnFields:
    """All fields, as admins see them."""

    active: tuple[CustomField, ...]
    retired: tuple[CustomField, ...]


# --- defining ---------------------------------------------------------------------------------------------------------


@rule("custom_fields.list")
async def all_(work: Work) -> OwnFields:
    in_use = await custom_fields.active(work.session)
    return OwnFields(tuple(in_use), tuple(await custom_fields.retired(work.session, RETIRED)))


@rule("custom_fields.show")
async def show(work: Work, field_id: int) -> CustomField:
    field = await custom_fields.by_id(work.session, field_id)
    if field is None:
        raise Refused(Gone())
    return field


@rule("custom_fields.define")
async def define(work: Work, name: str, kind: str, choices: str = "") -> CustomField:
    """A new field; `choices` one a line, for kind `choice` only.

    Raises:
        Refused: WrongFields.
    """
    readers = {"name": _name, "kind": entries.choice(*FIELD_KINDS), "choices": _choices(needed=kind == "choice")}
    values = editing.read({"name": name, "kind": kind, "choices": choices}, readers)
    in_use = await custom_fields.active(work.session)
    _must_be_new(values["name"], in_use)
    _must_have_room(in_use)
    made = CustomField(name=values["name"], kind=values["kind"] or "text", choices=values["choices"])
    await work.save(made)
    return made


@rule("custom_fields.change")
async def change(work: Work, field_id: int, name: str, choices: str = "") -> CustomField:
    """Another name, other choices. What customers have been given stays, even where it is no choice any more.

    Raises:
        Refused: WrongFields, Gone.
    """
    field = await _locked(work, field_id)
    readers = {"name": _name, "choices": _choices(needed=field.kind == "choice")}
    values = editing.read({"name": name, "choices": choices}, readers)
    others = [each for each in await custom_fields.active(work.session) if each.id != field.id]
    _must_be_new(values["name"], others)
    field.name, field.choices = values["name"], values["choices"]
    return field


@rule("custom_fields.retire")
async def retire(work: Work, field_id: int) -> CustomField:
    """Hide the field and its values."""
    field = await _locked(work, field_id)
    field.active = False
    return field


@rule("custom_fields.restore")
async def restore(work: Work, field_id: int) -> CustomField:
    """Bring the field back, with its values.

    Raises:
        Refused: FieldExists, TooManyFields, Gone.
    """
    field = await _locked(work, field_id)
    others = [each for each in await custom_fields.active(work.session) if each.id != field.id]
    if any(_alike(each.name, field.name) for each in others):
        raise Refused(FieldExists(field.name))
    if len(others) >= ACTIVE:
        raise Refused(TooManyFields(ACTIVE))
    field.active = True
    return field


async def _locked(work: Work, field_id: int) -> CustomField:
    field = await custom_fields.locked(work.session, field_id)
    if field is None:
        raise Refused(Gone())
    return field


def _name(typed: str) -> str:
    said: str | None = entries.line(NAME)(typed)
    if said is None:
        raise Refused(NameMissing())
    return said


def _choices(*, needed: bool) -> Reader:
    def read(typed: str) -> list[str]:
        lines = [entries.line(CHOICE)(line) for line in typed.splitlines()] if needed else []
        found = list(dict.fromkeys(line for line in lines if line))
        if needed and not 1 <= len(found) <= CHOICES:
            raise Refused(ChoicesMissing(CHOICES))
        return found

    return read


def _must_be_new(name: str, others: Sequence[CustomField]) -> None:
    if any(_alike(each.name, name) for each in others):
        raise editing.wrong("name", FieldExists(name))


def _must_have_room(in_use: Sequence[CustomField]) -> None:
    if len(in_use) >= ACTIVE:
        raise editing.wrong("name", TooManyFields(ACTIVE))


def _alike(one: str, other: str) -> bool:
    return names.key(one) == names.key(other) if names.key(one) else one == other


# --- filling in -------------------------------------------------------------------------------------------------------


@rule("custom_fields.fill")
async def fill(work: Work, customer_id: int, version: int, given: Mapping[str, str]) -> Edited:
    """Save what somebody changed of the company's own fields, as typed, by number; otherwise as `profiles.edit`.

    Raises:
        Refused: WrongFields, Gone, NotAllowed, ChangedSince; then nothing is saved.
    """
    customer = await profiles.as_shown(work, customer_id)
    in_use = {str(each.id): each for each in await custom_fields.active(work.session)}
    known = {number: typed for number, typed in given.items() if number in in_use}
    changes, clashes = await editing.compare(work, customer, version, known, profiles.own_texts)
    values = editing.read(changes, {number: reader(in_use[number]) for number in changes})
    if values:
        kept = {**customer.custom, **values}
        customer.custom = {number: value for number, value in kept.items() if value is not None}
    return Edited(tuple(changes), clashes)


def reader(field: CustomField) -> Reader:
    """What reads a value of this field: a text in the form of its kind, or None where nothing was typed."""
    if field.kind == "number":
        return number
    if field.kind == "date":
        return _date
    return entries.choice(*field.choices) if field.kind == "choice" else entries.line(VALUE)


def number(typed: str) -> str | None:
    """In plain figures: 「１，２００」 is 1200; what stood behind the point stays."""
    plain = unicodedata.normalize("NFKC", typed).replace(" ", "").replace("−", "-")
    if not plain:
        return None
    if not _NUMBER.fullmatch(plain):
        raise Refused(NumberUnclear())
    return f"{Decimal(plain.replace(',', '')):f}"


def _date(typed: str) -> str | None:
    that = entries.day(typed)
    return that.isoformat() if that else None
