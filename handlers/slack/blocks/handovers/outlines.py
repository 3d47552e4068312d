"""The brief in plain words, for the screen and for paper alike: most important first, and nothing that is not known."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from babel.dates import format_date

from crm import etiquette
from crm.notices import HandoverBrief, News, Occasion, Touch
from crm.notices.handover_briefs import BrokenPromise, Complaint, OwedThing
from crm.records.occasions import BIRTHDAY, SOON
from handlers.locales import Phrases
from handlers.slack.blocks import words
from handlers.slack.blocks.records import cards

_LEAP = 2000


@dataclass(frozen=True)
class Line:
    """One thing to know, not escaped yet. `grave`: it would hurt if it were overlooked."""

    text: str
    label: str = ""
    grave: bool = False


@dataclass(frozen=True)
class Part:
    """Some lines under a title; `name` tells the parts apart in any language."""

    name: str
    title: str
    lines: tuple[Line, ...]


def who(brief: HandoverBrief, say: Phrases) -> str:
    """株式会社サクラ 田中一郎様."""
    return words.plain_customer(brief.name, brief.company, say)


def about(brief: HandoverBrief, say: Phrases) -> list[str]:
    """What stands beside the name: reading, title, key person."""
    known = [each for each in (brief.reading, brief.title) if each]
    return [*known, say("handover_brief.key_person")] if brief.key_person else known


def stage(brief: HandoverBrief, say: Phrases) -> str:
    """関係の段階 2 担当への信頼（この1年の接点 4回）; "" while it is not known."""
    if brief.stage is None:
        return ""
    seen = say.list(tuple(say(key, **figures) for key, figures in brief.evidence))
    return say("handover_brief.stage", stage=say(f"stage.{brief.stage}"), evidence=seen)


def route(brief: HandoverBrief, say: Phrases) -> str:
    """佐藤さん → 鈴木さん（12月1日(火)から）; "" before anybody is named."""
    if not (brief.predecessor and brief.successor and brief.day):
        return ""
    names = (etiquette.inward(each, say.language) for each in (brief.predecessor, brief.successor))
    one, other = names
    return say("handover_brief.route", one=one, other=other, day=say.day(brief.day))


def parts(brief: HandoverBrief, say: Phrases) -> list[Part]:
    """Those of which anything is known."""
    told = {
        "first": [Line(brief.first_step)] if brief.first_step else [],
        "mind": list(_mind(brief, say)),
        "promises": list(_promises(brief, say)),
        "followups": list(_followups(brief, say)),
        "complaints": [_complaint(each, brief, say) for each in brief.complaints],
        "voice": [_heard(each, brief, say) for each in _voice(brief)],
        "touches": [_touch(each, brief, say) for each in brief.touches],
        "person": list(_person(brief, say)),
        "reach": list(_reach(brief, say)),
    }
    return [Part(name, _title(name, brief, say), tuple(lines)) for name, lines in told.items() if lines]


def _title(name: str, brief: HandoverBrief, say: Phrases) -> str:
    if name == "first" and brief.predecessor:
        return say("handover_brief.first_by", name=etiquette.inward(brief.predecessor, say.language))
    return say(f"handover_brief.{name}")


def _day(day: date, brief: HandoverBrief, say: Phrases) -> str:
    return say.day(day, year=day.year != brief.today.year)


def _mind(brief: HandoverBrief, say: Phrases) -> Iterator[Line]:
    if any(each.closed is None for each in brief.complaints):
        yield Line(say("handover_brief.open_case"), grave=True)
    if brief.taboos:
        yield Line(brief.taboos, say("customer.taboos"), grave=True)
    if brief.mourning_until:
        until = say("customer.until", day=say.day(brief.mourning_until, year=True))
        yield Line(until, say("customer.mourning"), grave=True)
    if brief.gifts:
        yield Line(say(f"customer.gifts_{brief.gifts}"), say("customer.gifts"), grave=True)


def _promises(brief: HandoverBrief, say: Phrases) -> Iterator[Line]:
    yield from (_owed(each, brief, say) for each in brief.promises)
    if brief.more_promises:
        yield Line(say("handover_brief.more", n=brief.more_promises))
    yield from (_broken(each, brief, say) for each in brief.broken)


def _followups(brief: HandoverBrief, say: Phrases) -> Iterator[Line]:
    yield from (_owed(each, brief, say) for each in brief.followups)
    if brief.more_followups:
        yield Line(say("handover_brief.more", n=brief.more_followups))


def _owed(each: OwedThing, brief: HandoverBrief, say: Phrases) -> Line:
    day = _day(each.day, brief, say)
    when = f"{day} {each.time:%H:%M}" if each.time else day
    text = say("handover_brief.owed", when=when, what=words.plain_what(each.what, say))
    if each.late:
        return Line(say("handover_brief.late", owed=text), grave=True)
    return Line(say("handover_brief.slipped", owed=text) if each.slipped else text)


def _broken(each: BrokenPromise, brief: HandoverBrief, say: Phrases) -> Line:
    told = {"day": _day(each.day, brief, say), "what": words.plain_what(each.what, say)}
    if each.done is None:
        return Line(say("handover_brief.broken_dropped", **told))
    return Line(say("handover_brief.broken_done", done=_day(each.done, brief, say), **told))


def _complaint(each: Complaint, brief: HandoverBrief, say: Phrases) -> Line:
    began = _news(News(each.opened, each.words, each.score), brief, say)
    ended = (
        say("handover_brief.case_closed", day=_day(each.closed, brief, say))
        if each.closed
        else say("handover_brief.case_open")
    )
    if each.task:
        what = words.plain_what(each.task, say)
        ended = say("handover_brief.case_task", ended=ended, what=what, state=say(f"handover_brief.{each.task_state}"))
    return Line(say("handover_brief.case", began=began, ended=ended), grave=each.closed is None)


def _voice(brief: HandoverBrief) -> list[News]:
    """The latest first; words that stand under the complaints already are not told twice."""
    told = {(each.opened, each.words) for each in brief.complaints}
    scores = [replace(each, text="") if (each.day, each.text) in told else each for each in brief.scores]
    heard = [*scores, *([brief.words] if brief.words else [])]
    return sorted(heard, key=lambda each: each.day, reverse=True)


def _heard(each: News, brief: HandoverBrief, say: Phrases) -> Line:
    if each.score is None:
        return Line(say("handover_brief.said", day=_day(each.day, brief, say), text=each.text))
    return Line(_news(each, brief, say))


def _news(each: News, brief: HandoverBrief, say: Phrases) -> str:
    """A day, with the score and the words as far as there are any."""
    day = _day(each.day, brief, say)
    if each.score is None:
        return say("handover_brief.quoted", what=day, text=each.text) if each.text else day
    scored = say("handover_brief.score", day=day, score=each.score)
    return say("handover_brief.quoted", what=scored, text=each.text) if each.text else scored


def _touch(each: Touch, brief: HandoverBrief, say: Phrases) -> Line:
    what = {"day": _day(each.day, brief, say), "kind": words.kind(each.kind, say)}
    told = say("handover_brief.touch", who=etiquette.inward(each.by, say.language), **what)
    return Line(say("handover_brief.quoted", what=told, text=each.text) if each.text else told)


def _person(brief: HandoverBrief, say: Phrases) -> Iterator[Line]:
    if brief.likes:
        yield Line(brief.likes, say("customer.likes"))
    for each in brief.occasions:
        yield Line(_occasion(each, say), cards.occasion_name(each, say))
    if brief.note:
        yield Line(brief.note, say("customer.note"))


def _occasion(each: Occasion, say: Phrases) -> str:
    on = format_date(date(_LEAP, each.month, each.day), say("customer.month_day"), locale=say.language)
    aside = [cards.soon(each, say)] if each.days <= SOON else []
    if each.turns is not None:
        aside.append(say("customer.turns" if each.kind == BIRTHDAY else "customer.years", n=each.turns))
    return say("customer.aside", what=on, aside=say.list(tuple(aside))) if aside else on


def _reach(brief: HandoverBrief, say: Phrases) -> Iterator[Line]:
    for name in ("phone", "email", "address"):
        if value := getattr(brief, name):
            yield Line(value, say(f"profile.{name}"))
    if brief.language:
        yield Line(say(f"language.{brief.language}"), say("profile.language"))
    consent = say(f"customer.consent_{brief.consent}")
    state = say(f"handover_brief.line_{brief.line}")
    asked = brief.line != "none" or brief.consent != "unasked"
    yield Line(say("customer.aside", what=state, aside=consent) if asked else state, say("customer.line"))
