"""/inbox さがす: what was said with customers in LINE, page by page from the newest on."""

from crm.relay import search
from crm.work import Work
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard
from handlers.slack.say import sentence

WORDS = frozenset({"search", "find", "さがす", "探す", "検索"})


async def of(work: Work, text: str) -> Answer:
    """The newest messages with these words."""
    return Tell(await search.find(work, text)) if text.strip() else sentence("search.usage")


async def turned(work: Work, heard: Heard) -> Answer:
    """`value` is the number of the message behind which the page begins ("" for the newest), and the words."""
    before, _, words = heard.value.partition(":")
    found = await (search.find(work, words, int(before)) if before else search.find(work, words))
    return Tell(found, replace=True)
