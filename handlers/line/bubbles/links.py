"""Linked, linked already, or a code that did not work; and how codes work."""

from crm import etiquette
from crm.notices import AlreadyLinked, CodeRefused, HowToLink, LinkDeclined, Linked, LinkPage, LinkQuestion
from handlers.line import consents
from handlers.line import links as buttons
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


def how_to_link(notice: HowToLink, say: Phrases) -> list[kit.Message]:
    how = say("links.how")
    return (
        [kit.flex(how, kit.bubble([kit.paragraph(how)], footer=page_button(say)))] if notice.page else [kit.text(how)]
    )


def page_button(say: Phrases) -> list[kit.Part]:
    """To the page where a code is typed: the address itself lives too short to stand in a message."""
    return [kit.button(say("links.type_code"), buttons.PAGE, say("links.type_code"))]


def link_page(notice: LinkPage, say: Phrases) -> list[kit.Message]:
    words = say("links.page", company=kit.firm(notice.company, say))
    return [kit.flex(words, kit.bubble([kit.paragraph(words)], footer=[kit.link(say("links.open_page"), notice.url)]))]


def link_question(notice: LinkQuestion, say: Phrases) -> list[kit.Message]:
    """Is this you? Nothing is shown but the name, because it may be somebody else's."""
    who = {
        "name": etiquette.outward(notice.name, say.language),
        "company": kit.firm(notice.company, say),
        "staff": etiquette.own_staff(notice.rep, notice.company, say.language),
    }
    question = say("links.is_it_you", **who)
    bubble = kit.bubble(
        [kit.title(question), kit.paragraph(say("links.is_it_you_why", **who))],
        footer=[
            kit.button(say("links.it_is_me"), buttons.data(notice.offer_id, buttons.YES), say("links.it_is_me")),
            kit.button(say("links.not_me"), buttons.data(notice.offer_id, buttons.NO), say("links.not_me")),
        ],
    )
    return [kit.flex(question, bubble)]


def link_declined(notice: LinkDeclined, say: Phrases) -> list[kit.Message]:
    return [kit.text(say("links.question_over" if notice.over else "links.somebody_else"))]
