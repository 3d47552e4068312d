"""Who changed what of a customer, told from the audit log."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from crm.notices import WhichCustomer
from crm.notices.companies import Change, CustomerChanges
from crm.records import choices, profiles
from crm.records.birthdays import Birthday
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.records import companies, custom_fields
from storage.records import profiles as facts
from storage.tables import Anniversary, Audit

SHOWN = 20
# Columns that are no fields of a form; the rest of them is `profiles.texts`.
MORE = ("source", "external_id")
PEOPLE = frozenset({"owner", "deputy"})


class _Seen(NamedTuple):
    """One field of one line of the log."""

    field: str
    label: str
    before: str
    after: str
    line: Audit


@rule("profiles.changes")
async def of(work: Work, who: str | int) -> CustomerChanges | WhichCustomer:
    """The last changes of whom the words mean, or the question which of several."""
    customer = await choices.one(work, who, "customer.changes")
    if isinstance(customer, WhichCustomer):
        return customer
    lines = await facts.changes(work.session, customer.id, SHOWN)
    fields = {str(each.id): each.name for each in await custom_fields.by_ids(work.session, _own(lines))}
    seen = [each for line in lines for each in _fields(line, fields)][:SHOWN]
    names = await _names(work, seen)
    company = customer.company.name if customer.company else None
    return CustomerChanges(customer.id, customer.name, company, tuple(_change(each, names) for each in seen))


def _own(lines: list[Audit]) -> set[int]:
    columns = [each for line in lines for each in (line.before, line.after) if each]
    return {int(number) for each in columns for number in each.get("custom") or {}}


def _fields(line: Audit, own: Mapping[str, str]) -> list[_Seen]:
    """The fields that this line changed; a line whose values were erased tells of none."""
    if line.table_name == Anniversary.__tablename__:
        known = line.after or line.before or {}
        return [_Seen(f"anniversary.{known.get('kind')}", "", _day(line.before), _day(line.after), line)]
    if line.before is None:
        return [_Seen("created", "", "", "", line)]
    before, after = _texts(line.before), _texts(line.after)
    mine, theirs = profiles.own_texts(line.before), profiles.own_texts(line.after or {})
    return [
        *(_Seen(name, "", before[name], after[name], line) for name in before if before[name] != after[name]),
        *(
            _Seen("custom", own.get(number, number), mine.get(number, ""), theirs.get(number, ""), line)
            for number in sorted({*mine, *theirs})
            if mine.get(number, "") != theirs.get(number, "")
        ),
    ]


def _texts(columns: Mapping[str, Any] | None) -> dict[str, str]:
    known = columns or {}
    more = {name: str(known.get(name) or "") for name in MORE}
    return {**profiles.texts(known), **more, "merged": "yes" if known.get("merged_into_id") else ""}


def _day(columns: Mapping[str, Any] | None) -> str:
    if not columns or not columns.get("month"):
        return ""
    that = Birthday(columns["month"], columns["day"], columns.get("year"))
    return f"{that} {columns.get('label') or ''}".strip()


async def _names(work: Work, seen: list[_Seen]) -> dict[tuple[str, str], str]:
    """The names behind numbers: {("rep" or "company", number): name}."""
    told = [(each.field, number) for each in seen for number in (each.before, each.after) if number]
    ids = {int(number) for field, number in told if field in PEOPLE}
    actors = {each.line.actor.removeprefix("rep:") for each in seen if each.line.actor.startswith("rep:")}
    people = await reps.by_ids(work.session, sorted(ids | {int(each) for each in actors}))
    firms = await companies.names(work.session, {int(number) for field, number in told if field == "company"})
    return {
        **{("rep", str(number)): rep.full_name for number, rep in people.items()},
        **{("company", str(number)): name for number, name in firms.items()},
    }


def _change(seen: _Seen, names: Mapping[tuple[str, str], str]) -> Change:
    kind = "rep" if seen.field in PEOPLE else seen.field
    before, after = (names.get((kind, text), text) for text in (seen.before, seen.after))
    by, _, number = seen.line.actor.partition(":")
    return Change(seen.field, seen.label, before, after, by, names.get(("rep", number), ""), seen.line.at)
