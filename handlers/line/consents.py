"""The two buttons of the question for consent; the words 停止 and 再開 come as messages."""

from crm.privacy import consents
from crm.work import Work
from handlers.line.heard import Heard

CONSENT = "consent"
YES, NO = "yes", "no"


def data(link_id: str, choice: str) -> str:
    """What a button carries. The link is looked up and must be the presser's own."""
    return f"{CONSENT}:{choice}:{link_id}"


async def pressed(work: Work, heard: Heard) -> None:
    _, choice, link_id = [*heard.data.split(":"), "", ""][:3]
    if choice in {YES, NO} and link_id.isdecimal() and len(link_id) < 19:
        await consents.decide(work, heard.user or "", int(link_id), heard.at, heard.reply, granted=choice == YES)
