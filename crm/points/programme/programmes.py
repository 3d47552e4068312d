"""The programme in force: read from the text that was put in force last, and how another one is."""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from crm import post
from crm.notices import ProgrammeCaution, ProgrammeFault, ProgrammeFileRefused
from crm.points.programme import checks, forms, laws, presets
from crm.points.programme.forms import Wish
from crm.points.programme.programme import Programme
from crm.refusals import ProgrammeChanged, ProgrammeUnfit, Refused, WrongFields
from crm.roles import TABLE, rule
from crm.work import Work
from storage import ledger
from storage.points import programmes
from storage.tables import ProgrammeText

TOLD = 5
FILE_REFUSED = "programme-file-refused"


async def current(work: Work) -> Programme:
    """The programme in force; without any, nothing is given."""
    text = await programmes.newest(work.session)
    return parsed(text) if text is not None else Programme()


@lru_cache(maxsize=16)
def parsed(text: str) -> Programme:
    """A programme that was found to be in order when it was put in force.

    Raises:
        tomllib.TOMLDecodeError, pydantic.ValidationError: it is not.
    """
    return Programme.model_validate(tomllib.loads(text))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Shown:
    """The programme in force as it is shown: `digest` of its text ("" while there is none), its `source`, since when.

    `edits`: the reader may change it; `counts`: the reader may see what it has come to.
    """

    programme: Programme
    digest: str = ""
    source: str = ""
    since: datetime | None = None
    cautions: tuple[ProgrammeCaution, ...] = ()
    edits: bool = False
    counts: bool = False


@rule("programmes.show")
async def show(work: Work) -> Shown:
    """What is in force, for everybody; what to mind of it, for those who may change it."""
    known = await programmes.in_force(work.session)
    edits, counts = (work.actor.role in TABLE[each] for each in ("programmes.settle", "point_reports.month"))
    if known is None:
        return Shown(Programme(), edits=edits, counts=counts)
    programme = parsed(known.text)
    cautions = tuple(laws.cautions(programme)) if edits else ()
    return Shown(programme, known.digest, known.source, known.created_at, cautions, edits, counts)


@rule("programmes.form")
async def form(work: Work) -> Shown:
    """As `show`, for the form in which it is changed."""
    return await show(work)


@rule("programmes.apply")
async def apply(work: Work, text: str, source: str) -> bool:
    """Put a text in force; False when it is already. `source` is one of ProgrammeText's; that a file says what is in
    force anyhow is written down, so that it is not put in force again over a later change.

    Raises:
        Refused: ProgrammeUnfit (with all that is wrong), ProgrammeChanged (another one came at the same moment).
    """
    known = await programmes.in_force(work.session)
    same = known is not None and known.text == text
    if not same or (source == "file" and await file_is_news(work, text)):
        await _put(work, text, source, known)
    return not same


@rule("programmes.begin")
async def begin(work: Work, preset: str) -> None:
    """Begin with one of the presets, where nothing is in force yet.

    Raises:
        Refused: ProgrammeChanged.
    """
    known = await programmes.in_force(work.session)
    if known is not None:
        raise Refused(ProgrammeChanged())
    await _put(work, presets.text(preset), "preset", None)


@rule("programmes.settle")
async def settle(work: Work, wish: Wish) -> Programme:
    """Change the common parts of the text in force as a form has them; the rest stays as it was written.

    Raises:
        Refused: WrongFields, ProgrammeUnfit, ProgrammeChanged (the form shows another text than is in force by now).
    """
    known = await programmes.in_force(work.session)
    if (known.digest if known else "") != wish.digest:
        raise Refused(ProgrammeChanged())
    if bad := forms.wrong(wish):
        raise Refused(WrongFields(bad))
    before = known.text if known else ""
    text = forms.edited(before, parsed(before), wish)
    if text != before:
        await _put(work, text, "form", known)
    return parsed(text)


@rule("programmes.refuse_file")
async def refuse_file(work: Work, file: str, text: str, faults: Sequence[ProgrammeFault]) -> bool:
    """Tell the admins once of a file that cannot be put in force; False when they know of this very text."""
    if not await ledger.take(work.session, FILE_REFUSED, digest_of(text), work.now):
        return False
    await post.to_admins(work, ProgrammeFileRefused(file, tuple(faults[:TOLD]), len(faults)))
    return True


async def file_is_news(work: Work, text: str) -> bool:
    """Whether the operator's file says something else than when it was put in force last. Only reads."""
    return await programmes.from_source(work.session, "file") != digest_of(text)


async def _put(work: Work, text: str, source: str, before: ProgrammeText | None) -> None:
    """A version follows the one that it was made from, or none: of two that follow the same one the first holds."""
    if faults := checks.problems(text):
        raise Refused(ProgrammeUnfit(tuple(faults)))
    slot = str(before.id if before else 0)
    if not await ledger.take(work.session, "programme", slot, work.now):
        raise Refused(ProgrammeChanged())
    by = work.actor.id if work.actor.kind == "rep" else None
    await work.save(ProgrammeText(text=text, digest=digest_of(text), source=source, made_by_id=by))
