"""Finding what was said with customers in LINE, however it was typed."""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from crm.notices import FoundLine, MessagesFound
from crm.refusals import Refusal, Refused, TextTooLong
from crm.roles import TABLE, Reach, rule
from crm.work import Work
from storage.relay import search
from storage.relay.search import NEWEST, Found
from storage.relay.waits import Whose
from storage.tables import Message

PAGE = 10
MOST_WORDS, LONGEST = 8, 100
# Characters before and behind the words that were looked for.
BEFORE, AFTER = 30, 60


@dataclass(frozen=True)
class NothingToFind(Refusal):
    """No words to look for."""


def level(text: str) -> str:
    """The words as they are searched: full and half width, capitals and small letters, all white space are alike."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


async def index(work: Work, messages: Iterable[Message]) -> None:
    """For whoever keeps messages: make these new ones found by their words."""
    await search.put(work.session, {each.id: level(each.text) for each in messages})


async def respell(work: Work, texts: Mapping[int, str]) -> None:
    """For whoever changes words or takes them away (""): these messages, by number, are found by what they say now."""
    await search.drop(work.session, texts)
    await search.put(work.session, {number: level(text) for number, text in texts.items()})


async def index_again(work: Work, after: int, limit: int) -> int | None:
    """For a restore, whose files hold no keys: the next messages above `after`; returns the last one's number."""
    page = await search.spoken(work.session, after, limit)
    await search.put(work.session, {number: level(text) for number, text in page})
    return page[-1][0] if page else None


@rule("talks.find")
async def find(work: Work, text: str, before: int = NEWEST) -> MessagesFound:
    """Messages with all words of `text`, both directions, the newest first, of those customers whom the actor reaches.

    `before`: where the page before ended.

    Raises:
        Refused: NothingToFind, TextTooLong.
    """
    words = list(dict.fromkeys(level(text).split()))
    if not words:
        raise Refused(NothingToFind())
    if len(text) > LONGEST or len(words) > MOST_WORDS:
        raise Refused(TextTooLong(LONGEST))
    found = await search.find(work.session, words, _whose(work), before, PAGE + 1)
    page = found[:PAGE]
    older = page[-1].message.id if len(found) > PAGE else None
    return MessagesFound(" ".join(text.split()), tuple(_line(each, words[0]) for each in page), before == NEWEST, older)


def _whose(work: Work) -> Whose:
    reach = TABLE[work.rule].get(work.actor.role, Reach.OWN)
    return Whose(work.actor.id, None if reach is Reach.ALL else work.actor.teams if reach is Reach.TEAM else ())


def _line(found: Found, word: str) -> FoundLine:
    customer, message = found.customer, found.message
    before, hit, after = excerpt(message.text, word)
    return FoundLine(
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        at=message.at,
        direction=message.direction,
        by=found.by.full_name if found.by else "",
        before=before,
        hit=hit,
        after=after,
    )


def excerpt(text: str, word: str) -> tuple[str, str, str]:
    """What stands before the first `word` (levelled), the word as it was typed, and what stands behind it.

    Levelling changes lengths (㈱ is three characters, ｶﾞ one), so the place is looked for in what was typed: the
    shortest beginning of the text that has the word ends with it, and the shortest end of that begins with it.
    """
    plain = " ".join(text.split())
    if word not in level(plain):
        return "", "", plain[: BEFORE + AFTER]
    end = _least(len(plain), lambda at: word in level(plain[:at]))
    start = end - _least(end, lambda length: word in level(plain[end - length : end]))
    first = max(0, start - BEFORE)
    before = ("…" if first else "") + plain[first:start]
    return before, plain[start:end], plain[end : end + AFTER] + ("…" if end + AFTER < len(plain) else "")


def _least(most: int, holds: Callable[[int], bool]) -> int:
    """The least number up to `most` for which it holds; for all greater ones it holds too."""
    return bisect_left(range(most), True, key=holds)
