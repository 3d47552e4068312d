"""A wallet that is shared from now on, or no more."""

from crm import etiquette
from crm.notices import FamilyChanged
from handlers.line.bubbles import kit
from handlers.locales import Phrases


def changed(notice: FamilyChanged, say: Phrases) -> list[kit.Message]:
    name, who = etiquette.outward(notice.customer, say.language), etiquette.outward(notice.who, say.language)
    company, balance = kit.firm(notice.company, say), f"{notice.balance:,}"
    return [kit.text(say(f"families.told_{notice.what}", name=name, who=who, company=company, balance=balance))]
