"""Refusals and mishaps as sentences, for whoever waits."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from crm.notices import Sentence
from crm.refusals import Refusal
from handlers.locales import Phrases
from handlers.slack.answers import Answer, Errors, Tell


def sentence(key: str, **parts: object) -> Tell:
    """One sentence of the catalogue."""
    return Tell(Sentence(key, {name: str(part) for name, part in parts.items()}))


def refused(refusal: Refusal) -> Tell:
    """The refusal as a sentence that says what to do next."""
    return Tell(Sentence(refusal_key(refusal), refusal_parts(refusal)), refused=True)


def refusal_key(refusal: Refusal) -> str:
    """`refused.` and the class name in snake case: NobodyFound is refused.nobody_found."""
    return "refused." + re.sub(r"(?<!^)(?=[A-Z])", "_", type(refusal).__name__).lower()


def refusal_parts(refusal: Refusal) -> dict[str, str]:
    return {key: str(value) for key, value in asdict(refusal).items()}


def mishap(reference: str, *, kept: bool) -> Tell:
    """Something went wrong on our side; `kept` means that we try again by ourselves."""
    return Tell(
        Sentence("mishap.kept" if kept else "mishap.again", {"reference": reference}), refused=True, lasting=True
    )


def undrawn(reference: str) -> Tell:
    """What was asked for has been done, but the page that shows it could not be drawn."""
    return Tell(Sentence("mishap.undrawn", {"reference": reference}), lasting=True)


def in_form(answer: Answer | None, view: Mapping[str, Any], say: Phrases) -> Answer | None:
    """A refusal said at the form's first field: a closed form would take everything typed with it."""
    inputs = [block["block_id"] for block in view.get("blocks", []) if block.get("type") == "input"]
    if not isinstance(answer, Tell) or not answer.refused or not isinstance(answer.notice, Sentence) or not inputs:
        return answer
    return Errors({inputs[0]: say(answer.notice.key, **answer.notice.parts)})
