"""What stops or goes on, and how to undo it."""

from crm.notices import ConsentNoted
from handlers.line.bubbles import kit
from handlers.locales import Phrases


def consent_noted(notice: ConsentNoted, say: Phrases) -> list[kit.Message]:
    key = "consents.granted" if notice.granted else "consents.stopped"
    return [kit.text(say(key, company=kit.firm(notice.company, say), what=purposes(notice.purposes, say)))]


def purposes(names: tuple[str, ...], say: Phrases) -> str:
    """「アンケート、ご案内、お誕生日のご挨拶」."""
    return say.list(tuple(say(f"consents.what_{name}") for name in names))
