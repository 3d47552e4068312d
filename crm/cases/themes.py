"""You said, we did: what several customers ask for is one theme, and when it is done each of them hears of it."""

from collections.abc import Sequence
from datetime import timedelta

from crm import post
from crm.notices import (
    ThemeCard,
    ThemeInPerson,
    ThemeLine,
    ThemeList,
    ThemeVoice,
    YouSaidWeDid,
)
from crm.records import customers, occasions
from crm.refusals import Gone, NameMissing, OverQuota, Refused, TextTooLong, ThemeOver, WordsMissing
from crm.roles import must_reach, rule
from crm.surveys import askings, quotas, sending
from crm.work import Work
from storage import ledger
from storage.cases import themes
from storage.tables import Customer, LineUser, Theme, Voice
from storage.voice import links

TITLE, WORDS, DONE = 60, 1000, 1000
PAGE, SHOWN, CHOICES = 10, 5, 100
AGAIN = timedelta(days=30)
"""How long after they have heard of it customers are asked once more."""


@rule("themes.begin")
async def begin(work: Work, source: str, source_id: int) -> tuple[Customer, str, Sequence[Theme]]:
    """What there is to note: whose words, which, and the themes that are open.

    Raises:
        Refused: Gone, NotAllowed.
    """
    customer, words = await _words(work, source, source_id)
    return customer, words, await themes.open_(work.session, CHOICES)


async def _words(work: Work, source: str, source_id: int) -> tuple[Customer, str]:
    found = await (themes.message if source == "message" else themes.answer)(work.session, source_id)
    if found is None or found.customer_id is None:
        raise Refused(Gone())
    customer, owner = await customers.reached(work, found.customer_id)
    must_reach(work, owner)
    words = found.reason if hasattr(found, "reason") else found.text
    return customer, words or ""


@rule("themes.note")
async def note(work: Work, source: str, source_id: int, theme: int | str, words: str) -> Theme:
    """These words, perhaps only a part of them, belong to the theme (its number, or the title of a new one). The same
    words are noted once in each theme.

    Raises:
        Refused: Gone, NotAllowed, WordsMissing, TextTooLong, NameMissing, ThemeOver.
    """
    said = words.strip()
    if not said:
        raise Refused(WordsMissing())
    if len(said) > WORDS:
        raise Refused(TextTooLong(WORDS))
    customer, _ = await _words(work, source, source_id)
    chosen = await _theme(work, theme)
    known = await themes.known(work.session, chosen.id, source, source_id)
    if known is not None:
        known.words = said
        return chosen
    rep_id = work.actor.id if work.actor.kind == "rep" else None
    await work.save(
        Voice(
            theme_id=chosen.id,
            customer_id=customer.id,
            rep_id=rep_id,
            words=said,
            source=source,
            source_id=source_id,
        )
    )
    return chosen


async def _theme(work: Work, theme: int | str) -> Theme:
    if isinstance(theme, int):
        found = await themes.locked(work.session, theme)
        if found is None:
            raise Refused(Gone())
        if found.state != "open":
            raise Refused(ThemeOver(found.title))
        return found
    title = " ".join(theme.split())
    if not title:
        raise Refused(NameMissing())
    if len(title) > TITLE:
        raise Refused(TextTooLong(TITLE))
    # The slot makes a second person wait for the first one's commit, so that one title is one theme.
    await ledger.take(work.session, "theme", f"{title}:{work.today}", work.now)
    made = await themes.named(work.session, title) or Theme(title=title, made_by_id=work.actor.id or None)
    if not made.id:
        await work.save(made)
    return made


@rule("themes.list")
async def page(work: Work, number: int = 0) -> ThemeList:
    """All themes, those that most customers have raised in front; `number` counts from 0."""
    total = await themes.count(work.session)
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 0), pages - 1)
    lines = tuple(
        ThemeLine(each.theme.id, each.theme.title, each.theme.state, each.customers, each.told, each.last)
        for each in await themes.page(work.session, number * PAGE, PAGE)
    )
    return ThemeList(lines, number, pages, total, mine=_finishes(work))


@rule("themes.show")
async def show(work: Work, theme_id: int) -> ThemeCard:
    """One theme, with the newest of what was said.

    Raises:
        Refused: Gone.
    """
    theme = await themes.by_id(work.session, theme_id)
    if theme is None:
        raise Refused(Gone())
    voices = await themes.voices(work.session, theme.id, SHOWN)
    return ThemeCard(
        theme.id,
        theme.title,
        theme.state,
        await themes.raised_by(work.session, theme.id),
        tuple(ThemeVoice(customer.name, voice.words) for voice, customer in voices),
        theme.done or "",
        mine=_finishes(work),
    )


def _finishes(work: Work) -> bool:
    return work.actor.role in {"manager", "admin"}


@rule("themes.finish")
async def finish(work: Work, theme_id: int, done: str) -> int:
    """It is done: `done` is what customers will read of it. Everybody who raised it hears so in business hours.

    Returns how many customers that are.

    Raises:
        Refused: Gone, ThemeOver, WordsMissing, TextTooLong, OverQuota.
    """
    words = done.strip()
    if not words:
        raise Refused(WordsMissing())
    if len(words) > DONE:
        raise Refused(TextTooLong(DONE))
    theme = await themes.locked(work.session, theme_id)
    if theme is None:
        raise Refused(Gone())
    if theme.state != "open":
        raise Refused(ThemeOver(theme.title))
    number = await themes.raised_by(work.session, theme.id)
    await _must_fit(work, number)
    theme.state, theme.done, theme.done_at = "done", words, work.now
    return number


async def _must_fit(work: Work, number: int) -> None:
    """Nothing sent in bulk touches the part of LINE's messages that is kept for people's answers."""
    await quotas.ask(work)
    room = await quotas.room(work)
    if room is not None and not room.takes(number):
        total = room.total or 0
        raise Refused(OverQuota(number, room.left, total, room.used, room.promised, room.kept))


@rule("themes.tell")
async def tell(work: Work, due: Sequence[tuple[int, int]]) -> list[str]:
    """Each of these customers (theme, customer) hears once what became of what they had said; whom LINE does not reach,
    or who is not to be written to now, is told by their owner. A line for each message.
    """
    return [line for theme_id, customer_id in due for line in await _tell(work, theme_id, customer_id)]


async def _tell(work: Work, theme_id: int, customer_id: int) -> list[str]:
    customer, owner = await customers.reached(work, customer_id)
    theme = await themes.by_id(work.session, theme_id)
    voices = [each for each in await themes.said(work.session, theme_id, customer.id) if each.told_at is None]
    if theme is None or theme.done is None or not voices:
        return []
    for each in voices:
        each.told_at = work.now
    words, account = voices[-1].words, await _reachable(work, customer)
    if account is not None:
        notice = YouSaidWeDid(work.house.company, customer.name, words, theme.done)
        row = await post.to_line(work, account, notice, customer_id=customer.id)
    else:
        told = ThemeInPerson(customer.id, customer.name, theme.title, words, theme.done)
        row = await post.to_rep(work, owner, told, customer_id=customer.id)
    return [f"theme {theme_id}, customer {customer.id}: {row.kind}"]


async def _reachable(work: Work, customer: Customer) -> LineUser | None:
    if occasions.mourning_until(customer, work.today) is not None:
        return None
    accounts = await links.accounts_of(work.session, customer.id)
    return next((each for each in accounts if each.state == "friend"), None)


@rule("themes.ask")
async def ask(work: Work, due: Sequence[tuple[int, int]]) -> list[str]:
    """Ask these customers (theme, customer) once more how we do, where nothing speaks against asking them at all."""
    return [line for theme_id, customer_id in due for line in await _ask(work, theme_id, customer_id)]


async def _ask(work: Work, theme_id: int, customer_id: int) -> list[str]:
    customer, _ = await customers.reached(work, customer_id)
    for each in await themes.said(work.session, theme_id, customer.id):
        each.asked_at = each.asked_at or work.now
    try:
        account = await askings.account_of(work, customer)
        await askings.must_be_askable(work, customer, askings.NPS)
    except Refused:
        return []
    await sending.send(work, await askings.standing(work, askings.NPS), [(customer, account)])
    return [f"theme {theme_id}, customer {customer.id}: asked"]
