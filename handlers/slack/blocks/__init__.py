"""Notices as Block Kit messages: pure functions, one for each notice that Slack hears."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from crm import notices
from crm.notices import Notice
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import (
    alarms,
    cases,
    consents,
    customers,
    digests,
    followups,
    friends,
    invites,
    links,
    logs,
    messages,
    reps,
    surveys,
)

Phrase = Callable[[Any, Phrases, ZoneInfo], SlackMessage]

PHRASES: dict[type[Notice], Phrase] = {
    notices.Sentence: reps.sentence,
    notices.Help: reps.help_,
    notices.CustomerCard: customers.customer_card,
    notices.WhichCustomer: customers.which_customer,
    notices.LogSaved: logs.log_saved,
    notices.LogShort: logs.log_short,
    notices.WhoIsMeant: logs.who_is_meant,
    notices.FollowupNudge: followups.followup_nudge,
    notices.LowScoreAlert: cases.low_score_alert,
    notices.LowScoreWords: cases.low_score_words,
    notices.ScoreChanged: cases.score_changed,
    notices.ScoreWords: surveys.score_words,
    notices.CustomerLinked: links.customer_linked,
    notices.ConsentDecided: consents.consent_decided,
    notices.CustomerLeft: friends.customer_left,
    notices.CustomerWrote: messages.customer_wrote,
    notices.InviteReady: invites.invite_ready,
    notices.WeeklyDigest: digests.weekly_digest,
    notices.Alarm: alarms.alarm,
}
