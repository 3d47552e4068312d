"""Notices as LINE messages: pure functions, one for each notice that customers hear."""

from collections.abc import Callable
from typing import Any

from crm import notices
from crm.notices import Notice
from handlers.line.bubbles import (
    apologies,
    consents,
    friends,
    handovers,
    links,
    own_surveys,
    privacy,
    relay,
    survey_reminders,
    surveys,
    talk,
    themes,
)
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
    notices.LinkQuestion: links.link_question,
    notices.LinkPage: links.link_page,
    notices.LinkDeclined: links.link_declined,
    notices.RepGreeting: friends.rep_greeting,
    notices.MyRep: talk.my_rep,
    notices.NoRepYet: talk.no_rep_yet,
    notices.UrgentHeard: talk.urgent_heard,
    notices.Away: talk.away,
    notices.DialogueLeft: talk.dialogue_left,
    notices.RepAway: talk.rep_away,
    notices.UnlinkQuestion: talk.unlink_question,
    notices.Unlinked: talk.unlinked,
    notices.ConsentNoted: consents.consent_noted,
    notices.SettingsCard: privacy.settings_card,
    notices.LanguageNoted: privacy.language_noted,
    notices.HourNoted: privacy.hour_noted,
    notices.WhoseData: privacy.whose_data,
    notices.ErasureQuestion: privacy.erasure_question,
    notices.ErasureAnswered: privacy.erasure_answered,
    notices.ErasureReceipt: privacy.erasure_receipt,
    notices.DisclosureSummary: privacy.disclosure_summary,
    notices.YouSaidWeDid: themes.you_said_we_did,
    notices.NpsQuestion: surveys.nps_question,
    notices.NpsThanks: surveys.nps_thanks,
    notices.ScoreQuestion: surveys.score_question,
    notices.ScoreThanks: surveys.score_thanks,
    notices.OwnQuestion: own_surveys.own_question,
    notices.OwnThanks: own_surveys.own_thanks,
    notices.BallotQuestion: own_surveys.ballot_question,
    notices.BallotThanks: own_surveys.ballot_thanks,
    notices.SurveyReminder: survey_reminders.reminder,
    notices.ReasonThanks: surveys.reason_thanks,
    notices.SurveyClosed: surveys.survey_closed,
    notices.HandoverFarewell: handovers.farewell,
    notices.HandoverGreeting: handovers.greeting,
    notices.PulseQuestion: handovers.pulse_question,
    notices.PulseThanks: handovers.pulse_thanks,
    notices.Apology: apologies.apology,
    notices.RepReply: relay.rep_reply,
}
