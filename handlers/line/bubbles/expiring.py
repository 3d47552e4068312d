"""Points that go soon, with what can be done with them; and points for a birthday."""

from crm import etiquette
from crm.notices import BirthdayPoints, ExpiryWarning
from handlers.line.bubbles import kit
from handlers.locales import Phrases

REWARDS = "points=rewards"
"""What the button of the rewards carries."""


def warning(notice: ExpiryWarning, say: Phrases) -> list[kit.Message]:
    name, company = etiquette.outward(notice.customer, say.language), kit.firm(notice.company, say)
    soon = sum(each.points for each in notice.leaves) + notice.more
    intro = say("expiring.intro", name=name, company=company, points=f"{soon:,}")
    lines = [say("expiring.line", day=say.day(each.day), points=f"{each.points:,}") for each in notice.leaves]
    lines += [say("expiring.more", points=f"{notice.more:,}")] if notice.more else []
    balance = "expiring.balance_shared" if notice.shared else "expiring.balance"
    parts = [
        kit.title(say("expiring.title")),
        kit.paragraph(intro),
        kit.paragraph("\n".join(lines)),
        *([kit.small(say("expiring.idle"))] if notice.idle else []),
        kit.small(say(balance, balance=f"{notice.balance:,}")),
    ]
    label = say("expiring.rewards")
    return [kit.flex(intro, kit.bubble(parts, footer=[kit.button(label, REWARDS, label, style="primary")]))]


def birthday(notice: BirthdayPoints, say: Phrases) -> list[kit.Message]:
    name, company = etiquette.outward(notice.customer, say.language), kit.firm(notice.company, say)
    points, balance = f"{notice.points:,}", f"{notice.balance:,}"
    return [kit.text(say("expiring.birthday", name=name, company=company, points=points, balance=balance))]
