"""Small pieces of phrasing that several messages share."""

from crm import etiquette
from crm.activities.loglines import CONTACT
from crm.cases import opening
from crm.handovers import aftercare
from crm.notices import Due
from handlers.locales import Phrases
from handlers.slack.blocks import kit


def customer(name: str, company: str | None, say: Phrases) -> str:
    """株式会社サクラ 田中一郎様, escaped."""
    return kit.escape(plain_customer(name, company, say))


def plain_customer(name: str, company: str | None, say: Phrases) -> str:
    """The same where nothing is mrkdwn: labels, options, buttons."""
    polite = etiquette.named(name, say.language)
    return f"{company} {polite}" if company else polite


def due(followup: Due, say: Phrases) -> str:
    """12月4日(金) 15:00 電話, marked when it is a promise to the customer."""
    line = f"*{say.when(followup.day, followup.time)}* {what(followup.what, say)}"
    return f"{line}  {say('followup.promise')}" if followup.promise else line


def what(text: str, say: Phrases) -> str:
    """The rep's own words, escaped; a follow-up without any is a contact, one of ours has its sentence."""
    return kit.escape(plain_what(text, say))


def plain_what(text: str, say: Phrases) -> str:
    """As `what`, for buttons: what is no mrkdwn needs no escaping."""
    if text in aftercare.TASKS or text == opening.TASK:
        return say(text)
    return text if text not in {"", CONTACT} else say("followup.contact")


def points(score: int, survey: str, say: Phrases) -> str:
    """8, or 2 of 5: who reads 2 takes it for one of ten otherwise."""
    return say(f"cases.points_{survey}", score=score) if survey in {"csat", "ces"} else str(score)


def kind(name: str, say: Phrases) -> str:
    return say(f"kind.{name}")
