"""/inbox: who waits for an answer, and what was said before."""

from crm.relay import inbox, waits
from crm.work import Work
from handlers.slack import usage
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard
from handlers.slack.records.customers import first_word
from handlers.slack.relay import search
from handlers.slack.say import sentence

WHOSE = {
    **dict.fromkeys(("", "mine", "自分"), inbox.MINE),
    **dict.fromkeys(("team", "チーム"), inbox.TEAM),
    **dict.fromkeys(("all", "全員"), inbox.ALL),
}
# As much of an unknown word is said again.
LONGEST_WORD = 20


async def command(work: Work, heard: Heard) -> Answer:
    """`/inbox`, `/inbox チーム`, `/inbox 全員`, `/inbox さがす 納期`."""
    word, rest = first_word(heard.text)
    if word in search.WORDS:
        return await search.of(work, rest)
    if word in WHOSE:
        return Tell(await inbox.show(work, WHOSE[word]))
    if word in usage.WORDS:
        return await usage.of(work, "inbox")
    return sentence("inbox.unknown", word=word[:LONGEST_WORD])


async def opened(work: Work, heard: Heard) -> Answer:
    """`value` is one of crm.relay.inbox.WHOSE."""
    return Tell(await inbox.show(work, heard.value))


async def turned(work: Work, heard: Heard) -> Answer:
    """`value` is whose list it is, and the number of the page, from 0."""
    whose, _, page = heard.value.partition(":")
    return Tell(await inbox.show(work, whose, int(page)), replace=True)


async def settle(work: Work, heard: Heard) -> Answer:
    """No answer is needed; `value` is the customer, and in a list whose list it is and which page."""
    number, _, place = heard.value.partition(":")
    whose, _, page = place.partition(":")
    ended = await waits.settle(work, int(number))
    if whose:
        return Tell(await inbox.show(work, whose, int(page)), replace=True)
    return sentence("inbox.settled" if ended is not None else "inbox.answered")
