"""A tier: reached with all that it brings, about to end with what would keep it, and ended."""

from crm import etiquette
from crm.notices import TierEnding, TierLowered, TierReached
from handlers.line.bubbles import kit
from handlers.locales import Phrases

USUAL = 100


def tier_reached(notice: TierReached, say: Phrases) -> list[kit.Message]:
    who = _who(notice.customer, notice.company, say)
    parts = [kit.title(say("tiers.reached_title", tier=notice.tier))]
    parts.append(kit.paragraph(say("tiers.reached", tier=notice.tier, **who)))
    brings = [say("tiers.perk", perk=each) for each in notice.perks]
    if notice.rate > USUAL:
        brings.append(say("tiers.rate", percent=notice.rate))
    if brings:
        parts += [kit.small(say("tiers.brings")), kit.paragraph("\n".join(brings))]
    return [kit.flex(say("tiers.reached", tier=notice.tier, **who), kit.bubble(parts))]


def tier_ending(notice: TierEnding, say: Phrases) -> list[kit.Message]:
    amount = say(f"tiers.amount_{notice.by}", amount=f"{notice.missing:,}")
    said = say(
        "tiers.ending",
        tier=notice.tier,
        until=say.day(notice.until),
        amount=amount,
        **_who(notice.customer, notice.company, say),
    )
    after = say("tiers.afterwards", tier=notice.next) if notice.next else say("tiers.afterwards_none")
    return [kit.text(f"{said}\n\n{after}")]


def tier_lowered(notice: TierLowered, say: Phrases) -> list[kit.Message]:
    key = "tiers.lowered" if notice.tier else "tiers.lowered_to_none"
    who = _who(notice.customer, notice.company, say)
    return [kit.text(say(key, before=notice.before, tier=notice.tier, **who))]


def _who(customer: str, company: str, say: Phrases) -> dict[str, str]:
    return {"name": etiquette.outward(customer, say.language), "company": kit.firm(company, say)}
