"""The card of the settings, what we know in short, and the two questions before somebody is forgotten."""

from crm import etiquette
from crm.notices import (
    DisclosureSummary,
    ErasureAnswered,
    ErasureQuestion,
    ErasureReceipt,
    HourNoted,
    LanguageNoted,
    SettingsCard,
    WhoseData,
)
from handlers.line import privacy
from handlers.line.bubbles import kit
from handlers.locales import Phrases, phrases

# In the morning, at noon, in the afternoon, in the evening: any other hour can be written.
_HOURS = (9, 12, 17, 20)
_LABEL, _FACT, _MOST = 40, 200, 12
# Four beside each other would cut 「12時」 short on a phone.
_TWO = 2
_LANGUAGES = (("ja", "日本語"), ("en", "English"))


def settings_card(notice: SettingsCard, say: Phrases) -> list[kit.Message]:
    """One bubble: each purpose with its switch, the language, the hour; and the words for everything else."""
    title = say("privacy.settings")
    parts = [kit.title(title)]
    for name, on in notice.purposes:
        parts += _purpose(name, say, company=kit.firm(notice.company, say), on=on)
    parts += [kit.paragraph(say("privacy.language")), kit.row(_languages(notice, say))]
    hours = _hours(notice, say)
    parts += [kit.paragraph(_hour(notice, say)), *(kit.row(hours[at : at + _TWO]) for at in range(0, len(hours), _TWO))]
    parts += [kit.small(say("privacy.hour_hint"))]
    parts += [kit.small(say("privacy.more"))]
    return [kit.flex(title, kit.bubble(parts))]


def _purpose(name: str, say: Phrases, *, company: str, on: bool) -> list[kit.Part]:
    """What it is for, as the customer agrees to it or not (crm.privacy.consents.VERSIONS), and the other choice."""
    now = say("privacy.on" if on else "privacy.off", what=say(f"consents.what_{name}"))
    label = say("privacy.switch_off" if on else "privacy.switch_on")
    said = say("privacy.said_off" if on else "privacy.said_on", what=say(f"consents.what_{name}"))
    data = privacy.settings_data(name, privacy.OFF if on else privacy.ON)
    purpose = say(f"privacy.purpose_{name}", company=company)
    return [kit.paragraph(now), kit.small(purpose), kit.row([kit.button(label, data, said)])]


def _languages(notice: SettingsCard, say: Phrases) -> list[kit.Part]:
    chosen = notice.language or say.language
    return [
        kit.button(label, privacy.settings_data("language", name), label, style=_style(on=name == chosen))
        for name, label in _LANGUAGES
    ]


def _hour(notice: SettingsCard, say: Phrases) -> str:
    return say("privacy.hour", hour=notice.hour) if notice.hour is not None else say("privacy.no_hour")


def _hours(notice: SettingsCard, say: Phrases) -> list[kit.Part]:
    offered = [each for each in _HOURS if each in notice.hours] or list(notice.hours[:4]) or [12]
    return [
        kit.button(
            say("privacy.oclock", hour=each),
            privacy.settings_data("hour", str(each)),
            say("privacy.said_hour", hour=each),
            style=_style(on=each == notice.hour),
        )
        for each in offered
    ]


def _style(*, on: bool) -> str:
    return "primary" if on else "secondary"


def language_noted(notice: LanguageNoted, _say: Phrases) -> list[kit.Message]:
    return [kit.text(phrases(notice.language)("privacy.language_noted"))]


def hour_noted(notice: HourNoted, say: Phrases) -> list[kit.Message]:
    key = "privacy.hour_noted" if notice.hour == notice.asked else "privacy.hour_moved"
    return [kit.text(say(key, hour=notice.hour, asked=notice.asked))]


def whose_data(notice: WhoseData, say: Phrases) -> list[kit.Message]:
    make = _whose_erasure if notice.wish == privacy.ERASURE else privacy.disclosure_data
    buttons = [
        kit.button(kit.cut(name, _LABEL), make(number), name)
        for number, name in ((number, etiquette.outward(name, say.language)) for number, name in notice.people[:_MOST])
    ]
    question = say(f"privacy.whose_{notice.wish}")
    return [kit.flex(question, kit.bubble([kit.paragraph(question)], footer=buttons))]


def _whose_erasure(number: str) -> str:
    return privacy.erasure_data(privacy.WHOSE, number)


def erasure_question(notice: ErasureQuestion, say: Phrases) -> list[kit.Message]:
    """The way back is the button that stands out."""
    step = "last" if notice.last else "first"
    title = say(f"privacy.erasure_{step}_title")
    words = say(f"privacy.erasure_{step}", name=etiquette.outward(notice.name, say.language))
    go_on = privacy.erasure_data(privacy.CONFIRM if notice.last else privacy.GO_ON, notice.token)
    bubble = kit.bubble(
        [kit.title(title), kit.paragraph(words)],
        footer=[
            kit.button(
                say("privacy.erasure_leave"),
                privacy.erasure_data(privacy.LEAVE, notice.token),
                say("privacy.erasure_leave"),
                style="primary",
            ),
            kit.button(say(f"privacy.erasure_{step}_yes"), go_on, say(f"privacy.erasure_{step}_yes")),
        ],
    )
    return [kit.flex(f"{title}: {words}", bubble)]


def erasure_answered(notice: ErasureAnswered, say: Phrases) -> list[kit.Message]:
    return [kit.text(say(f"privacy.erasure_{notice.state}", receipt=notice.receipt))]


def erasure_receipt(notice: ErasureReceipt, _say: Phrases) -> list[kit.Message]:
    return [kit.text(phrases(notice.language)("privacy.erasure_done", receipt=notice.receipt))]


def disclosure_summary(notice: DisclosureSummary, say: Phrases) -> list[kit.Message]:
    """A few lines; everything is on the page, behind a button so that its address stays out of the talk's record."""
    title = say("privacy.disclosure_title", name=etiquette.outward(notice.name, say.language))
    facts = [f"{say(f'privacy.fact_{name}')}: {kit.cut(value, _FACT)}" for name, value in notice.facts]
    counts = [say("privacy.rows", noun=say(f"privacy.noun_{noun}"), number=number) for noun, number in notice.counts]
    end = say("privacy.disclosure_page") if notice.link else say("privacy.disclosure_by_hand")
    parts = [kit.title(title), kit.paragraph("\n".join(facts)), kit.paragraph("\n".join(counts) or "—"), kit.small(end)]
    link = [kit.link(say("privacy.disclosure_open"), notice.link)] if notice.link else []
    return [kit.flex(title, kit.bubble(parts, footer=link))]
