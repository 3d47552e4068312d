"""Whom a name means: every way of writing it finds the customer, and a doubt is a question, never a guess."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm import names
from crm.names.likeness import Asked, likeness
from crm.records.customers import NAME
from crm.refusals import NameMissing, NobodyFound, Refused
from crm.roles import rule
from crm.work import Work
from storage.records import finding
from storage.records.finding import Known
from storage.tables import Customer

# A picker with more than this is not read; the rep is asked for a longer name instead.
CHOICES = 10
# Where more names than these begin as the words do, none of them is sure.
BEGUN = CHOICES + 1
# A company, a name and what stands between them; what is longer finds nobody, and databases refuse to look for it.
MOST_KEY = 3 * NAME
# So much of long words is enough to come near to them.
COMPARED = 32


@dataclass(frozen=True)
class Found:
    """Whom the words could mean, at most CHOICES, the likeliest first.

    `close`: nobody goes by these words, they only come close to the names of these customers. That is never enough to
    act on, not even when there is only one.
    """

    customers: tuple[Customer, ...]
    close: bool = False

    @property
    def sure(self) -> Customer | None:
        """The one customer whom the words mean beyond doubt."""
        return self.customers[0] if len(self.customers) == 1 and not self.close else None


@dataclass(frozen=True)
class Meant:
    """As Found, by number: whole customers are read when it is known whom the words mean, once."""

    ids: tuple[int, ...] = ()
    close: bool = False


NOBODY = Meant()


@rule("customers.find")
async def find(work: Work, name: str) -> Found:
    """Whom the words mean: somebody's name, or its beginning behind a whole family name; else those who come close.

    Raises:
        Refused: NobodyFound, or NameMissing for empty words.
    """
    asked = Asked.of(name)
    if not asked.whole[0]:
        raise Refused(NameMissing())
    meant = await _meant(work, asked) if len(asked.whole[0]) <= MOST_KEY else NOBODY
    people = await finding.by_ids(work.session, meant.ids)
    if not people:
        raise Refused(NobodyFound(name.strip()[:NAME]))
    return Found(tuple(people), meant.close)


async def suggestions(work: Work, typed: str) -> list[Customer]:
    """For a list that fills while somebody types: those of exactly this name, those whose names go on, those alike."""
    asked = Asked.of(typed)
    if not asked.whole[0] or len(asked.whole[0]) > MOST_KEY:
        return []
    exact = (await _meant(work, asked)).ids
    begun = await finding.ids_beginning(work.session, asked.whole[-1], work.actor.id, CHOICES)
    return await finding.by_ids(work.session, _once([*exact, *begun]))


async def _meant(work: Work, asked: Asked) -> Meant:
    exact, named = await finding.named(work.session, asked.whole, work.actor.id, BEGUN)
    if exact:
        return await _called(work, asked, _numbers(named))
    if not named:
        return Meant(await _close(work, asked), close=True)
    fits = [each for each in named if _goes_on(asked.whole[-1], each)] if len(named) < BEGUN else []
    return Meant(_numbers(fits or named), close=not fits)


async def _called(work: Work, asked: Asked, found: tuple[int, ...]) -> Meant:
    if len(found) == 1 and asked.by_ear:
        # 「たなか」 is one customer's reading: another 田中, whose reading nobody has typed, may be meant all the same.
        found = _once([*found, *await _with_any(work, *asked.by_ear)])
    return Meant(found)


def _goes_on(words: str, customer: Known) -> bool:
    """Whether the words are the whole family name and a part of the given one. 小野 is not the beginning of 小野寺."""
    firm, person = names.key(customer.firm), names.key(customer.name)
    family = names.key(names.family_name(customer.name))
    return any(
        words.startswith(place + family) and words != place + family and (place + person).startswith(words)
        for place in {"", firm}
    )


async def _close(work: Work, asked: Asked) -> tuple[int, ...]:
    """Those who are called so the other way round, or at another firm than we know; those whose names look alike; those
    whose names sound alike.
    """
    near = await _with_any(work, asked.turned, asked.person) + await _alike(work, asked)
    if len(near) < CHOICES:
        near += await _with_any(work, *names.other_ways(asked.whole[0]))
    return _once(near)


async def _with_any(work: Work, *keys: str) -> list[int]:
    known = [key for key in keys if key]
    return await finding.ids_with_keys(work.session, known, work.actor.id, CHOICES) if known else []


async def _alike(work: Work, asked: Asked) -> list[int]:
    """Those whose names come near to the words, the nearest first; own customers first among equals."""
    words = (asked.whole[-1], *asked.parts, *asked.heard)
    grams = {pair for each in words for pair in names.pairs(each[:COMPARED])}
    candidates = await finding.sharing(work.session, grams, work.actor.id)
    scores = likeness(asked, [(each.keys, each.firm) for each in candidates])
    scored = ((-score, not each.mine, each.id) for score, each in zip(scores, candidates, strict=True) if score)
    return [number for _, _, number in sorted(scored)[:CHOICES]]


def _numbers(customers: Iterable[Known]) -> tuple[int, ...]:
    return _once([each.id for each in customers])


def _once(ids: Sequence[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ids))[:CHOICES]
