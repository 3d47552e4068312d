"""Slack's route tables: every command, button, form and event on one page."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.work import Work
from handlers.slack import company_settings, home, imports, reps, unpack, waiting
from handlers.slack.activities import agendas, followup_entries, followups, log_forms, logs
from handlers.slack.answers import Answer
from handlers.slack.cases import cases, themes
from handlers.slack.handovers import agreements, requests, undoing
from handlers.slack.handovers import briefs as handover_briefs
from handlers.slack.handovers import commands as handovers
from handlers.slack.handovers import reports as handover_reports
from handlers.slack.heard import Heard
from handlers.slack.points import offers, points, purchases, redeem
from handlers.slack.points import programme as points_programme
from handlers.slack.points import reports as point_reports
from handlers.slack.records import companies, customers, fields, merges, profiles, timelines
from handlers.slack.relay import inbox, templates
from handlers.slack.relay import replies as relay_replies
from handlers.slack.relay import search as relay_search
from handlers.slack.surveys import forms as survey_forms
from handlers.slack.surveys import results as survey_results
from handlers.slack.surveys import surveys, waves
from handlers.slack.unpack import COMMAND, EVENT, ON_A_MESSAGE, PRESS, SUBMIT, SUGGEST
from handlers.slack.voice import invites, links, strangers

Handler = Callable[[Work, Heard], Awaitable[Answer | None]]


async def ignored(_work: Work, _heard: Heard) -> None:
    """Heard, and consciously left alone."""


COMMANDS: dict[str, Handler] = {
    "/customer": customers.command,
    "/log": logs.command,
    "/followup": followup_entries.command,
    "/survey": surveys.command,
    "/case": cases.command,
    "/handover": handovers.command,
    "/inbox": inbox.command,
    "/purchase": purchases.command,
    "/points": points.command,
    "/redeem": redeem.command,
    "/kizuna": reps.command,
}

ACTIONS: dict[str, Handler] = {
    "customer.card": customers.card,
    "customer.create": customers.create_pressed,
    "customer.brief": customers.brief,
    "customer.timeline": timelines.opened,
    "timeline.filter": timelines.filtered,
    "timeline.older": timelines.older,
    "timeline.newer": timelines.newer,
    "customer.edit": profiles.edit,
    "customer.changes": profiles.changes_pressed,
    "profile.overview": profiles.overview,
    "profile.section": profiles.section,
    "anniversary.remove": profiles.remove_day,
    "company.card": companies.card,
    "company.edit": companies.edit,
    "customer.done": followups.done_on_card,
    "customer.invite": invites.pressed,
    "stranger.offer": strangers.offer,
    "stranger.pick": strangers.picking,
    "link.ending": links.ending,
    **{f"survey.{kind}": surveys.pressed for kind in surveys.KINDS},
    "survey.list": survey_results.listed,
    "survey.result": survey_results.show,
    "survey.chart": survey_results.chart,
    "survey.file": survey_results.file,
    "survey.close": survey_results.close,
    "wave.show": waves.show,
    **dict.fromkeys(("wave.pause", "wave.resume", "wave.stop"), waves.change),
    "theme.note": themes.noting,
    "theme.page": themes.turned,
    "theme.show": themes.opened,
    "theme.finish": themes.finishing,
    "case.close": cases.close,
    "case.of": cases.of_customer,
    "case.new": cases.of_customer,
    "case.page": cases.turned,
    "case.show": cases.opened,
    "case.work": cases.working,
    "case.route": cases.routing_to,
    "case.reopen": cases.reopen,
    "case.take_up": cases.take_up,
    "case.take_up_answer": cases.take_up_answer,
    "case.leave": cases.leave,
    "case.acknowledge": cases.acknowledge,
    "case.helped": cases.helping,
    "log.pick": logs.pick,
    "log.create": logs.create,
    "log.undo": logs.undo,
    "log.edit": log_forms.edit,
    "log.form": log_forms.for_customer,
    "log.choose": logs.choose,
    "followup.done": followups.done,
    "followup.snooze": followups.snooze,
    "followup.undo": followups.undo,
    "followup.hand": followups.handing,
    "followup.list": agendas.opened,
    "followup.page": agendas.turned,
    "followup.list_done": agendas.done,
    "followup.list_undo": agendas.undo,
    "followup.list_snooze": agendas.snooze,
    "followup.new": followup_entries.beginning,
    "followup.pick": followup_entries.pick,
    "followup.create": followup_entries.create,
    "followup.on": followup_entries.on,
    "followup.pick_day": followup_entries.picking_day,
    "followup.take_back": followup_entries.take_back,
    "home.find": customers.card,
    "home.settings": reps.settings,
    "home.show": home.show,
    "home.sort": home.sort,
    "home.turn": home.turn,
    "settings.appoint": reps.appointing,
    "settings.team": reps.founding,
    "settings.escalation": company_settings.escalating,
    "settings.handovers": company_settings.handing_over,
    "settings.listening": company_settings.hearing,
    "waiting.list": waiting.opened,
    "waiting.page": waiting.turned,
    "settings.fields": fields.listing,
    "field.list": fields.back,
    "field.new": fields.new,
    "field.edit": fields.edit,
    "field.retire": fields.retire,
    "field.restore": fields.restore,
    "settings.templates": templates.listing,
    "template.list": templates.turned,
    "template.page": templates.turned,
    "template.new": templates.opened,
    "template.edit": templates.opened,
    "template.retire": templates.retire,
    "template.restore": templates.restore,
    "programme.edit": points_programme.editing,
    "programme.show": points_programme.back,
    "points.report": point_reports.shown,
    "points.report_file": point_reports.file,
    "import.start": imports.start,
    "import.stop": imports.stop,
    "handover.start": handovers.start,
    "handover.draft": handovers.draft,
    "handover.open": agreements.open_card,
    "handover.brief": handover_briefs.brief,
    "handover.pdf": handover_briefs.paper,
    "handover.pdf_all": handover_briefs.papers,
    "handover.rows": agreements.rows,
    "handover.approve": agreements.approve,
    "handover.refusing": agreements.refusing,
    "handover.accept": agreements.accept,
    "handover.take": agreements.take,
    "handover.declining": agreements.declining,
    "handover.advising": agreements.advising,
    "handover.cancel": agreements.cancel,
    "handover.report": handover_reports.pressed,
    "handover.undo": undoing.undo,
    "merge.start": merges.start,
    "merge.swap": merges.swap,
    "merge.undo": merges.undo,
    "link.open": ignored,
    "inbox.show": inbox.opened,
    "inbox.page": inbox.turned,
    "search.page": relay_search.turned,
    "relay.settle": inbox.settle,
    "settings.relay": company_settings.relaying,
    "reward.take_back": redeem.take_back,
    "relay.reply": relay_replies.pressed,
    "relay.rewrite": relay_replies.rewrite,
    "relay.take": relay_replies.take,
    "relay.take_text": relay_replies.take_text,
    "relay.template": relay_replies.filled,
    "relay.log": relay_replies.log,
    "relay.cancel": relay_replies.cancel,
    "purchase.pick": purchases.pick,
    "purchase.pick_return": purchases.pick_return,
    "purchase.undo": purchases.undo,
    "purchase.returning": purchases.returning,
    "points.pick": points.pick,
    "offer.pick": offers.pick,
    "grant.undo": points.undo,
    "grant.approve": points.approve,
    "grant.refusing": points.refusing,
    "grant.list": points.listed,
    "relay.approve": relay_replies.approve,
    "relay.refusing": relay_replies.refusing,
}

# They only show something, or do the same however often they are pressed: any number of times is fine.
SHOWING = frozenset(
    {
        "purchase.returning",
        "grant.refusing",
        "grant.list",
        "inbox.show",
        "inbox.page",
        "search.page",
        "settings.relay",
        "relay.reply",
        "relay.rewrite",
        "relay.take",
        "relay.take_text",
        "relay.template",
        "relay.log",
        "relay.refusing",
        "customer.card",
        "case.of",
        "case.new",
        "case.page",
        "case.show",
        "case.work",
        "case.route",
        "case.helped",
        "theme.note",
        "theme.page",
        "theme.show",
        "theme.finish",
        "stranger.pick",
        "link.ending",
        "log.edit",
        "log.form",
        "home.find",
        "home.settings",
        "home.show",
        "home.sort",
        "home.turn",
        "settings.appoint",
        "settings.team",
        "handover.start",
        "handover.draft",
        "handover.open",
        "handover.brief",
        "handover.pdf",
        "handover.pdf_all",
        "handover.rows",
        "handover.refusing",
        "handover.declining",
        "handover.advising",
        "handover.report",
        "merge.start",
        "merge.swap",
        "link.open",
        "wave.show",
        "survey.list",
        "survey.result",
        "survey.chart",
        "survey.file",
        "customer.brief",
        "customer.timeline",
        "customer.edit",
        "customer.changes",
        "profile.overview",
        "profile.section",
        "company.card",
        "company.edit",
        "followup.snooze",
        "followup.hand",
        "followup.list",
        "followup.page",
        "followup.list_snooze",
        "followup.new",
        "followup.pick_day",
        "settings.escalation",
        "settings.handovers",
        "settings.listening",
        "waiting.list",
        "waiting.page",
        "settings.fields",
        "field.list",
        "field.new",
        "field.edit",
        "settings.templates",
        "programme.edit",
        "programme.show",
        "points.report",
        "points.report_file",
        "template.list",
        "template.page",
        "template.new",
        "template.edit",
        "timeline.filter",
        "timeline.older",
        "timeline.newer",
    }
)

FORMS: dict[str, Handler] = {
    "purchase.new": purchases.save,
    "purchase.return": purchases.give_back,
    "grant.refuse": points.refuse,
    "relay.reply": relay_replies.look,
    "relay.send": relay_replies.send,
    "relay.refuse": relay_replies.refuse,
    "log.edit": log_forms.save_edit,
    "log.new": log_forms.save,
    "followup.new": followup_entries.make,
    "followup.day": followup_entries.picked_day,
    "followup.until": followups.put_off,
    "followup.hand": followups.hand,
    "settings.escalation": company_settings.escalate,
    "settings.handovers": company_settings.settle_handovers,
    "settings.listening": company_settings.settle_listening,
    "settings.relay": company_settings.settle_relay,
    "profile": profiles.save,
    "profile.own": profiles.save_own,
    "profile.days": profiles.add_day,
    "company": companies.save,
    "field": fields.save,
    "template": templates.save,
    "programme": points_programme.save,
    "programme.begin": points_programme.begin,
    "handover.request": requests.look,
    "handover.propose": requests.propose,
    "handover.refuse": agreements.refuse,
    "handover.decline": agreements.decline,
    "handover.advise": agreements.advise,
    "theme.note": themes.note,
    "theme.finish": themes.finish,
    "case.new": cases.make,
    "case.work": cases.work_on,
    "case.route": cases.route,
    "case.help": cases.helped,
    "merge.pick": merges.picked,
    "stranger.pick": strangers.picked,
    "link.end": links.end,
    "merge.confirm": merges.confirm,
    "settings": reps.save_settings,
    "survey.new": survey_forms.make,
    "survey.send": survey_forms.send,
    "survey.auto": survey_forms.settle,
    "wave.look": waves.look,
    "wave.start": waves.start,
    "settings.appoint": reps.appoint,
    "settings.team": reps.found,
}

EVENTS: dict[str, Handler] = {
    "message": logs.message,
    "user_change": reps.changed,
    "app_home_opened": home.opened,
}

# Somebody waits for the answer to these events.
LOOKED_AT = frozenset({"app_home_opened"})

# Slack itself speaks here, not a rep.
OF_THE_SYSTEM = frozenset({"user_change"})

# The menu of a message.
SHORTCUTS: dict[str, Handler] = {
    "log.message": log_forms.from_message,
}

# Lists that fill while somebody types: they only read, and answer with Options.
OPTIONS: dict[str, Handler] = {
    "customer.options": customers.options,
    "home.find": customers.options,
    "company.options": companies.options,
}

TABLES: dict[str, dict[str, Handler]] = {
    COMMAND: COMMANDS,
    PRESS: ACTIONS,
    SUBMIT: FORMS,
    EVENT: EVENTS,
    ON_A_MESSAGE: SHORTCUTS,
    SUGGEST: OPTIONS,
}


@dataclass(frozen=True)
class Route:
    """Where an act goes; `again`: it may be repeated."""

    handler: Handler
    again: bool

    @property
    def leads_nowhere(self) -> bool:
        """The act is left alone, whoever it is by: it makes nobody a rep, and nobody is turned away for it."""
        return self.handler is ignored


def route(kind: str, name: str) -> Route:
    """The act's route; what we have no handler for is consciously left alone."""
    return Route(TABLES.get(kind, {}).get(name, ignored), kind == PRESS and name in SHOWING)


def known_first(payload: Mapping[str, Any]) -> list[str]:
    """The Slack ids of those who must be known here before the act is heard: whoever acts, and whom they chose.

    Of whom Slack itself tells (`user_change` comes for every member of the workspace) has not used us yet.
    """
    kind, name = unpack.kind_of(payload), unpack.name_of(payload)
    nobody = name in OF_THE_SYSTEM or route(kind, name).leads_nowhere
    return [] if nobody else unpack.people_in(payload)
