"""/kizuna QR: a rep's own code, for a card on the counter or the back of a business card."""

from crm.voice import friend_codes
from crm.work import Work
from handlers import invite_page
from handlers.slack.answers import Answer
from handlers.slack.heard import Heard
from handlers.slack.say import sentence

WORDS = frozenset({"qr", "ＱＲ", "ｑｒ", "名刺", "card"})


async def show(work: Work, _heard: Heard) -> Answer:
    """The picture goes to one's own DM; here stands the link."""
    made = await friend_codes.show(work, invite_page.friend_sentence)
    return sentence("friend_codes.made", link=made.link)
