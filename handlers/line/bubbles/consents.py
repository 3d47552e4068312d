"""What stops or goes on, and how to undo it."""

from crm.notices import ConsentNoted
from handlers.line.bubbles import kit
from handlers.locales import Phrases


def consent_noted(notice: ConsentNoted, say: Phrases) -> list[kit.Message]:
    key = "consents.granted" if notice.granted else "consents.stopped"
    return [kit.text(say(key, company=kit.firm(notice.company, say)))]
