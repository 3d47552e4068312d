"""Who may do what: one table, rule × role × reach. A rule that does not stand here cannot run."""

from collections.abc import Callable, Coroutine, Mapping
from enum import IntEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from crm.refusals import NotAllowed, Refused
from crm.work import Work
from storage.tables import Rep

P = ParamSpec("P")
T = TypeVar("T")


class Reach(IntEnum):
    """Whose rows: one's own, those of one's team and the teams below it, or all."""

    OWN = 1
    TEAM = 2
    ALL = 3


Grants = Mapping[str, Reach]

_EVERYONE: Grants = {"read_only": Reach.ALL, "rep": Reach.ALL, "manager": Reach.ALL, "admin": Reach.ALL}
_WRITERS: Grants = {"rep": Reach.ALL, "manager": Reach.ALL, "admin": Reach.ALL}
_OWNERS: Grants = {"rep": Reach.OWN, "manager": Reach.TEAM, "admin": Reach.ALL}
# Who may only read is refused by the rule itself, so that the attempt stands in the audit log.
_HANDERS: Grants = {**_OWNERS, "read_only": Reach.OWN}
# Whoever only looks on sees the whole company, as in the overview.
_REPORTED: Grants = {**_OWNERS, "read_only": Reach.ALL}
_ADMINS: Grants = {"admin": Reach.ALL}
_ONESELF: Grants = {"read_only": Reach.OWN, "rep": Reach.OWN, "manager": Reach.OWN, "admin": Reach.ALL}
_CUSTOMER: Grants = {"customer": Reach.OWN}
_SYSTEM: Grants = {"system": Reach.ALL}
# Whoever answers for people may ask all customers something; the operator brings surveys as files.
_SURVEYORS: Grants = {"manager": Reach.ALL, "admin": Reach.ALL, "system": Reach.ALL}
_WAVERS: Grants = {"manager": Reach.TEAM, "admin": Reach.ALL}
_TEMPLATERS: Grants = {"manager": Reach.TEAM, "admin": Reach.ALL}
_IMPORTERS: Grants = {**_OWNERS, "system": Reach.ALL}

TABLE: dict[str, Grants] = {
    "tiers.review": _SYSTEM,
    "programmes.apply": {"admin": Reach.ALL, "system": Reach.ALL},
    "programmes.begin": _ADMINS,
    "programmes.form": _ADMINS,
    "programmes.settle": _ADMINS,
    "programmes.show": _EVERYONE,
    "programmes.refuse_file": _SYSTEM,
    "point_reports.month": {"manager": Reach.ALL, "admin": Reach.ALL},
    "point_reports.file": {"manager": Reach.ALL, "admin": Reach.ALL},
    "customers.create": _WRITERS,
    "customers.find": _EVERYONE,
    "customers.card": _EVERYONE,
    "customers.suggest": _EVERYONE,
    "customers.look_up": _EVERYONE,
    "duplicates.find": _EVERYONE,
    "duplicates.tell": _WRITERS,
    "handovers.begin": _HANDERS,
    "handovers.take_up": _HANDERS,
    "handovers.preview": _HANDERS,
    "handovers.propose": _HANDERS,
    "handovers.advise": _WRITERS,
    "handovers.show": _EVERYONE,
    "handovers.list": _EVERYONE,
    "handovers.approve": _WRITERS,
    "handovers.refuse": _WRITERS,
    "handovers.cancel": _WRITERS,
    "handovers.undo": _WRITERS,
    "handovers.undo_some": _SYSTEM,
    "handovers.undo_finish": _SYSTEM,
    "handovers.accept": _WRITERS,
    "handovers.decline": _WRITERS,
    "handovers.brief": _HANDERS,
    "handovers.paper": _HANDERS,
    "handovers.papers": _HANDERS,
    "handovers.chase": _SYSTEM,
    "handovers.move": _SYSTEM,
    "handovers.give_back": _SYSTEM,
    "handovers.settle": _SYSTEM,
    "handovers.farewell": _SYSTEM,
    "handovers.greet": _SYSTEM,
    "handovers.tell_unreached": _SYSTEM,
    "handover_reports.of": _REPORTED,
    "handover_reports.year": _REPORTED,
    "pulses.ask": _SYSTEM,
    "pulses.answer": _CUSTOMER,
    "merges.start": _OWNERS,
    "merges.merge": _OWNERS,
    "merges.undo": _OWNERS,
    "briefs.show": _EVERYONE,
    "briefs.look_up": _EVERYONE,
    "timelines.show": _EVERYONE,
    "timelines.look_up": _EVERYONE,
    "interactions.log": _WRITERS,
    "interactions.edit": _OWNERS,
    "interactions.undo": _OWNERS,
    "interactions.show": _EVERYONE,
    "interactions.record": _WRITERS,
    "interactions.begin": _WRITERS,
    "interactions.choose": _OWNERS,
    "drafts.keep": _WRITERS,
    "drafts.use": _WRITERS,
    "followups.add": _OWNERS,
    "followups.settle": _OWNERS,
    "followups.snooze": _OWNERS,
    "followups.reschedule": _OWNERS,
    "followups.reopen": _OWNERS,
    "followups.hand": _OWNERS,
    "followups.show": _OWNERS,
    "followups.begin": _WRITERS,
    "followups.make": _WRITERS,
    "followups.enter": _WRITERS,
    "followups.take_back": _OWNERS,
    "followups.mine": _ONESELF,
    "followups.team": {"manager": Reach.TEAM, "admin": Reach.ALL},
    "followups.nudge": _SYSTEM,
    "cadences.remind": _SYSTEM,
    "escalations.climb": _SYSTEM,
    "company_settings.show": _ADMINS,
    "company_settings.escalate": _ADMINS,
    "company_settings.handovers": _ADMINS,
    "company_settings.listening": _ADMINS,
    "company_settings.relay": _ADMINS,
    "inbox.show": {"read_only": Reach.ALL, "rep": Reach.TEAM, "manager": Reach.TEAM, "admin": Reach.ALL},
    "waits.settle": _OWNERS,
    "waits.escalate": _SYSTEM,
    "talks.find": _REPORTED,
    "waiting.show": _WRITERS,
    "invites.make": _OWNERS,
    "links.use_code": _CUSTOMER,
    "link_pages.show": _CUSTOMER,
    "link_pages.begin": _SYSTEM,
    "link_pages.finish": _CUSTOMER,
    "links.begin_to_end": _CUSTOMER,
    "links.end_own": _CUSTOMER,
    "links.accounts": _OWNERS,
    "links.end": _OWNERS,
    "my_reps.show": _CUSTOMER,
    "menus.renew": _SYSTEM,
    "offers.make": _WRITERS,
    "offers.decide": _CUSTOMER,
    "friend_codes.show": _WRITERS,
    "consents.decide": _CUSTOMER,
    "settings.show": _CUSTOMER,
    "settings.purpose": _CUSTOMER,
    "settings.language": _CUSTOMER,
    "settings.hour": _CUSTOMER,
    "erasures.choose": _CUSTOMER,
    "erasures.go_on": _CUSTOMER,
    "erasures.confirm": _CUSTOMER,
    "erasures.leave": _CUSTOMER,
    "erasures.begin": _SYSTEM,
    "erasures.facts": _SYSTEM,
    "erasures.forget": _SYSTEM,
    "erasures.finish": _SYSTEM,
    "disclosures.choose": _CUSTOMER,
    "disclosures.fetch": _SYSTEM,
    "disclosures.file": _SYSTEM,
    "privacy.whom": _SYSTEM,
    "privacy.extent": _SYSTEM,
    "surveys.ask": _OWNERS,
    "surveys.answer": _CUSTOMER,
    "quotas.note": _SYSTEM,
    "quotas.refresh": _SYSTEM,
    "waves.begin": _WAVERS,
    "waves.preview": _WAVERS,
    "waves.start": _WAVERS,
    "waves.change": _WAVERS,
    "waves.show": _WAVERS,
    "waves.plan": _SYSTEM,
    "waves.ask": _SYSTEM,
    "waves.finish": _SYSTEM,
    "survey_results.list": _REPORTED,
    "survey_results.show": _REPORTED,
    "survey_results.chart": _REPORTED,
    "survey_results.file": _REPORTED,
    "survey_occasions.make": _SURVEYORS,
    "survey_occasions.ask": _SYSTEM,
    "survey_whys.mine": _WRITERS,
    "survey_whys.of": _OWNERS,
    "survey_reminders.remind": _SYSTEM,
    "own_surveys.begin": _SURVEYORS,
    "own_surveys.make": _SURVEYORS,
    "own_surveys.close": _SURVEYORS,
    "own_surveys.send": _OWNERS,
    "own_surveys.answer": _CUSTOMER,
    "ballots.answer": _CUSTOMER,
    "cases.close": _OWNERS,
    "cases.open": _OWNERS,
    "cases.take_up": _OWNERS,
    "cases.take_up_answer": _OWNERS,
    "cases.leave": _OWNERS,
    "cases.work": _OWNERS,
    "cases.reopen": _OWNERS,
    "cases.list": _REPORTED,
    "cases.show": _EVERYONE,
    "cases.look_up": _EVERYONE,
    "cases.route": _OWNERS,
    "cases.acknowledge": _WRITERS,
    "cases.help": _WRITERS,
    "cases.escalate": _SYSTEM,
    "themes.begin": _OWNERS,
    "themes.note": _OWNERS,
    "themes.list": _EVERYONE,
    "themes.show": _EVERYONE,
    "themes.finish": {"manager": Reach.ALL, "admin": Reach.ALL},
    "themes.tell": _SYSTEM,
    "themes.ask": _SYSTEM,
    "cases.propose": _SYSTEM,
    "conversations.remind": _EVERYONE,
    "replies.begin": _WRITERS,
    "replies.rewrite": _WRITERS,
    "replies.fill": _WRITERS,
    "replies.look": _WRITERS,
    "replies.send": _WRITERS,
    "replies.take": _WRITERS,
    "replies.note": _WRITERS,
    "replies.cancel": _WRITERS,
    "replies.approve": _WRITERS,
    "replies.refuse": _WRITERS,
    "receipts.note": _SYSTEM,
    "messages.hear": _CUSTOMER,
    "messages.unsend": _CUSTOMER,
    "media.kept": _SYSTEM,
    "uploads.fetched": _SYSTEM,
    "friends.arrive": _CUSTOMER,
    "friends.leave": _CUSTOMER,
    "friends.profile": _SYSTEM,
    "reps.introduce": _SYSTEM,
    "reps.follow_slack": _SYSTEM,
    "reps.describe": _ONESELF,
    "reps.appoint": _ADMINS,
    "teams.create": _ADMINS,
    "teams.list": _ADMINS,
    "reps.show": _ONESELF,
    "help.show": _EVERYONE,
    "desks.show": _WRITERS,
    "desks.turn": _WRITERS,
    "overviews.show": {"read_only": Reach.ALL, "manager": Reach.TEAM, "admin": Reach.ALL},
    "digests.week": {"manager": Reach.TEAM, "admin": Reach.ALL, "system": Reach.ALL},
    "digests.send": _SYSTEM,
    "referrals.show": _CUSTOMER,
    "purchases.note": _WRITERS,
    "purchases.record": _WRITERS,
    "purchases.begin": _WRITERS,
    "purchases.undo": _OWNERS,
    "purchases.find": _WRITERS,
    "purchases.look": _WRITERS,
    "purchases.refund": _WRITERS,
    "sales.judge": _SYSTEM,
    "sales.bring": _SYSTEM,
    "points.show": _EVERYONE,
    "points.checkout": _WRITERS,
    "grants.give": _WRITERS,
    "grants.undo": _WRITERS,
    "grants.approve": _WRITERS,
    "grants.refuse": _WRITERS,
    "grants.list": _WRITERS,
    "offers.show": _WRITERS,
    "offers.take": _CUSTOMER,
    "families.join": _OWNERS,
    "families.leave": _OWNERS,
    "birthday_points.give": _SYSTEM,
    "points_sweep.release": _SYSTEM,
    "points_sweep.drop": _SYSTEM,
    "points_sweep.expire": _SYSTEM,
    "points_sweep.warn": _SYSTEM,
    "points_check.report": _SYSTEM,
    "points.card": _CUSTOMER,
    "points.history": _CUSTOMER,
    "rewards.show": _CUSTOMER,
    "rewards.ask": _CUSTOMER,
    "rewards.redeem": _CUSTOMER,
    "rewards.cancel": _CUSTOMER,
    "rewards.lapse": _SYSTEM,
    "rewards.confirm": _WRITERS,
    "rewards.scan": _WRITERS,
    "rewards.confirm_scanned": _WRITERS,
    "rewards.take_back": _OWNERS,
    "till.open": _WRITERS,
    "till.enter": _SYSTEM,
    "till.end": _WRITERS,
    "alarms.raise_": _SYSTEM,
    "retention.drafts": _SYSTEM,
    "retention.strangers": _SYSTEM,
    "imports.prepare": _IMPORTERS,
    "imports.look": _IMPORTERS,
    "imports.begin": _IMPORTERS,
    "imports.remember": _IMPORTERS,
    "imports.run": _IMPORTERS,
    "imports.unfinished": _SYSTEM,
    "imports.wait": _IMPORTERS,
    "imports.index": _IMPORTERS,
    "imports.overtaken": _IMPORTERS,
    "imports.mend": _IMPORTERS,
    "imports.finish": _IMPORTERS,
    "imports.receive": _WRITERS,
    "imports.confirm": _WRITERS,
    "imports.cancel": _WRITERS,
    "profiles.look_up": _OWNERS,
    "profiles.show": _OWNERS,
    "profiles.edit": _OWNERS,
    "profiles.changes": _EVERYONE,
    "anniversaries.add": _OWNERS,
    "anniversaries.remove": _OWNERS,
    "companies.suggest": _EVERYONE,
    "companies.look_up": _EVERYONE,
    "companies.card": _EVERYONE,
    "companies.show": _WRITERS,
    "companies.edit": _WRITERS,
    "templates.list": _WRITERS,
    "templates.show": _TEMPLATERS,
    "templates.save": _TEMPLATERS,
    "templates.retire": _TEMPLATERS,
    "templates.restore": _TEMPLATERS,
    "templates.for_rep": _WRITERS,
    "templates.fill": _WRITERS,
    "custom_fields.list": _ADMINS,
    "custom_fields.show": _ADMINS,
    "custom_fields.define": _ADMINS,
    "custom_fields.change": _ADMINS,
    "custom_fields.retire": _ADMINS,
    "custom_fields.restore": _ADMINS,
    "custom_fields.fill": _OWNERS,
}


Rule = Callable[Concatenate[Work, P], Coroutine[Any, Any, T]]


def rule(name: str) -> Callable[[Rule[P, T]], Rule[P, T]]:
    """Make the function a rule: it runs only for roles that `TABLE` names, and the audit log knows it by `name`.

    Scope is the rule's own business, because only it knows whose row it touches: see `must_reach`.
    """

    def guard(function: Rule[P, T]) -> Rule[P, T]:
        @wraps(function)
        async def guarded(work: Work, /, *args: P.args, **more: P.kwargs) -> T:
            if work.actor.role not in TABLE[name] and not work.rule:
                raise Refused(NotAllowed(name))
            outer, work.rule = work.rule, work.rule or name
            try:
                done = await function(work, *args, **more)
                if not outer:
                    await work.session.flush()  # a change that is written only later would be told without its rule
                return done
            finally:
                work.rule = outer

        RULES[name] = guarded
        return guarded

    return guard


RULES: dict[str, Callable[..., Coroutine[Any, Any, Any]]] = {}
"""Every rule by name, filled as the modules of crm/ are imported."""


def must_reach(work: Work, owner: Rep) -> None:
    """Refuse when the row's owner is outside of what the actor's role reaches for the running rule."""
    if not reaches(work, owner):
        raise Refused(NotAllowed(work.rule))


def reaches(work: Work, owner: Rep, name: str = "") -> bool:
    """Whether the actor's role reaches rows of this owner for the rule of that name, or else the running one."""
    reach = TABLE[name or work.rule].get(work.actor.role)
    if reach is Reach.ALL:
        return True
    if reach is Reach.TEAM and owner.team_id in work.actor.teams:
        return True
    return reach is not None and work.actor.kind == "rep" and owner.id == work.actor.id
