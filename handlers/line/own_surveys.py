"""One tap on an answer to a survey of the company's own, by name or by nobody's name."""

from crm.surveys import ballots, own
from crm.surveys.ballots import Vote
from crm.surveys.own import OwnTap
from crm.work import Work
from handlers.line.heard import Heard
from handlers.locales import LANGUAGES

OWN, BALLOT = "own", "ballot"


def data(token: str, question: str, answer: str) -> str:
    """What a button carries; all of it is looked up."""
    return f"{OWN}:{token}:{question}:{answer}"


def ballot_data(token: str, question: str, answer: str, language: str) -> str:
    """As `data`, and in which language to go on: nobody will know who it was."""
    return f"{BALLOT}:{token}:{question}:{answer}:{language}"


async def tapped(work: Work, heard: Heard) -> None:
    _, token, question, answer = [*heard.data.split(":"), "", "", ""][:4]
    await own.answer(work, OwnTap(heard.user or "", token, question, answer, heard.at), heard.reply)


async def voted(work: Work, heard: Heard) -> None:
    """Whoever it was is left at the door."""
    _, token, question, answer, language = [*heard.data.split(":"), "", "", "", ""][:5]
    known = language if language in LANGUAGES else heard.house.language
    await ballots.answer(work, Vote(token, question, answer, known, heard.seq), heard.reply)
