"""Notices as Block Kit messages: pure functions, one for each notice that Slack hears."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from crm import notices
from crm.notices import Notice
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import alarms, digests, helps, imports, reps, waiting
from handlers.slack.blocks.activities import agendas, followup_entries, followups, logs
from handlers.slack.blocks.cases import cards as case_cards
from handlers.slack.blocks.cases import cases, themes
from handlers.slack.blocks.handovers import briefs as handover_briefs
from handlers.slack.blocks.handovers import cards as handovers
from handlers.slack.blocks.handovers import leavers, papers, undoing
from handlers.slack.blocks.handovers import messages as handover_messages
from handlers.slack.blocks.handovers import reports as handover_reports
from handlers.slack.blocks.points import families as point_families
from handlers.slack.blocks.points import grants as point_grants
from handlers.slack.blocks.points import offers, purchases, redeem
from handlers.slack.blocks.points import programme as points_programme
from handlers.slack.blocks.points import referrals as point_referrals
from handlers.slack.blocks.points import reports as point_reports
from handlers.slack.blocks.points import tiers as point_tiers
from handlers.slack.blocks.privacy import consents, privacy
from handlers.slack.blocks.records import briefs, cards, changes, companies, customers, merges
from handlers.slack.blocks.relay import inbox, threads
from handlers.slack.blocks.relay import media as relay_media
from handlers.slack.blocks.relay import replies as relay_replies
from handlers.slack.blocks.relay import search as relay_search
from handlers.slack.blocks.surveys import results as survey_results
from handlers.slack.blocks.surveys import surveys, waves, whys
from handlers.slack.blocks.voice import friends, invites, links, messages, strangers

Phrase = Callable[[Any, Phrases, ZoneInfo], SlackMessage]

PHRASES: dict[type[Notice], Phrase] = {
    notices.Sentence: reps.sentence,
    notices.Help: helps.help_,
    notices.CustomerCard: cards.customer_card,
    notices.CustomerBrief: briefs.customer_brief,
    notices.WhichCustomer: customers.which_customer,
    notices.CompanyCard: companies.company_card,
    notices.WhichCompany: companies.which_company,
    notices.MergeDone: merges.merge_done,
    notices.HandoverCard: handovers.handover_card,
    notices.HandoverBrief: handover_briefs.handover_brief,
    notices.BriefPaper: papers.brief_paper,
    notices.HandoverDeclined: handovers.handover_declined,
    notices.HandoverUnanswered: handovers.handover_unanswered,
    notices.HandoverUnreached: handover_messages.handover_unreached,
    notices.HandoverCalledOff: handover_messages.handover_called_off,
    notices.PulseLow: handover_messages.pulse_low,
    notices.PulseWords: handover_messages.pulse_words,
    notices.HandoverReport: handover_reports.handover_report,
    notices.AlikeFound: merges.alike_found,
    notices.CustomerChanges: changes.customer_changes,
    notices.LogSaved: logs.log_saved,
    notices.LogShort: logs.log_short,
    notices.WhoIsMeant: logs.who_is_meant,
    notices.FollowupNudge: followups.followup_nudge,
    notices.MorningBundle: followups.morning_bundle,
    notices.OverdueBundle: followups.overdue_bundle,
    notices.FollowupList: agendas.followup_list,
    notices.FollowupAdded: followup_entries.followup_added,
    notices.WhoseFollowup: followup_entries.whose_followup,
    notices.WhenFollowup: followup_entries.when_followup,
    notices.CaseCard: case_cards.case_card,
    notices.CaseList: case_cards.case_list,
    notices.CaseLate: case_cards.case_late,
    notices.CaseForYou: case_cards.case_for_you,
    notices.CaseHelp: case_cards.case_help,
    notices.AngryWords: case_cards.angry_words,
    notices.MiddlingScores: case_cards.middling_scores,
    notices.Praise: case_cards.praise,
    notices.ThemeList: themes.theme_list,
    notices.ThemeCard: themes.theme_card,
    notices.ThemeInPerson: themes.theme_in_person,
    notices.LowScoreAlert: cases.low_score_alert,
    notices.LowScoreWords: cases.low_score_words,
    notices.ScoreChanged: cases.score_changed,
    notices.ScoreWords: surveys.score_words,
    notices.SurveyWords: surveys.survey_words,
    notices.WhyNotSent: whys.why_not_sent,
    notices.WaveCard: waves.wave_card,
    notices.SurveyList: survey_results.survey_list,
    notices.SurveyResult: survey_results.survey_result,
    notices.SurveyChart: survey_results.survey_chart,
    notices.SurveyFile: survey_results.survey_file,
    notices.CustomerLinked: links.customer_linked,
    notices.ConsentDecided: consents.consent_decided,
    notices.ErasureTold: privacy.erasure_told,
    notices.DisclosureWanted: privacy.disclosure_wanted,
    notices.CustomerLeft: friends.customer_left,
    notices.CustomerWrote: messages.customer_wrote,
    notices.ThreadHead: threads.thread_head,
    notices.RelayedWords: threads.relayed_words,
    notices.Inbox: inbox.inbox,
    notices.UnansweredLong: inbox.unanswered_long,
    notices.MessagesFound: relay_search.messages_found,
    notices.ThreadSoFar: threads.thread_so_far,
    notices.ReplyShown: relay_replies.reply_shown,
    notices.InviteReady: invites.invite_ready,
    notices.RepQr: invites.rep_qr,
    notices.RelayedFile: relay_media.relayed_file,
    notices.CustomerWroteMuch: messages.customer_wrote_much,
    notices.CustomerUnlinked: links.customer_unlinked,
    notices.WhoIsThis: strangers.who_is_this,
    notices.OfferDeclined: strangers.offer_declined,
    notices.WeeklyDigest: digests.weekly_digest,
    notices.Alarm: alarms.alarm,
    notices.ImportCard: imports.import_card,
    notices.WaitingList: waiting.waiting_list,
    notices.HandoverUndone: undoing.handover_undone,
    notices.ProgrammeFileRefused: points_programme.programme_file_refused,
    notices.PointsMonthFile: point_reports.points_month_file,
    notices.TierNews: point_tiers.tier_news,
    notices.FamilyWallet: point_families.family_wallet,
    notices.ReferredBy: point_referrals.referred_by,
    notices.RewardConfirmed: redeem.reward_confirmed,
    notices.RewardTakenBack: redeem.reward_taken_back,
    notices.TillPass: redeem.till_pass,
    notices.CodesGuessed: redeem.codes_guessed,
    notices.LeaverAlert: leavers.leaver_alert,
    notices.LeaverBack: leavers.leaver_back,
    notices.LeaverViews: leavers.leaver_views,
    notices.PurchaseCard: purchases.purchase_card,
    notices.PurchaseList: purchases.purchase_list,
    notices.WhosePoints: purchases.whose_points,
    notices.PointsOf: point_grants.points_of,
    notices.GrantShown: point_grants.grant_shown,
    notices.GrantAsked: point_grants.grant_asked,
    notices.GrantFlag: point_grants.grant_flag,
    notices.GrantList: point_grants.grant_list,
    notices.OfferReady: offers.offer_ready,
    notices.OfferTaken: offers.offer_taken,
}
