"""Help: grouped, short enough for a phone, and every example in it runs as it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from crm.notices import Choice, Help
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, lines, waiting, words
from storage.tables.people import ROLES

EVERYONE = frozenset(ROLES)
WRITERS = EVERYONE - {"read_only"}
LEADS = frozenset({"manager", "admin"})
ADMINS = frozenset({"admin"})


@dataclass(frozen=True)
class Line:
    """A sentence of the catalogue under `help.`, for some roles; left out where what it needs is not there.

    `known`: a customer must be there; for others the first one is made by an example that comes before.
    """

    key: str
    roles: frozenset[str] = WRITERS
    known: bool = False
    ask: bool = False
    invites: bool = False

    def fits(self, notice: Help) -> bool:
        return (
            notice.role in self.roles
            and (notice.who is not None or not self.known)
            and (notice.ask is not None or not self.ask)
            and (notice.invites or not self.invites)
        )


LOOK = (Line("look", known=True, roles=EVERYONE), Line("look_more", known=True, roles=EVERYONE))
NEW = (Line("new"),)
LOG = (Line("log"), Line("log_plain"))
PLAN = (Line("plan"), Line("plan_new"))
LINE = (Line("invite", invites=True), Line("survey", ask=True))
HANDOVER = (Line("handover", known=True),)
TEAM = (Line("team", roles=LEADS),)
OWN = (Line("own"), Line("settings", roles=EVERYONE - WRITERS), Line("admin", roles=ADMINS))
FILES = (Line("import"), Line("export", roles=ADMINS))
ADMIN_FILES = (Line("import", roles=ADMINS), Line("export", roles=ADMINS))
NOBODY = (Line("nobody", roles=frozenset({"read_only"})),)

INBOX_ALL = Line("inbox_all", roles=ADMINS | {"read_only"})

TOPICS: dict[str, tuple[tuple[Line, ...], ...]] = {
    "": (LOOK, LOG, PLAN, NEW, LINE, (*TEAM, Line("handover", roles=LEADS, known=True)), OWN, ADMIN_FILES),
    "customer": (LOOK, NEW, (Line("edit", known=True),), (LINE[0], Line("qr", invites=True)), FILES),
    "log": (LOG, (Line("log_many"), Line("log_form"))),
    "followup": (PLAN, (Line("plan_form"),), TEAM),
    "survey": (LINE[1:], (Line("survey_results"), Line("survey_rules", roles=EVERYONE))),
    "case": ((Line("case"), Line("case_of", known=True), Line("case_rules")),),
    "handover": (HANDOVER, (Line("handover_forms", known=True), Line("handover_rules"))),
    "inbox": (
        (Line("inbox", roles=EVERYONE), INBOX_ALL),
        (Line("inbox_find", roles=EVERYONE),),
        (Line("inbox_rules"),),
    ),
    "purchase": (
        (Line("purchase", known=True), Line("purchase_more")),
        (Line("purchase_return", known=True), Line("purchase_form")),
    ),
    "points": (
        (Line("points", known=True, roles=EVERYONE), Line("points_more")),
        (Line("points_programme", roles=EVERYONE), Line("points_rules"), Line("points_family")),
    ),
    "redeem": ((Line("redeem"), Line("redeem_phone")), (Line("redeem_rules", roles=EVERYONE),)),
    "kizuna": (OWN,),
}


def help_(notice: Help, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    groups = [group for group in map(list, _groups(notice, say)) if group]
    blocks = [_section(group, say) for group in groups]
    if notice.topic:
        return SlackMessage(groups[0][0] if groups else say("help.greeting"), blocks or [kit.section(say("help.none"))])
    role = say("help.role", role=say(f"role.{notice.role}"))
    more = say("help.more" if notice.role in WRITERS else "help.more_to_read")
    foot = kit.context(lines.apart((role, more), say))
    return SlackMessage(say("help.greeting"), [kit.section(say("help.greeting")), *blocks, foot])


def _section(group: list[str], say: Phrases) -> kit.Block:
    """What is the reader's own has the way to what waits for them beside it."""
    return kit.section("\n".join(group), accessory=waiting.button(say) if say("help.own") in group else None)


def _groups(notice: Help, say: Phrases) -> Iterator[Iterator[str]]:
    """Before the first customer is there, the first thing to do is to make one."""
    groups = TOPICS.get(notice.topic, TOPICS[""])
    if notice.who is None:
        groups = (*(NOBODY, NEW)[: 1 + (NEW in groups)], *(group for group in groups if group is not NEW))
    who, ask = _named(notice.who, say), _named(notice.ask, say)
    for group in groups:
        yield (say(f"help.{line.key}", who=who, ask=ask) for line in group if line.fits(notice))


def _named(customer: Choice | None, say: Phrases) -> str:
    if customer is None:
        return say("help.somebody")
    return words.customer(customer.name, customer.company, say)
