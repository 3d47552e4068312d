"""One tap on one of eleven buttons."""

from crm.voice import surveys
from crm.voice.surveys import Tap
from crm.work import Work
from handlers.line.heard import Heard
from handlers.locales import phrases

NPS = surveys.NPS


def data(token: str, score: int) -> str:
    """What a button carries. The token is looked up and must have been given to the presser."""
    return f"{NPS}:{token}:{score}"


async def tapped(work: Work, heard: Heard) -> None:
    _, token, score = [*heard.data.split(":"), "", ""][:3]
    await surveys.answer(work, Tap(heard.user or "", token, _score(score), heard.at), heard.reply, followup)


def followup(language: str, score: int) -> str:
    """What the owner of a low score owes, in the owner's language."""
    return phrases(language)("cases.followup", score=score)


def _score(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 2 else None
