"""The bones of a message: its JSON with the free texts blanked.

The SDKs' own models take milliseconds for a message and look at structure only (lengths are in our tables), so that
their verdict is remembered per skeleton: two thousand birthday wishes are one skeleton.
"""

from collections.abc import Collection

import orjson


def skeleton(value: object, free: Collection[str]) -> bytes:
    """`free` names the properties whose non-empty texts do not count."""
    return orjson.dumps(_bare(value, free))


def _bare(value: object, free: Collection[str]) -> object:
    if isinstance(value, dict):
        return {
            key: "s" if isinstance(one, str) and one and key in free else _bare(one, free) for key, one in value.items()
        }
    if isinstance(value, list):
        return [_bare(one, free) for one in value]
    return value
