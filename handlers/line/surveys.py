"""One tap on one of the buttons of a scale."""

from crm.surveys import askings, surveys
from crm.surveys.answers import Tap
from crm.work import Work
from handlers.line.heard import Heard
from handlers.locales import phrases

NPS = surveys.NPS
SCORED = tuple(askings.SCORED)


def data(token: str, score: int, kind: str = NPS) -> str:
    """What a button carries. The token is looked up and must have been given to the presser."""
    return f"{kind}:{token}:{score}"


def tap_of(heard: Heard) -> Tap:
    """The button that was pressed, whatever survey it is of."""
    kind, token, score = [*heard.data.split(":"), "", ""][:3]
    return Tap(heard.user or "", token, _score(score), heard.at, kind)


async def tapped(work: Work, heard: Heard) -> None:
    await surveys.answer(work, tap_of(heard), heard.reply, followup)


def followup(language: str, score: int) -> str:
    """What the owner of a low score owes, in the owner's language."""
    return phrases(language)("cases.followup", score=score)


def _score(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 2 else None
