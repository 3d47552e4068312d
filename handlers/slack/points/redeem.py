"""/redeem: a reward's code is confirmed, or a telephone let in that can scan it."""

from crm.notices import RewardConfirmed
from crm.points.rewards import passes, tills
from crm.work import Work
from handlers.slack import usage
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard
from handlers.slack.say import refused, sentence

END = frozenset({"端末解除", "解除", "end", "lock"})


async def command(work: Work, heard: Heard) -> Answer:
    """`/redeem 12345678`, `/redeem 1234 5678 田中様`; `/redeem`: a telephone as the till; `/redeem 端末解除`."""
    text = heard.text.strip()
    if not text:
        return Tell(await passes.open_(work))
    if text.casefold() in usage.WORDS:
        return await usage.of(work, "redeem")
    if text.casefold() in END:
        await passes.end(work)
        return sentence("till.ended")
    found = await tills.confirm(work, text)
    return Tell(found) if isinstance(found, RewardConfirmed) else refused(found)


async def take_back(work: Work, heard: Heard) -> Answer:
    """`value` is the redemption."""
    return Tell(await tills.take_back(work, int(heard.value)), replace=True)
