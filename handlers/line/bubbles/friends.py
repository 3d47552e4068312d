"""Welcome, and welcome back."""

from crm.notices import Welcome
from handlers.line.bubbles import kit
from handlers.locales import Phrases


def welcome(notice: Welcome, say: Phrases) -> list[kit.Message]:
    key = "friends.back" if notice.back else "friends.welcome"
    return [kit.text(say(key, company=kit.firm(notice.company, say)))]
