"""The forms of a case: a new one, how far it is, and asking a colleague."""

from crm.cases import opening, routing, steps
from crm.notices import CaseCard
from handlers.locales import Phrases
from handlers.slack.answers import View
from handlers.slack.blocks import kit, words
from storage.tables import Customer


def new(customer: object, said: str, say: Phrases) -> View:
    """`customer`: whom it is about (None: the form asks); `said` is what was typed already."""
    known = customer if isinstance(customer, Customer) else None
    whom = (
        kit.section(f"*{words.customer(known.name, known.company.name if known.company else None, say)}*")
        if known
        else kit.field(
            "customer", say("cases.form_customer"), kit.typeahead("customer.options", say("cases.form_find"))
        )
    )
    typed = kit.words("words", initial=said[: opening.WORDS], multiline=True, most=opening.WORDS)
    blocks = [whom, kit.field("words", say("cases.form_words"), typed, hint=say("cases.form_words_hint"))]
    form = kit.modal("case.new", say("cases.form_new"), say("cases.form_open"), say("form.cancel"), blocks)
    return form | {"private_metadata": str(known.id) if known else ""}


def progress(card: CaseCard, say: Phrases) -> View:
    """How far it is, and what was found; `private_metadata` is the case."""
    chosen = card.step if card.step in steps.STEPS else steps.STEPS[0]
    options = [kit.option(say(f"cases.step_{each}"), each) for each in steps.STEPS]
    texts = {"cause": card.cause, "prevention": card.prevention, "given": card.given}
    blocks = [
        kit.section(f"*{words.customer(card.customer, card.company, say)}*"),
        kit.field("step", say("cases.form_step"), kit.select("step", "—", options, chosen)),
        *(
            kit.field(
                name,
                say(f"cases.form_{name}"),
                kit.words(name, initial=text or "", multiline=True, most=steps.LONGEST),
                optional=True,
            )
            for name, text in texts.items()
        ),
    ]
    form = kit.modal("case.work", say("cases.form_work"), say("form.save"), say("form.cancel"), blocks)
    return form | {"private_metadata": str(card.case_id)}


def route(card: CaseCard, say: Phrases) -> View:
    """Which colleague is asked, and what for."""
    blocks = [
        kit.section(say("cases.form_route_why", who=words.customer(card.customer, card.company, say))),
        kit.field("helper", say("cases.form_helper"), kit.person("helper")),
        kit.field("note", say("cases.form_note"), kit.words("note", multiline=True, most=routing.NOTE), optional=True),
    ]
    form = kit.modal("case.route", say("cases.form_route"), say("cases.form_ask"), say("form.cancel"), blocks)
    return form | {"private_metadata": str(card.case_id)}


def helped(card: CaseCard, say: Phrases) -> View:
    """What the colleague has done about it."""
    blocks = [
        kit.section(f"*{words.customer(card.customer, card.company, say)}*"),
        kit.field(
            "words", say("cases.form_done"), kit.words("words", multiline=True, most=routing.NOTE), optional=True
        ),
    ]
    form = kit.modal("case.help", say("cases.form_helped"), say("cases.form_tell"), say("form.cancel"), blocks)
    return form | {"private_metadata": str(card.case_id)}
