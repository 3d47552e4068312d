"""Linked, linked already, or a code that did not work; and how codes work."""

from crm import etiquette
from crm.notices import AlreadyLinked, CodeRefused, HowToLink, Linked
from handlers.line import consents
from handlers.line.bubbles import kit
from handlers.locales import Phrases


def linked(notice: Linked, say: Phrases) -> list[kit.Message]:
    """Greeted by name; then the question for consent, its purpose and the way to stop stated."""
    greeting = say(
        "links.greeting",
        name=etiquette.outward(notice.name, say.language),
        company=kit.firm(notice.company, say),
        staff=etiquette.own_staff(notice.rep, notice.company, say.language),
    )
    if not notice.token:
        return [kit.text(f"{greeting}\n\n{say('links.as_before')}")]
    return [kit.text(greeting), _consent(notice, say)]


def _consent(notice: Linked, say: Phrases) -> kit.Message:
    question = say("links.consent", company=kit.firm(notice.company, say))
    bubble = kit.bubble(
        [kit.title(say("links.consent_title")), kit.paragraph(question), kit.small(say("links.consent_stop"))],
        footer=[
            kit.button(say("links.yes"), consents.data(notice.token, consents.YES), say("links.said_yes")),
            kit.button(say("links.no"), consents.data(notice.token, consents.NO), say("links.said_no")),
        ],
    )
    return kit.flex(f"{say('links.consent_title')}: {question}", bubble)


def already_linked(notice: AlreadyLinked, say: Phrases) -> list[kit.Message]:
    return [kit.text(say("links.already", name=etiquette.outward(notice.name, say.language)))]


def code_refused(notice: CodeRefused, say: Phrases) -> list[kit.Message]:
    return [kit.text(say(f"links.refused_{notice.why}"))]


def how_to_link(_notice: HowToLink, say: Phrases) -> list[kit.Message]:
    return [kit.text(say("links.how"))]
