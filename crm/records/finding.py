"""Whom a name means: every way of writing it finds the customer, and a doubt is a question, never a guess."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm import names
from crm.names.likeness import Asked, likeness
from crm.records.customers import NAME
from crm.refusals import NameMissing, NobodyFound, Refused
from crm.roles import rule
from crm.work import Work
from storage.records import finding
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


@rule("customers.find")
async def find(work: Work, name: str) -> Found:
    """Whom the words mean: somebody's name, or its beginning behind a whole family name; else those who come close.

    Raises:
        Refused: NobodyFound, or NameMissing for empty words.
    """
    asked = Asked.of(name)
    if not asked.whole[0]:
        raise Refused(NameMissing())
    found = await _find(work, asked) if len(asked.whole[0]) <= MOST_KEY else None
    if found is None:
        raise Refused(NobodyFound(name.strip()[:NAME]))
    return found


async def suggestions(work: Work, typed: str) -> list[Customer]:
    """For a list that fills while somebody types: those of exactly this name, those whose names go on, those alike."""
    asked = Asked.of(typed)
    if not asked.whole[0] or len(asked.whole[0]) > MOST_KEY:
        return []
    found = await _find(work, asked)
    exact = list(found.customers) if found else []
    begun = await finding.beginning(work.session, asked.whole[-1], work.actor.id, CHOICES)
    return _once([*exact, *begun])


async def _find(work: Work, asked: Asked) -> Found | None:
    exact, named = await finding.named(work.session, asked.whole, work.actor.id, BEGUN)
    if exact:
        return await _called(work, asked, named[:CHOICES])
    if not named:
        return await _close(work, asked)
    fits = [each for each in named if _goes_on(asked.whole[-1], each)] if len(named) < BEGUN else []
    return Found(tuple(fits[:CHOICES])) if fits else Found(tuple(named[:CHOICES]), close=True)


async def _called(work: Work, asked: Asked, found: list[Customer]) -> Found:
    if len(found) == 1 and asked.by_ear:
        # 「たなか」 is one customer's reading: another 田中, whose reading nobody has typed, may be meant all the same.
        found = _once([*found, *await _with_any(work, *asked.by_ear)])
    return Found(tuple(found))


def _goes_on(words: str, customer: Customer) -> bool:
    """Whether the words are the whole family name and a part of the given one. 小野 is not the beginning of 小野寺."""
    firm = names.key(customer.company.name) if customer.company else ""
    person, family = names.key(customer.name), names.key(names.family_name(customer.name))
    return any(
        words.startswith(place + family) and words != place + family and (place + person).startswith(words)
        for place in {"", firm}
    )


async def _close(work: Work, asked: Asked) -> Found | None:
    """Those who are called so the other way round, or at another firm than we know; those whose names look alike; those
    whose names sound alike.
    """
    near = await _with_any(work, asked.turned, asked.person) + await _alike(work, asked)
    if len(near) < CHOICES:
        near += await _with_any(work, *names.other_ways(asked.whole[0]))
    return Found(tuple(_once(near)), close=True) if near else None


async def _with_any(work: Work, *keys: str) -> list[Customer]:
    known = [key for key in keys if key]
    return await finding.with_keys(work.session, known, work.actor.id, CHOICES) if known else []


async def _alike(work: Work, asked: Asked) -> list[Customer]:
    """Those whose names come near to the words, the nearest first; own customers first among equals."""
    words = (asked.whole[-1], *asked.parts, *asked.heard)
    grams = {pair for each in words for pair in names.pairs(each[:COMPARED])}
    candidates = await finding.sharing(work.session, grams, work.actor.id)
    scored = [(-likeness(asked, each.keys, each.firm), not each.mine, each.customer_id) for each in candidates]
    near = [customer_id for score, _, customer_id in sorted(scored) if score]
    return await finding.by_ids(work.session, near[:CHOICES])


def _once(customers: Sequence[Customer]) -> list[Customer]:
    return list({each.id: each for each in customers}.values())[:CHOICES]
