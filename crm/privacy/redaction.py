"""Taking somebody out of what was written: pure functions on texts and JSON values."""

from collections.abc import Collection, Sequence
from typing import Any

MARK = "—"
"""What stands in the place of a name: a number without a person, in any language."""
# A shorter name is part of other people's names and words: it is only taken out where it stands alone.
SHORTEST = 3


def redact(value: Any, ids: Collection[int], names: Sequence[str]) -> Any:  # noqa: ANN401 - JSON in, JSON out
    """The value without entries about these customers (`customer_id` of objects in lists) and without these names."""
    if isinstance(value, str):
        return _words(value, names)
    if isinstance(value, list):
        return [redact(each, ids, names) for each in value if not _is_theirs(each, ids)]
    if isinstance(value, dict):
        return {key: redact(each, ids, names) for key, each in value.items()}
    return value


def needles(*said: str | None) -> tuple[str, ...]:
    """These words and the same without spaces, each once; the longest first, so that no part of one is left behind."""
    forms = {form for each in said if each for form in (each, "".join(each.split()))}
    return tuple(sorted((form for form in forms if len(form) > 1), key=len, reverse=True))


def _words(text: str, names: Sequence[str]) -> str:
    for name in names:
        if text == name:
            return MARK
        if len(name) >= SHORTEST:
            text = text.replace(name, MARK)
    return text


def _is_theirs(entry: object, ids: Collection[int]) -> bool:
    return isinstance(entry, dict) and entry.get("customer_id") in ids
