"""When something went wrong on our side."""

from crm.notices import Apology
from handlers.line.bubbles import kit
from handlers.locales import Phrases


def apology(notice: Apology, say: Phrases) -> list[kit.Message]:
    return [kit.text(say("line.apology", reference=notice.reference))]
