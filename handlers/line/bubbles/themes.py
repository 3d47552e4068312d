"""You said, we did: in the customer's own words, and what became of them."""

from crm import etiquette
from crm.notices import YouSaidWeDid
from handlers.line.bubbles import kit
from handlers.locales import Phrases

QUOTED = 200


def you_said_we_did(notice: YouSaidWeDid, say: Phrases) -> list[kit.Message]:
    name = etiquette.outward(notice.customer, say.language)
    said = say("themes.you_said", name=name, company=kit.firm(notice.company, say), words=kit.cut(notice.words, QUOTED))
    return [kit.text(f"{said}\n\n{notice.done}\n\n{say('themes.thanks')}")]
