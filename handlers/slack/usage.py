"""How a command is used, when somebody asks it for help."""

from crm import helps
from crm.work import Work
from handlers.slack.answers import Answer, Tell

WORDS = frozenset({"help", "ヘルプ", "使い方", "?", "？"})


async def of(work: Work, topic: str = "") -> Answer:
    """`topic` one of blocks.helps.TOPICS; "" is everything that the reader can do."""
    return Tell(await helps.show(work, topic))
