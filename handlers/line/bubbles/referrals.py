"""One's own code for friends, with words to pass on; and what came of a friend's code."""

from crm import etiquette
from crm.house import House
from crm.notices import ReferralCard, ReferralEarned, ReferralMet, ReferralRefused
from crm.voice.invites import line_link
from handlers.line.bubbles import kit
from handlers.locales import Phrases


def card(notice: ReferralCard, say: Phrases) -> list[kit.Message]:
    """The card, and by itself what a customer passes on to a friend with two taps."""
    company = kit.firm(notice.company, say)
    offer = say(_offer(notice), company=company, referrer=f"{notice.referrer:,}", friend=f"{notice.friend:,}")
    parts = [
        kit.title(say("referrals.title")),
        kit.paragraph(offer),
        kit.paragraph(say("referrals.code", code=notice.code)),
        kit.small(say("referrals.within", days=notice.days)),
        kit.small(say("referrals.pass_on")),
    ]
    alt = say("referrals.code", code=notice.code)
    return [kit.flex(alt, kit.bubble(parts)), kit.text(_words(notice, company, say))]


def _offer(notice: ReferralCard) -> str:
    if notice.referrer and notice.friend:
        return "referrals.offer"
    return "referrals.offer_referrer" if notice.referrer else "referrals.offer_friend"


def _words(notice: ReferralCard, company: str, say: Phrases) -> str:
    if not notice.account:
        return say("referrals.words", company=company, code=notice.code)
    link = line_link(House(line_basic_id=notice.account), say("referrals.sentence", code=notice.code))
    return say("referrals.words_link", company=company, link=link)


def met(notice: ReferralMet, say: Phrases) -> list[kit.Message]:
    company = kit.firm(notice.company, say)
    key = "referrals.met" if notice.points else "referrals.met_nothing"
    said = [say(key, company=company, points=f"{notice.points:,}", days=notice.days)]
    said += [] if notice.linked else [say("referrals.met_unknown")]
    return [kit.text("\n\n".join(said))]


def refused(notice: ReferralRefused, say: Phrases) -> list[kit.Message]:
    return [kit.text(say(f"referrals.refused_{notice.why}", company=kit.firm(notice.company, say)))]


def earned(notice: ReferralEarned, say: Phrases) -> list[kit.Message]:
    key = "referrals.earned_friend" if notice.friend else "referrals.earned"
    name, company = etiquette.outward(notice.customer, say.language), kit.firm(notice.company, say)
    points, balance = f"{notice.points:,}", f"{notice.balance:,}"
    return [kit.text(say(key, name=name, company=company, points=points, balance=balance))]
