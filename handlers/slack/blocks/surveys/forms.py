"""The form of a simple survey: a title, when it ends, and up to five questions."""

from collections.abc import Sequence

from crm.surveys import askings
from crm.surveys.drafts import KINDS, REMIND, TITLE
from crm.surveys.occasions import OCCASIONS
from crm.surveys.questions import WORDS
from handlers.locales import Phrases
from handlers.slack.answers import View
from handlers.slack.blocks import kit
from storage.tables import Survey

QUESTIONS = 5
YES = "yes"
CHOICES = 500


def new_form(say: Phrases) -> View:
    """`words_1`, `kind_1`, `choices_1` and so on; only the first question must be there."""
    anonymous = kit.ticks("anonymous", [kit.option(say("survey_form.anonymous_tick"), YES)])
    blocks = [
        kit.field("title", say("survey_form.title"), kit.words("title", most=TITLE)),
        *(block for number in range(1, QUESTIONS + 1) for block in _question(number, say)),
        kit.divider(),
        kit.field("closes_on", say("survey_form.closes_on"), kit.day("closes_on"), optional=True),
        kit.field(
            "remind_after",
            say("survey_form.remind_after"),
            kit.words("remind_after", most=2),
            optional=True,
            hint=say("survey_form.remind_hint", least=REMIND[0], most=REMIND[1]),
        ),
        kit.field(
            "anonymous",
            say("survey_form.anonymous"),
            anonymous,
            optional=True,
            hint=say("survey_form.anonymous_hint"),
        ),
    ]
    return kit.modal("survey.new", say("survey_form.new"), say("form.save"), say("form.cancel"), blocks)


def _question(number: int, say: Phrases) -> list[kit.Block]:
    kinds = [kit.option(say(f"survey_form.kind_{kind}"), kind) for kind in KINDS]
    return [
        kit.divider(),
        kit.field(
            f"words_{number}",
            say("survey_form.question", number=number),
            kit.words("words", multiline=True, most=WORDS),
            optional=number > 1,
        ),
        kit.field(f"kind_{number}", say("survey_form.kind"), kit.select("kind", "—", kinds, "scale")),
        kit.field(
            f"choices_{number}",
            say("survey_form.choices"),
            kit.words("choices", multiline=True, most=CHOICES),
            optional=True,
            hint=say("survey_form.choices_hint"),
        ),
    ]


def auto_form(own: Sequence[Survey], say: Phrases) -> View:
    """Which survey goes out by itself, after what, and how much later."""
    standing = [kit.option(say(f"survey_kind.{kind}"), kind) for kind in askings.SCORED]
    named = [kit.option(f"#{each.id} {each.title}", str(each.id)) for each in own if not each.anonymous]
    occasions = [kit.option(say(f"survey_auto.of_{each}"), each) for each in OCCASIONS]
    hours = kit.words("hours", initial="24", most=3)
    blocks = [
        kit.field("survey", say("survey_auto.survey"), kit.select("survey", "—", [*standing, *named], "csat")),
        kit.field("occasion", say("survey_auto.occasion"), kit.select("occasion", "—", occasions, "visit")),
        kit.field("hours", say("survey_auto.hours"), hours, hint=say("survey_auto.hours_hint")),
    ]
    return kit.modal("survey.auto", say("survey_auto.new"), say("form.save"), say("form.cancel"), blocks)


def send_form(survey_id: int, title: str, say: Phrases) -> View:
    """Whom to ask; `private_metadata` is the survey's number."""
    picker = kit.typeahead("customer.options", say("log.field_customer_hint"))
    blocks = [kit.section(f"*{kit.escape(title)}*"), kit.field("customer", say("log.field_customer"), picker)]
    form = kit.modal("survey.send", say("survey_form.send"), say("survey_form.send"), say("form.cancel"), blocks)
    return form | {"private_metadata": str(survey_id)}
