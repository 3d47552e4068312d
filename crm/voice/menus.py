"""Which rich menu an account has: by whether we know whose it is, and by its language."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm import post
from crm.house import House
from crm.notices import WantMenu
from crm.roles import rule
from crm.work import Work
from storage.tables import Customer, LineUser
from storage.voice import line_users, links

UNLINKED, LINKED = "unlinked", "linked"
STATES = (UNLINKED, LINKED)
LANGUAGES = ("ja", "en")
BATCH = 500


@dataclass(frozen=True)
class Renewed:
    """How many accounts were looked at, and the last of them; 0 when there are no more."""

    looked_at: int
    last: int


def alias(state: str, language: str) -> str:
    """The name under which LINE knows the menu; another menu may take its place."""
    return f"kizuna-{state}-{language}"


def default(house: House) -> str:
    """What everybody sees who has none of their own."""
    return alias(UNLINKED, house.language)


async def settle(work: Work, account: LineUser, people: Sequence[Customer] | None = None) -> None:
    """For rules that have changed whose an account is, or its language: give it the menu that goes with that."""
    people = people if people is not None else await links.customers_of(work.session, account.id)
    await _give(work, account, _wanted(work.house, account, [each.language for each in people]))


@rule("menus.renew")
async def renew(work: Work, after: int) -> Renewed:
    """New menus were made: whoever had an old one, or should have another than everybody's, gets theirs (a batch)."""
    friends = await line_users.friends_after(work.session, after, BATCH)
    languages = await links.languages_of(work.session, [each.id for each in friends])
    for each in friends:
        # The old menus are gone, and LINE shows everybody's in their place.
        each.menu = None
        await _give(work, each, _wanted(work.house, each, languages.get(each.id, [])))
    return Renewed(len(friends), friends[-1].id if friends else 0)


def _wanted(house: House, account: LineUser, spoken: Sequence[str | None]) -> str:
    """`spoken`: the languages of the customers for whom the account speaks; none: it is nobody's yet."""
    own = account.chosen_language or next((each for each in spoken if each), None)
    return alias(LINKED if spoken else UNLINKED, own or _told(account.language) or house.language)


def _told(tag: str | None) -> str | None:
    """What LINE says of the telephone: whoever does not read Japanese reads English better."""
    if not tag:
        return None
    return "ja" if tag.lower().startswith("ja") else "en"


async def _give(work: Work, account: LineUser, menu: str) -> None:
    if account.state == "gone" or menu == (account.menu or default(work.house)):
        return
    account.menu = menu
    row = await post.to_line(work, account, WantMenu(menu))
    # A lane of its own: no word waits for a menu that LINE does not give.
    row.lane = f"menu:{account.user_id}"
