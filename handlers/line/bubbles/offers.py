"""Why a picture that was scanned gives no points."""

from crm.notices import OfferRefused
from handlers.line.bubbles import kit
from handlers.locales import Phrases


def offer_refused(notice: OfferRefused, say: Phrases) -> list[kit.Message]:
    return [kit.text(say(f"offers.refused_{notice.why}"))]
