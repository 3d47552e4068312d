"""Limits of LINE's actions and URLs. Source: Messaging API reference, "Action objects".

Lengths are UTF-16 units, but labels and display texts count as people count (text-character-count).
"""

from sandbox.shape import Check, anything, by_type, choice, record, string
from sandbox.text import graphemes, utf16

LABEL, LABEL_IN_FLEX, LABEL_IN_IMAGE_CAROUSEL = 20, 40, 12
MOMENT = r"\d{4}-\d{2}-\d{2}([Tt]\d{2}:\d{2})?|\d{2}:\d{2}"


def units(most: int | None = None, least: int = 0) -> Check:
    return string(most, least, measure=utf16)


def people(most: int | None = None, least: int = 0) -> Check:
    return string(most, least, measure=graphemes)


def https(most: int = 2000) -> Check:
    """As LINE demands; what this machine itself serves is let through, for nobody else can fetch it."""
    return string(most, 1, pattern=r"https://\S+|http://(127\.0\.0\.1|localhost)[:/]\S*", said="invalid uri scheme")


def loose(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """Knows the properties with limits; what else may stand there is asked of the SDK's models."""
    return record({"type": anything, **required}, optional or {}, closed=False, nulls=True)


URI = string(1000, 1, pattern=r"(https?|line|tel|mailto|sms):\S+", said="invalid uri scheme")


def action(label: int = LABEL, *, labelled: bool = False) -> Check:
    """`labelled`: without a label the action cannot be shown (templates, buttons, quick replies)."""
    name: dict[str, Check] = {"label": people(label, 1)}
    required, optional = (name, {}) if labelled else ({}, name)
    data = {"data": units(300, 1)}
    pick: dict[str, Check] = {
        edge: string(pattern=MOMENT, said="invalid date-time") for edge in ("initial", "max", "min")
    }
    inputs = choice("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")
    return by_type(
        {
            "postback": loose(
                {**required, **data},
                {
                    **optional,
                    "displayText": people(300, 1),
                    "text": people(300, 1),
                    "inputOption": inputs,
                    "fillInText": units(300, 1),
                },
            ),
            "message": loose({**required, "text": units(300, 1)}, optional),
            "uri": loose({**required, "uri": URI}, optional),
            "datetimepicker": loose(
                {**required, **data, "mode": choice("date", "time", "datetime")}, {**optional, **pick}
            ),
            "camera": loose(required, optional),
            "cameraRoll": loose(required, optional),
            "location": loose(required, optional),
            "richmenuswitch": loose({**data, "richMenuAliasId": string(32, 1)}, name),
            "clipboard": loose({**required, "clipboardText": units(1000, 1)}, optional),
        }
    )
