"""The letters of a handover, each in the name of whoever writes it, and the question a month later."""

from crm import etiquette
from crm.handovers import wordings
from crm.notices import HandoverFarewell, HandoverGreeting, PulseQuestion, PulseThanks
from handlers import handover_letters
from handlers.line import handovers
from handlers.line.bubbles import kit
from handlers.locales import Phrases

_LOW, _HIGH = 2, 4


def farewell(notice: HandoverFarewell, say: Phrases) -> list[kit.Message]:
    return kit.signed([kit.text(_letter(notice, say))], notice.predecessor)


def greeting(notice: HandoverGreeting, say: Phrases) -> list[kit.Message]:
    return kit.signed([kit.text(_letter(notice, say))], notice.successor)


def _letter(notice: HandoverFarewell | HandoverGreeting, say: Phrases) -> str:
    return wordings.fill(
        handover_letters.in_language(notice.text, say.language, notice.company),
        customer=etiquette.outward(notice.customer, say.language),
        predecessor=_bare(notice.predecessor, say),
        successor=_bare(notice.successor, say),
        day=say.bare_day(notice.day),
    )


def _bare(name: str, say: Phrases) -> str:
    """One of our own before a customer; the letter itself says whose."""
    return etiquette.own_staff(name, "", say.language, "consumer")


def pulse_question(notice: PulseQuestion, say: Phrases) -> list[kit.Message]:
    """Five buttons alike and in view, so that nothing leads; only the ends are worded."""
    who = {
        "name": etiquette.outward(notice.name, say.language),
        "company": kit.firm(notice.company, say),
        "staff": etiquette.own_staff(notice.rep, "", say.language),
    }
    buttons = [
        kit.button(str(score), handovers.data(notice.token, score), say("pulse.said", score=score))
        for score in range(1, 6)
    ]
    bubble = kit.bubble(
        [
            kit.title(say("pulse.title")),
            kit.paragraph(say("pulse.question", **who)),
            kit.small(say("pulse.lowest")),
            kit.row(buttons),
            kit.small(say("pulse.highest"), align="end"),
            kit.small(say("pulse.purpose", **who)),
        ]
    )
    return [kit.flex(say("pulse.alt", **who), bubble)]


def pulse_thanks(notice: PulseThanks, say: Phrases) -> list[kit.Message]:
    key = "pulse.changed" if notice.changed else "pulse.thanks"
    thanks = say(key, name=etiquette.outward(notice.name, say.language), score=notice.score)
    return [kit.text(f"{thanks}\n{say(_asking(notice)) if notice.asks else say('surveys.heard')}")]


def _asking(notice: PulseThanks) -> str:
    if notice.score <= _LOW:
        return "pulse.ask_low"
    return "pulse.ask_high" if notice.score >= _HIGH else "pulse.ask_middle"
