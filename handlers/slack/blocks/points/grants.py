"""Points given by hand: what the rep reads, what a manager decides, and what looks odd."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from crm.notices import (
    GrantAsked,
    GrantFlag,
    GrantLine,
    GrantList,
    GrantShown,
    PointsOf,
    PointsStatement,
    PointsStep,
)
from crm.points.bank.expiries import NEVER
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, lines, words
from handlers.slack.blocks.points import purchases

NOTE = 160
LEAVES, STEPS = 5, 10
WHY = 300


def reason(code: str, note: str, say: Phrases) -> str:
    """来店 · お詫び: the reason, and beside it what was typed."""
    plain = say(f"points.reason_{code}")
    typed = kit.escape(lines.glimpse(note, NOTE))
    return say("grants.reason", reason=plain, note=typed) if typed else plain


def grant_shown(notice: GrantShown, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say(f"grants.{notice.state}", who=who, points=f"{notice.points:,}")
    told = [f"*{title}*", reason(notice.reason, notice.note, say)]
    if notice.state in {"given", "taken", "undone"}:
        told.append(purchases.balance(notice.balance, "", say))
    if notice.by:
        told.append(say("grants.by", by=f"<@{notice.by}>"))
    if notice.why:
        told.append(f"> {kit.escape(lines.glimpse(notice.why, WHY))}")
    if notice.rest is not None:
        told.append(say("grants.rest", rest=f"{notice.rest:,}"))
    return SlackMessage(title, [kit.section("\n".join(told)), *_buttons(notice, say, zone)])


def _buttons(notice: GrantShown, say: Phrases, zone: ZoneInfo) -> Iterator[kit.Block]:
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    if notice.undo_until is None:
        yield kit.actions(card)
        return
    yield kit.actions(kit.button(say("purchases.undo"), "grant.undo", str(notice.grant_id)), card)
    yield kit.context(say("grants.undo_until", time=f"{notice.undo_until.astimezone(zone):%H:%M}"))


def grant_asked(notice: GrantAsked, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say("grants.asking", rep=f"<@{notice.rep}>", who=who, points=f"{notice.points:,}")
    told = [title, reason(notice.reason, notice.note, say)]
    if notice.by:
        told.append(say(f"grants.decided_{notice.state}", by=f"<@{notice.by}>"))
    if notice.why:
        told.append(f"> {kit.escape(lines.glimpse(notice.why, WHY))}")
    blocks = [kit.section("\n".join(told))]
    number = str(notice.grant_id)
    if notice.state == "asked":
        yes = kit.button(say("grants.approve"), "grant.approve", number, style="primary")
        blocks.append(kit.actions(yes, kit.button(say("grants.refuse"), "grant.refusing", number)))
    return SlackMessage(title, blocks)


def refusing(grant_id: int, say: Phrases) -> View:
    """`private_metadata` is the grant."""
    why = kit.words("why", multiline=True, most=WHY)
    blocks = [kit.field("why", say("grants.field_why"), why, optional=True, hint=say("grants.field_why_hint"))]
    made = kit.modal("grant.refuse", say("grants.refuse_title"), say("grants.refuse"), say("form.cancel"), blocks)
    return made | {"private_metadata": str(grant_id)}


def points_of(notice: PointsOf, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who, has = words.customer(notice.customer, notice.company, say), notice.statement
    tier = has.tier.name if has.tier else ""
    title = say("grants.of", who=who)
    told = [f"*{title}*", purchases.balance(has.balance, tier, say)]
    told += [say("grants.pending", points=f"{has.pending:,}")] if has.pending else []
    told += [say("grants.owed", points=f"{has.owed:,}")] if has.owed else []
    told += [say("grants.shared")] if has.shared else []
    told += [say("purchases.off")] if notice.off else []
    blocks = [kit.section("\n".join(told))]
    for part in (list(_leaves(has, say)), [step(each, say) for each in has.history[:STEPS]]):
        blocks += [kit.section("\n".join(part))] if part else []
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(title, [*blocks, kit.actions(card)])


def _leaves(has: PointsStatement, say: Phrases) -> Iterator[str]:
    for each in has.leaves[:LEAVES]:
        if each.day != NEVER:
            yield say("grants.leaves", points=f"{each.points:,}", day=say.day(each.day, year=True))


def step(each: PointsStep, say: Phrases) -> str:
    """11月20日(金)　+100　来店"""
    moved = each.points or each.pending
    line = say("grants.step", day=say.day(each.day), points=f"{moved:+,}", reason=reason(each.reason, each.note, say))
    return say("grants.step_pending", step=line) if each.pending > 0 and not each.points else line


def grant_flag(notice: GrantFlag, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, None, say)
    figures = {"points": f"{notice.points:,}", "total": f"{notice.total:,}", "times": notice.times}
    text = say(f"grants.flag_{notice.kind}", rep=f"<@{notice.rep}>", who=who, **figures)
    shown = kit.button(say("grants.list_button"), "grant.list", str(notice.rep_id))
    return SlackMessage(text, [kit.section(text), kit.actions(shown), kit.context(say("grants.flag_hint"))])


def grant_list(notice: GrantList, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("grants.list", rep=kit.escape(notice.rep))
    told = [_listed(each, say) for each in notice.lines] or [say("grants.list_empty")]
    halves = [told[:15], told[15:]]
    return SlackMessage(title, [kit.section(f"*{title}*"), *(kit.section("\n".join(each)) for each in halves if each)])


def _listed(each: GrantLine, say: Phrases) -> str:
    who = words.customer(each.customer, None, say) if each.customer else say("grants.nobody_yet")
    line = say("grants.step", day=say.day(each.day), points=f"{each.points:+,}", reason=who)
    note = kit.escape(lines.glimpse(each.note, 60)) or say(f"points.reason_{each.reason}")
    return lines.apart([line, note, say(f"grants.state_{each.state}")], say)
