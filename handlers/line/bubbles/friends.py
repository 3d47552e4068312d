"""Welcome, and welcome back; and in the name of the rep who brought them."""

from crm import etiquette
from crm.notices import RepGreeting, Welcome
from handlers.line.bubbles import kit
from handlers.locales import Phrases


def welcome(notice: Welcome, say: Phrases) -> list[kit.Message]:
    key = "friends.back" if notice.back else "friends.welcome"
    return [kit.text(say(key, company=kit.firm(notice.company, say)))]


def rep_greeting(notice: RepGreeting, say: Phrases) -> list[kit.Message]:
    staff = etiquette.own_staff(notice.rep, notice.company, say.language)
    return kit.signed([kit.text(say("friends.rep_greeting", staff=staff))], notice.rep)
