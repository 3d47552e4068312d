"""The points programme as its admins read it: what is wrong with a text, what to mind, and a file that was refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm.notices.base import Notice


@dataclass(frozen=True)
class ProgrammeFault:
    """`key` is a catalogue key under `programme_faults.`, `parts` fill its placeholders; `where` names the value as
    TOML does, tables counted from 1 ("reward[2].points", "" for the whole file), `line` where it stands.
    """

    where: str
    key: str
    parts: Mapping[str, str] = field(default_factory=dict)
    line: int = 1


@dataclass(frozen=True)
class ProgrammeCaution:
    """What to mind before a programme is put in force: `key` under `programme_cautions.`. A `law` has its basis in the
    sentence, and is no legal advice.
    """

    key: str
    parts: Mapping[str, str] = field(default_factory=dict)
    law: bool = False


@dataclass(frozen=True)
class ProgrammeFileRefused(Notice):
    """To admins: the operator's file has these faults (the first of `n`), so what was in force before stays."""

    file: str
    faults: tuple[ProgrammeFault, ...]
    n: int
