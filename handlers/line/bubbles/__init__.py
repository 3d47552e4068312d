"""Notices as LINE messages: pure functions, one for each notice that customers hear."""

from collections.abc import Callable
from typing import Any

from crm import notices
from crm.notices import Notice
from handlers.line.bubbles import apologies, consents, friends, handovers, links, surveys
from handlers.line.bubbles.kit import Message
from handlers.locales import Phrases

Phrase = Callable[[Any, Phrases], list[Message]]

# WantProfile is said to nobody: delivery asks LINE instead.
PHRASES: dict[type[Notice], Phrase] = {
    notices.Welcome: friends.welcome,
    notices.Linked: links.linked,
    notices.AlreadyLinked: links.already_linked,
    notices.CodeRefused: links.code_refused,
    notices.HowToLink: links.how_to_link,
    notices.ConsentNoted: consents.consent_noted,
    notices.NpsQuestion: surveys.nps_question,
    notices.NpsThanks: surveys.nps_thanks,
    notices.ReasonThanks: surveys.reason_thanks,
    notices.SurveyClosed: surveys.survey_closed,
    notices.HandoverFarewell: handovers.farewell,
    notices.HandoverGreeting: handovers.greeting,
    notices.PulseQuestion: handovers.pulse_question,
    notices.PulseThanks: handovers.pulse_thanks,
    notices.Apology: apologies.apology,
}
