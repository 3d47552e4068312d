"""Whose points a line is about: one customer beyond doubt, or a question that keeps the line."""

from collections.abc import Sequence

from crm.activities import drafts
from crm.notices import WhosePoints
from crm.points.counter.readings import Whose
from crm.records import choices, customers, finding
from crm.records.finding import Found
from crm.refusals import NameMissing, NobodyFound, Refused
from crm.work import Work
from storage.tables import Customer

NOBODY = Found(())


async def meant(
    work: Work, text: str, whose: Sequence[Whose], chosen: int | None, then: str
) -> tuple[Customer, str] | WhosePoints:
    """The customer and the words around the name, or the question who it is; pressing an answer does `then`.

    `chosen` is who it is, where the rep has been asked.

    Raises:
        Refused: NameMissing where the line names nobody, Gone for a chosen customer who is not there any more.
    """
    named = [each for each in whose if each.name]
    if not named:
        raise Refused(NameMissing())
    found = [(each, await _found(work, each.name)) for each in named] if chosen is None else []
    asked, who = next(((each, who) for each, who in found if _called(who)), found[0] if found else (named[0], NOBODY))
    if chosen is not None:
        words = await _words(work, named, chosen)
        return await customers.survivor(work, chosen), words
    if who.sure is not None:
        return who.sure, asked.words
    draft = await drafts.keep(work, text, asked.name, {})
    offered = tuple(await choices.of(work, who.customers))
    return WhosePoints(draft.id, asked.name, offered, then, close=who.close or not who.customers)


async def likely(work: Work, whose: Sequence[Whose]) -> Customer | None:
    """Whom the words mean beyond doubt."""
    for each in whose:
        found = await _found(work, each.name)
        if found.sure is not None:
            return found.sure
    return None


def _called(found: Found) -> bool:
    """Whether somebody goes by the words."""
    return bool(found.customers) and not found.close


async def _words(work: Work, named: Sequence[Whose], chosen: int) -> str:
    """The words beside the longest name that could mean whoever was chosen."""
    for each in named:
        if chosen in {one.id for one in (await _found(work, each.name)).customers}:
            return each.words
    return named[0].words


async def _found(work: Work, name: str) -> Found:
    try:
        return await finding.find(work, name)
    except Refused as no:
        if isinstance(no.refusal, NobodyFound | NameMissing):
            return NOBODY
        raise
