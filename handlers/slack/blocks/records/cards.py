"""The customer card in groups that a phone can show: who, what to mind, how we stand, what comes next, what we know."""

import re
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_date

from crm import etiquette
from crm.notices import CustomerCard, Due, Occasion, OwnField, PointsNow
from crm.records.occasions import BIRTHDAY, SOON
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, lines, words
from handlers.slack.blocks.records import merges

# Columns of a touch, of a note, and of everything that should stay on one line.
TOUCH, NOTE, LINE = 240, 600, 160
_LEAP = 2000
_DIALLED = re.compile(r"\+?[0-9][0-9 ()-]{5,}")
_MAILED = re.compile(r"[^\s<>|&@]+@[^\s<>|&@]+")


def customer_card(notice: CustomerCard, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.name, notice.company, say)
    owner = kit.escape(etiquette.inward(notice.owner, say.language))
    heads = (_who(notice, who, owner, say), _mind(notice, say), _standing(notice, say))
    blocks = [kit.section("\n".join(group)) for group in map(list, heads) if group]
    for group in (_next(notice, say), _known(notice, say)):
        blocks += [kit.divider(), *more] if (more := list(group)) else []
    blocks += [*_buttons(notice, say), *merges.alike(notice.alike, notice.customer_id, say)]
    return SlackMessage(f"{who} {say('customer.owner')}: {owner}", blocks)


def card_sheet(notice: CustomerCard, say: Phrases, zone: ZoneInfo) -> View:
    """The same where there is no message to answer: on the home page and in other modals."""
    return kit.sheet(say("customer.title"), say("form.close"), customer_card(notice, say, zone).blocks)


def fact(key: str, value: str, say: Phrases) -> str:
    """*担当*　佐藤さん; `value` is escaped already."""
    return say("customer.fact", label=say(key), value=value)


def _line(text: str, most: int = LINE) -> str:
    return kit.escape(lines.glimpse(text, most))


def _who(notice: CustomerCard, who: str, owner: str, say: Phrases) -> Iterator[str]:
    yield f"*{who}*"
    known = [_line(each) for each in (notice.reading, notice.title) if each]
    known += [say("customer.key_person")] if notice.key_person else []
    if known:
        yield lines.apart(known, say)
    deputy = _line(etiquette.inward(notice.deputy, say.language)) if notice.deputy else None
    in_charge = [fact("customer.owner", owner, say)]
    in_charge += [fact("customer.deputy", deputy, say)] if deputy else []
    yield lines.apart(in_charge, say)
    if notice.created:
        yield say("customer.created")


def _mind(notice: CustomerCard, say: Phrases) -> Iterator[str]:
    """What would hurt if it were overlooked."""
    if notice.open_case:
        yield f"*{say('customer.open_case')}*"
    if notice.taboos:
        yield "⚠️ " + fact("customer.taboos", _line(notice.taboos, NOTE), say)
    if notice.mourning_until:
        until = say("customer.until", day=say.day(notice.mourning_until, year=True))
        yield "⚠️ " + fact("customer.mourning", until, say)
    if notice.gifts:
        yield "⚠️ " + fact("customer.gifts", say(f"customer.gifts_{notice.gifts}"), say)


def _standing(notice: CustomerCard, say: Phrases) -> Iterator[str]:
    if notice.stage is not None:
        seen = say.list(tuple(say(key, **figures) for key, figures in notice.evidence))
        yield fact("customer.stage", f"{say(f'stage.{notice.stage}')}\n{seen}", say)
    if notice.scores:
        scores = [say("customer.score", score=each.score, day=say.day(each.day)) for each in notice.scores]
        yield fact("customer.scores", say.list(tuple(scores)), say)
    line = say(f"customer.line_{notice.line}")
    if notice.line != "none" or notice.consent != "unasked":
        line = lines.apart((line, say(f"customer.consent_{notice.consent}")), say)
    yield fact("customer.line", line, say)
    if notice.points is not None:
        yield fact("customer.points", _points(notice.points, say), say)


def _points(has: PointsNow, say: Phrases) -> str:
    """1,234（確定待ち 128）・ゴールド"""
    now = say("customer.points_now", points=f"{has.balance:,}")
    if has.pending:
        now = say("customer.points_pending", now=now, pending=f"{has.pending:,}")
    return lines.apart([now, *([_line(has.tier)] if has.tier else [])], say)


def _next(notice: CustomerCard, say: Phrases) -> Iterator[kit.Block]:
    title, contact = f"*{say('customer.followups')}*", list(_contact(notice, say))
    if not notice.followups:
        contact.append(fact("customer.followups", say("customer.no_followups"), say))
    yield kit.section("\n".join(contact))
    for number, each in enumerate(notice.followups):
        line = _owed(each, say, late=number < notice.overdue)
        done = kit.button(say("customer.done"), f"customer.done:{each.followup_id}", str(each.followup_id))
        yield kit.section(line if number else f"{title}\n{line}", accessory=done)
    if notice.more_followups:
        yield kit.context(say("customer.more", n=notice.more_followups))


def _contact(notice: CustomerCard, say: Phrases) -> Iterator[str]:
    touch = notice.last_touch
    if touch is None:
        yield fact("customer.last_touch", say("customer.no_touch"), say)
    else:
        ago = days_ago(notice.days_since_touch or 0, say)
        when = say("customer.aside", what=f"{say.day(touch.day)} {words.kind(touch.kind, say)}", aside=ago)
        yield fact("customer.last_touch", f"{when}\n{_line(touch.text, TOUCH)}".rstrip(), say)
    if notice.cadence_days:
        late = notice.days_since_touch is not None and notice.days_since_touch > notice.cadence_days
        cadence = say("customer.every", n=notice.cadence_days)
        yield fact("customer.cadence", f"{cadence} {say('customer.cadence_late')}" if late else cadence, say)


def days_ago(days: int, say: Phrases) -> str:
    return say(f"customer.ago_{days}" if days in {0, 1} else "customer.ago", n=days)


def _owed(due: Due, say: Phrases, *, late: bool) -> str:
    return f"{say('customer.late')} {words.due(due, say)}" if late else f"• {words.due(due, say)}"


def _known(notice: CustomerCard, say: Phrases) -> Iterator[kit.Block]:
    facts = [occasion(each, say) for each in notice.occasions]
    facts += [fact("customer.likes", _line(notice.likes, NOTE), say)] if notice.likes else []
    facts += [fact("customer.note", _line(notice.note, NOTE), say)] if notice.note else []
    own = [_own(each, say) for each in notice.custom]
    yield from (kit.section("\n".join(group)) for group in (facts, own) if group)
    tags = " ".join(f"#{each}" for each in notice.tags)
    small = [each for each in (_reach(notice, say), _line(tags, NOTE)) if each]
    if small:
        yield kit.context("\n".join(small))


def occasion(each: Occasion, say: Phrases) -> str:
    """*誕生日*　5月3日（あと12日、48歳に）"""
    on = format_date(date(_LEAP, each.month, each.day), say("customer.month_day"), locale=say.language)
    aside = say.list(tuple(_aside(each, say)))
    value = say("customer.aside", what=on, aside=aside) if aside else on
    return say("customer.fact", label=_line(occasion_name(each, say)), value=value)


def _aside(each: Occasion, say: Phrases) -> Iterator[str]:
    near = each.days <= SOON
    if near:
        yield soon(each, say)
    if each.turns is not None and each.kind == BIRTHDAY:
        yield say("customer.turns", n=each.turns) if near else say("customer.age", n=each.turns - 1)
    elif each.turns is not None and near:
        yield say("customer.years", n=each.turns)


def occasion_name(each: Occasion, say: Phrases) -> str:
    """The label that was typed for it, else what its kind is called. Not escaped yet."""
    return each.label or say(f"customer.day_{each.kind}")


def soon(each: Occasion, say: Phrases) -> str:
    """あと12日; where it is not kept on its own date, with the day: あと3日 2月28日(日)."""
    left = say(f"customer.in_{each.days}" if each.days in {0, 1} else "customer.in", n=each.days)
    return left if (each.next.month, each.next.day) == (each.month, each.day) else f"{left} {say.day(each.next)}"


def _own(field: OwnField, say: Phrases) -> str:
    day = _day(field.value) if field.kind == "date" else None
    value = say.day(day, year=True) if day else _line(field.value)
    return say("customer.fact", label=_line(field.name), value=value)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None  # typed before the field became a date: shown as it stands


def _reach(notice: CustomerCard, say: Phrases) -> str:
    """How to reach them; on a phone a tap calls or writes."""
    known = (
        ("📞", _linked("tel:", notice.phone, _DIALLED)),
        ("✉️", _linked("mailto:", notice.email, _MAILED)),
        ("📍", _line(notice.address) if notice.address else ""),
    )
    return lines.apart((f"{icon} {text}" for icon, text in known if text), say)


def _linked(scheme: str, text: str | None, form: re.Pattern[str]) -> str:
    if not text:
        return ""
    if not form.fullmatch(text):
        return _line(text)
    target = re.sub(r"[ ()-]", "", text) if scheme == "tel:" else text
    return f"<{scheme}{target}|{text}>"


def _buttons(notice: CustomerCard, say: Phrases) -> Iterator[kit.Block]:
    """Two rows: what is done every day, and what is done now and then."""
    number, company = str(notice.customer_id), notice.company_id
    yield kit.actions(
        kit.button(say("customer.log"), "log.form", number, style="primary"),
        kit.button(say("customer.next"), "followup.new", number),
        kit.button(say("customer.brief"), "customer.brief", number),
        kit.button(say("customer.timeline"), "customer.timeline", number),
        kit.button(say("customer.edit"), "customer.edit", number),
    )
    ask = kit.button(say("customer.ask_nps"), "survey.nps", number)
    invite = kit.button(say("customer.invite"), "customer.invite", number)
    firm = [kit.button(say("customer.company"), "company.card", str(company))] if company is not None else []
    merge = kit.button(say("customer.merge"), "merge.start", number)
    case = kit.button(say("customer.case_open" if notice.open_case else "customer.case_new"), "case.of", number)
    hand_over = kit.button(say("customer.hand_over"), "handover.start", number)
    yield kit.actions(ask if notice.line == "linked" else invite, *firm, case, hand_over, merge)
