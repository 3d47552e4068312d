"""Templates of replies: what is written often, of everybody or of one team, with fields for names and days."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_skeleton

from crm import etiquette, names
from crm.records import editing, entries
from crm.refusals import (
    Gone,
    NameMissing,
    NotAllowed,
    Refusal,
    Refused,
    WordsMissing,
    WrongFields,
)
from crm.relay import wordings
from crm.roles import TABLE, Reach, rule
from crm.work import Work
from storage import reps
from storage.records import companies
from storage.relay import templates
from storage.tables import Customer, Rep, ReplyTemplate, Team

LANGUAGES = ("ja", "en")
NAME = 50
# Everybody's and one team's stand in one list of choices, of which Slack takes a hundred.
ACTIVE = 30
CHOICES = 100
PAGE = 15


@dataclass(frozen=True)
class TemplateExists(Refusal):
    """The team has a template of this name already."""

    name: str


@dataclass(frozen=True)
class TooManyTemplates(Refusal):
    """A longer list nobody reads."""

    most: int


@dataclass(frozen=True)
class Listing:
    """A page of the templates that the reader uses or looks after; `mine` are the numbers of those they may change."""

    templates: Sequence[ReplyTemplate]
    mine: frozenset[int]
    teams: Sequence[Team]
    total: int
    page: int
    makes: bool


@dataclass(frozen=True)
class Draft:
    """A template as it is typed; without `team_id` it is everybody's."""

    name: str
    text: str
    language: str
    team_id: int | None = None


# --- looking after them -----------------------------------------------------------------------------------------------


@rule("templates.list")
async def list_(work: Work, page: int = 0) -> Listing:
    """Admins see all of them; others everybody's, and those of the teams above and below their own."""
    known = await reps.teams(work.session)
    teams = None if _reach(work) is Reach.ALL else work.actor.teams | _above(known, await _me(work))
    total = await templates.count(work.session, teams)
    page = max(0, min(page, (total - 1) // PAGE))
    found = await templates.page(work.session, teams, page * PAGE, PAGE)
    mine = frozenset(each.id for each in found if _may(work, each.team_id))
    return Listing(found, mine, known, total, page, makes=_reach(work) is not None)


@rule("templates.show")
async def show(work: Work, template_id: int | None = None) -> tuple[ReplyTemplate | None, tuple[Team, ...]]:
    """The template (None: a new one) for whoever may change it, and the teams to which they may give it."""
    template = None
    if template_id is not None:
        template = await templates.by_id(work.session, template_id)
        _must_be_mine(work, template)
    return template, tuple(team for team in await reps.teams(work.session) if _may(work, team.id))


@rule("templates.save")
async def save(work: Work, template_id: int | None, draft: Draft) -> ReplyTemplate:
    """A new template, or that one as it should be now.

    Raises:
        Refused: WrongFields, Gone, NotAllowed (another team's).
    """
    template = await _locked(work, template_id) if template_id is not None else None
    if not _may(work, draft.team_id):
        raise Refused(NotAllowed(work.rule))
    read = _read(draft)
    await _must_fit(work, read, template)
    if template is None:
        template = ReplyTemplate(name="", text="", made_by_id=work.actor.id or None)
        work.add(template)
    template.name, template.text = read.name, read.text
    template.language, template.team_id = read.language, read.team_id
    await work.session.flush()
    return template


@rule("templates.retire")
async def retire(work: Work, template_id: int) -> ReplyTemplate:
    """Nobody is offered it any more."""
    template = await _locked(work, template_id)
    template.active = False
    return template


@rule("templates.restore")
async def restore(work: Work, template_id: int) -> ReplyTemplate:
    """It is offered again.

    Raises:
        Refused: TemplateExists, TooManyTemplates, Gone, NotAllowed.
    """
    template = await _locked(work, template_id)
    if (fault := await _crowded(work, template.name, template.team_id, template)) is not None:
        raise Refused(fault)
    template.active = True
    return template


async def _locked(work: Work, template_id: int) -> ReplyTemplate:
    return _must_be_mine(work, await templates.locked(work.session, template_id))


def _must_be_mine(work: Work, template: ReplyTemplate | None) -> ReplyTemplate:
    if template is None:
        raise Refused(Gone())
    if not _may(work, template.team_id):
        raise Refused(NotAllowed(work.rule))
    return template


def _may(work: Work, team_id: int | None) -> bool:
    """Whoever answers for people makes everybody's templates, and those of their own teams."""
    reach = _reach(work)
    return reach is Reach.ALL or (reach is Reach.TEAM and (team_id is None or team_id in work.actor.teams))


def _reach(work: Work) -> Reach | None:
    return TABLE["templates.save"].get(work.actor.role)


def _read(draft: Draft) -> Draft:
    """Raises WrongFields with all that is the matter."""
    readers = {"name": _name, "language": entries.choice(*LANGUAGES), "text": _text(draft.language)}
    values = editing.read({"name": draft.name, "language": draft.language, "text": draft.text}, readers)
    return Draft(values["name"], values["text"], values["language"] or LANGUAGES[0], draft.team_id)


def _name(typed: str) -> str:
    said: str | None = entries.line(NAME)(typed)
    if said is None:
        raise Refused(NameMissing())
    return said


def _text(language: str) -> entries.Reader:
    def read(typed: str) -> str:
        said: str | None = entries.text(typed)
        if said is None:
            raise Refused(WordsMissing())
        if (fault := wordings.fault(said, language)) is not None:
            raise Refused(fault)
        return said

    return read


async def _must_fit(work: Work, draft: Draft, own: ReplyTemplate | None) -> None:
    fault = await _crowded(work, draft.name, draft.team_id, own) if own is None or own.active else None
    if fault is not None:
        raise Refused(WrongFields((("name", fault),)))


async def _crowded(work: Work, name: str, team_id: int | None, own: ReplyTemplate | None) -> Refusal | None:
    """Why there is no room for it beside the others of that team."""
    beside = await templates.beside(work.session, team_id, CHOICES)
    others = [each for each in beside if own is None or each.id != own.id]
    if any(_alike(each.name, name) for each in others):
        return TemplateExists(name)
    return TooManyTemplates(ACTIVE) if len(others) >= ACTIVE else None


def _alike(one: str, other: str) -> bool:
    return names.key(one) == names.key(other) if names.key(one) else one == other


# --- using them -------------------------------------------------------------------------------------------------------


@rule("templates.for_rep")
async def for_rep(work: Work, customer: Customer) -> list[ReplyTemplate]:
    """What the acting rep may begin a reply with, what is in the customer's language first; at most a hundred."""
    me = await _me(work)
    above = _above(await reps.teams(work.session), me)
    return await templates.usable(work.session, above, customer.language or work.house.language, CHOICES)


@rule("templates.fill")
async def fill(work: Work, template: ReplyTemplate, customer: Customer, rep: Rep) -> str:
    """The template's words as this rep would write them to this customer today, in the template's language."""
    language = template.language
    firms = await companies.names(work.session, [customer.company_id] if customer.company_id else [])
    values = {
        wordings.CUSTOMER: etiquette.outward(customer.name, language, customer.title),
        wordings.COMPANY: firms.get(customer.company_id or 0, ""),
        wordings.REP: names.bare(names.clean(rep.full_name)) if language == "ja" else names.clean(rep.full_name),
        wordings.US: work.house.company.strip(),
        wordings.TODAY: str(format_skeleton("MMMMd", work.today, locale=language)),
    }
    return wordings.fill(template.text, values)


async def _me(work: Work) -> Rep | None:
    return await reps.by_id(work.session, work.actor.id) if work.actor.kind == "rep" else None


def _above(teams: Sequence[Team], rep: Rep | None) -> frozenset[int]:
    """The rep's own team and those it belongs to: what a department writes is written in each of its sections."""
    parents = {team.id: team.parent_id for team in teams}
    found = list[int]()
    team_id = rep.team_id if rep else None
    while team_id is not None and team_id not in found:
        found.append(team_id)
        team_id = parents.get(team_id)
    return frozenset(found)
