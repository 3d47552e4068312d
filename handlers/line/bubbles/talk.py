"""What a customer reads before a person answers: who looks after them, when we are back, and how to call."""

from crm import etiquette
from crm.notices import Away, DialogueLeft, MyRep, NoRepYet, RepAway, RepCard, Unlinked, UnlinkQuestion, UrgentHeard
from handlers.line import talk
from handlers.line.bubbles import kit, links
from handlers.locales import Phrases


def my_rep(notice: MyRep, say: Phrases) -> list[kit.Message]:
    """A card a rep; with several customers on one account each card says whom it is for."""
    several = len({name for card in notice.cards for name in card.customers}) > 1
    bubbles = [_card(notice, card, say, several=several) for card in notice.cards]
    names = say.list(tuple(_bare(card.rep, say) for card in notice.cards))
    contents = bubbles[0] if len(bubbles) == 1 else kit.carousel(bubbles)
    return [kit.flex(say("talk.rep_alt", staff=names), contents)]


def _card(notice: MyRep, card: RepCard, say: Phrases, *, several: bool) -> kit.Part:
    hours = card.hours or say("talk.company_hours", opens=f"{notice.opens:%-H:%M}", closes=f"{notice.closes:%-H:%M}")
    whom = [etiquette.outward(name, say.language) for name in card.customers]
    parts = [
        kit.small(say("talk.rep_of", names=say.list(tuple(whom))) if several and whom else say("talk.rep_label")),
        kit.title(_bare(card.rep, say)),
        kit.small(kit.firm(notice.company, say)),
        kit.paragraph(say("talk.hours", hours=hours)),
        kit.small(say("talk.write_here")),
    ]
    return kit.bubble(parts, footer=kit.call(say("talk.call"), notice.telephone), picture=card.photo_url)


def _bare(name: str, say: Phrases) -> str:
    return etiquette.own_staff(name, "", say.language, "consumer")


def no_rep_yet(notice: NoRepYet, say: Phrases) -> list[kit.Message]:
    return _told(say("talk.no_rep"), notice.telephone, say, page=notice.page)


def urgent_heard(notice: UrgentHeard, say: Phrases) -> list[kit.Message]:
    return _told(say("talk.urgent_call" if notice.telephone else "talk.urgent"), notice.telephone, say)


def away(notice: Away, say: Phrases) -> list[kit.Message]:
    staff = etiquette.own_staff(notice.rep, "", say.language) if notice.rep else say("talk.somebody")
    told = say("talk.away", staff=staff, back=say.when(notice.back_day, notice.back_at))
    words = [told, *([say("talk.away_call")] if notice.telephone else []), *([say("links.how_short")] * notice.hint)]
    return _told("\n\n".join(words), notice.telephone, say)


def rep_away(notice: RepAway, say: Phrases) -> list[kit.Message]:
    """Of our own people before a customer never with さん; who stands in is named without a title."""
    staff, deputy = (_bare(name, say) if name else "" for name in (notice.rep, notice.deputy))
    key = "talk.rep_away_deputy" if deputy else "talk.rep_away"
    told = say(key, staff=staff, deputy=deputy, back=say.day(notice.back))
    words = [told, *([say("talk.away_call")] if notice.telephone else [])]
    return _told("\n\n".join(words), notice.telephone, say)


def dialogue_left(_notice: DialogueLeft, say: Phrases) -> list[kit.Message]:
    return [kit.text(say("talk.left"))]


def _told(words: str, telephone: str, say: Phrases, *, page: bool = False) -> list[kit.Message]:
    """Plain words; with a telephone or a page for codes a bubble with buttons that lead there."""
    buttons = [*kit.call(say("talk.call"), telephone), *(links.page_button(say) if page else [])]
    if not buttons:
        return [kit.text(words)]
    return [kit.flex(words, kit.bubble([kit.paragraph(words)], footer=buttons))]


def unlink_question(notice: UnlinkQuestion, say: Phrases) -> list[kit.Message]:
    """The second tap; whoever changes their mind does nothing."""
    question = say("talk.unlink_question", company=kit.firm(notice.company, say))
    buttons = [
        kit.button(
            kit.cut(say("talk.unlink_one", name=etiquette.outward(name, say.language)), kit.LABEL // 2),
            talk.unlink_data(link_id),
            say("talk.unlink_said"),
        )
        for link_id, name in notice.links
    ]
    parts = [kit.title(say("talk.unlink_title")), kit.paragraph(question), kit.small(say("talk.unlink_keep"))]
    return [kit.flex(question, kit.bubble(parts, footer=buttons))]


def unlinked(notice: Unlinked, say: Phrases) -> list[kit.Message]:
    if not notice.name:
        return [kit.text(say("talk.not_linked"))]
    name = etiquette.outward(notice.name, say.language)
    return [kit.text(say("talk.unlinked", name=name, company=kit.firm(notice.company, say)))]
