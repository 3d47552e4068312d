"""「やめる」: the way out of any of our dialogues. What comes next is for a person.

Who has a customer's next words: an urgent word always goes to a person; else, while a question of ours awaits words,
that question (the latest one, for a day at most); else a person. Words that one of us sends end what we awaited: what
the customer writes then is an answer to them.
"""

from datetime import datetime

from crm import post
from crm.notices import DialogueLeft
from crm.post import Reply
from crm.surveys import answers, own
from crm.voice.plain import plain
from crm.work import Work
from storage.tables import LineUser

_WORDS = frozenset({"やめる", "やめます", "止める", "quit", "leave"})


async def leave(work: Work, account: LineUser, text: str, at: datetime, reply: Reply | None) -> bool:
    """Whether the words led out of a dialogue, which has been confirmed. Without one they are for a person."""
    if plain(text) not in _WORDS:
        return False
    if not (await answers.awaits(work, account, at) or await own.awaits(work, account, at)):
        return False
    await answers.leave(work, account, at)
    await post.to_line(work, account, DialogueLeft(work.house.company), reply=reply)
    return True
