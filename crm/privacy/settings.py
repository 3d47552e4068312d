"""What a customer settles in the chat: what they are sent, in which language, and at which hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crm import post
from crm.notices import HourNoted, LanguageNoted, SettingsCard
from crm.post import Reply
from crm.privacy import consents, hours
from crm.roles import rule
from crm.voice import friends, menus
from crm.work import Work
from storage import ledger
from storage.tables import Customer, LineUser
from storage.voice import links

LANGUAGES = ("ja", "en")
# So long after the card was shown, 「夜8時に」 alone is an answer to it.
TALK = timedelta(hours=1)
_HOURS = 24


@rule("settings.show")
async def show(work: Work, user_id: str, at: datetime, reply: Reply | None) -> None:
    """The card of the settings, as they stand."""
    account = await friends.adopt(work, user_id, at)
    await answer(work, account, await links.customers_of(work.session, account.id), reply)


@rule("settings.purpose")
async def purpose(work: Work, user_id: str, name: str, at: datetime, reply: Reply | None, *, granted: bool) -> None:
    """Switch one of consents.PURPOSES on or off for everyone whom the account speaks for; other names do nothing."""
    account = await friends.adopt(work, user_id, at)
    concerned = await links.customers_of(work.session, account.id)
    if name in consents.PURPOSES and concerned:
        await consents.choose(work, account, concerned, {name: granted}, at, reply)


@rule("settings.language")
async def language(work: Work, user_id: str, chosen: str, at: datetime, reply: Reply | None) -> None:
    """Speak one of LANGUAGES with this account from now on; others change nothing."""
    account = await friends.adopt(work, user_id, at)
    if chosen in LANGUAGES:
        await speak(work, account, chosen, reply)


@rule("settings.hour")
async def hour(work: Work, user_id: str, chosen: int, at: datetime, reply: Reply | None) -> None:
    """Send what is not urgent in this hour (0 to 23) of the day; others change nothing."""
    account = await friends.adopt(work, user_id, at)
    if 0 <= chosen < _HOURS:
        await deliver_at(work, account, chosen, reply)


async def answer(work: Work, account: LineUser, concerned: Sequence[Customer], reply: Reply | None) -> None:
    """For rules that have found out who asks: the card, and for a while words about it are understood."""
    standing = await consents.standing(work, concerned) if concerned else {}
    card = SettingsCard(
        company=work.house.company,
        purposes=tuple(standing.items()),
        language=account.chosen_language,
        hour=account.delivery_hour,
        hours=hours.offered(work.house.business),
    )
    await ledger.count(work.session, _name(account), work.now, TALK)
    await post.to_line(work, account, card, customer_id=_first(concerned), reply=reply)


async def talking(work: Work, account: LineUser) -> bool:
    """Whether the settings were shown a short while ago."""
    return await ledger.counted(work.session, _name(account), work.now, TALK) > 0


async def speak(work: Work, account: LineUser, chosen: str, reply: Reply | None) -> None:
    """For rules that have found out who asks."""
    account.chosen_language = chosen
    await menus.settle(work, account)
    await post.to_line(work, account, LanguageNoted(chosen), reply=reply)


async def deliver_at(work: Work, account: LineUser, chosen: int, reply: Reply | None) -> None:
    """As `speak`. An hour that nobody may be disturbed at becomes the nearest that can be kept, and that is said."""
    account.delivery_hour = hours.nearest(work.house.business, chosen)
    await post.to_line(work, account, HourNoted(account.delivery_hour, chosen), reply=reply)


def _name(account: LineUser) -> str:
    return f"settings:{account.id}"


def _first(concerned: Sequence[Customer]) -> int | None:
    return concerned[0].id if concerned else None
