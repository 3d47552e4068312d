"""All the keys that one customer is found by."""

from crm.names.folding import apart, clean, key
from crm.names.honorifics import bare
from crm.names.readings import read_apart


def search_keys(name: str, reading: str | None = None, company: str | None = None) -> set[str]:
    """Keys of the name, family and given name, their reading, the company, and the company before the name."""
    person = bare(clean(name))
    family, given = apart(person)
    people = {person, family, given, *person.split()}
    firms = {company, f"{company} {person}", f"{company} {family}"} if company else set()
    keys = {key(each) for each in people | firms} | _read(family, reading or "")
    return {found for found in keys if found}


def _read(family: str, reading: str) -> set[str]:
    """The reading as a whole and its parts, which stand apart or are told by the family name."""
    parts = reading.split()
    keys = {key(reading), *map(key, parts)}
    return keys | set(read_apart(key(family), key(reading)) or ()) if len(parts) == 1 else keys
