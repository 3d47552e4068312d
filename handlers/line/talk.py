"""Buttons of the menu that lead to a person, and the two taps that end a link."""

from crm.voice import my_reps, unlinking
from crm.work import Work
from handlers.line.heard import Heard
from handlers.line.links import YES, choice_of

MY_REP = "my_rep"
UNLINK = "unlink"


def unlink_data(link_id: int) -> str:
    """What the second button carries. The link is looked up and must be the presser's own."""
    return f"{UNLINK}:{YES}:{link_id}"


async def my_rep(work: Work, heard: Heard) -> None:
    await my_reps.show(work, heard.user or "", heard.at, heard.reply)


async def unlink(work: Work, heard: Heard) -> None:
    choice, link_id = choice_of(heard)
    if not choice:
        await unlinking.begin(work, heard.user or "", heard.at, heard.reply)
    elif choice == YES and link_id:
        await unlinking.end_own(work, heard.user or "", link_id, heard.at, heard.reply)
