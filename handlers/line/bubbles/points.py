"""The points' card, its history, and what came or went."""

from crm import etiquette
from crm.notices import PointsAfter, PointsCard, PointsCards, PointsHistory, PointsMoved, PointsStatement, PointsStep
from crm.notices import TierSeen as Tier
from crm.points.bank.expiries import NEVER
from handlers.line import points, referrals
from handlers.line.bubbles import kit
from handlers.locales import Phrases

GREEN, PALE, RED = "#0b6b4f", "#d5e3dd", "#a3231b"
LEAVING, NOTED, PERKS = 3, 30, 200
# So many cards are shown whole; of more, so many parts of what goes and of the history.
FULL, FEW = 4, 0
# A note of these is the name of what was had; other notes are the staff's.
_NAMED = frozenset({"redemption"})
# The customer used them; anything else was taken away.
_SPENT = frozenset({"redemption", "checkout"})


def points_cards(notice: PointsCards, say: Phrases) -> list[kit.Message]:
    """One bubble, or as many as there are customers, side by side."""
    first = notice.cards[0]
    alt = say("line_points.alt", points=_number(first.statement.balance))
    several = len(notice.cards) > 1
    # A carousel may hold 50 kB in all: many cards show less, and the history is one tap away.
    lines = FEW if len(notice.cards) > FULL else None
    made = [_card(each, say, lines, referral=notice.referral, named=several) for each in notice.cards]
    return [kit.flex(alt, kit.carousel(made) if several else made[0])]


def _card(card: PointsCard, say: Phrases, most: int | None, *, referral: bool, named: bool) -> kit.Part:
    statement = card.statement
    name = etiquette.outward(card.customer, say.language)
    parts = [
        kit.small(say("line_points.of", name=name) if named else say("line_points.title")),
        *_sums(statement, say),
        *(_tier(statement.tier, card.progress, say) if statement.tier else []),
        *_leaves(statement, say)[:most],
        *_latest(statement, say)[:most],
    ]
    number = statement.customer_id
    buttons = []
    if card.rewards:
        label = say("line_points.see_rewards")
        buttons.append(kit.button(label, points.rewards_data(number), label, style="primary"))
    buttons.append(
        kit.button(say("line_points.see_history"), points.history_data(number), say("line_points.see_history"))
    )
    if referral:
        buttons.append(kit.button(say("line_points.refer"), referrals.SHOW, say("line_points.refer")))
    return kit.bubble(parts, footer=buttons)


def _sums(statement: PointsStatement, say: Phrases) -> list[kit.Part]:
    big = {"type": "text", "text": say("line_points.points", points=_number(statement.balance))}
    parts: list[kit.Part] = [big | {"weight": "bold", "size": "3xl", "color": GREEN, "adjustMode": "shrink-to-fit"}]
    if statement.value_yen:
        parts.append(kit.small(say("line_points.worth", yen=_number(statement.balance * statement.value_yen))))
    if statement.pending:
        parts.append(kit.small(say("line_points.pending", points=_number(statement.pending))))
    if statement.owed:
        parts.append(kit.small(say("line_points.owed", points=_number(statement.owed))))
    if statement.shared:
        parts.append(kit.small(say("line_points.shared")))
    return parts


def _tier(tier: Tier, progress: int, say: Phrases) -> list[kit.Part]:
    name = say("line_points.tier", name=tier.name) if tier.name else say("line_points.no_tier")
    parts = [_line(), kit.paragraph(name) | {"weight": "bold"}]
    if tier.next:
        parts += [_bar(progress), kit.small(_missing(tier, tier.missing, "line_points.to_next", say))]
    if tier.until:
        left = _missing(tier, tier.to_keep, "line_points.to_keep", say)
        parts.append(kit.small(say("line_points.kept_until", day=say.day(tier.until), left=left)) | {"color": RED})
    if tier.perks:
        parts.append(kit.small(say("line_points.perks", perks=kit.cut(say.list(tier.perks), PERKS))))
    return parts


def _missing(tier: Tier, missing: int, key: str, say: Phrases) -> str:
    unit = "line_points.yen" if tier.by == "money" else "line_points.points"
    return say(key, left=say(unit, points=_number(missing)), name=tier.next or tier.name)


def _bar(progress: int) -> kit.Part:
    """How far it is to the next tier; a box that is empty needs a filler, and a width of 0 % is none."""
    percent = max(1, min(100, progress))
    done = {"type": "box", "layout": "vertical", "contents": [{"type": "filler"}], "width": f"{percent}%"}
    done |= {"height": "8px", "backgroundColor": GREEN, "cornerRadius": "4px"}
    whole = {"type": "box", "layout": "vertical", "contents": [done], "height": "8px"}
    return whole | {"backgroundColor": PALE, "cornerRadius": "4px"}


def _leaves(statement: PointsStatement, say: Phrases) -> list[kit.Part]:
    soon = [each for each in statement.leaves if each.day != NEVER][:LEAVING]
    if not soon:
        return []
    lines = [say("line_points.leaves", day=say.day(each.day, year=True), points=_number(each.points)) for each in soon]
    return [_line(), kit.small(say("line_points.leaving")), *(kit.paragraph(each) | {"size": "sm"} for each in lines)]


def _latest(statement: PointsStatement, say: Phrases) -> list[kit.Part]:
    if not statement.history:
        return [_line(), kit.small(say("line_points.nothing_yet"))]
    return [_line(), *(_step(each, say) for each in statement.history)]


def _step(step: PointsStep, say: Phrases, *, balance: str = "") -> kit.Part:
    """Day and reason to the left, points to the right."""
    day = say.day(step.day, year=True) if balance else say.bare_day(step.day)
    what = [kit.small(day), kit.paragraph(_reason(step, say)) | {"size": "sm"}]
    left = kit.vertical(what, spacing="none") | {"flex": 3}
    moved = {"type": "text", "text": _moved(step, say), "align": "end", "size": "sm", "weight": "bold"}
    right = kit.vertical([moved, *([kit.small(balance, align="end")] if balance else [])], spacing="none")
    return kit.row([left, right | {"flex": 2}])


def _reason(step: PointsStep, say: Phrases) -> str:
    words = say(f"points.reason_{step.reason}")
    noted = step.note and step.reason in _NAMED
    return say("line_points.noted", reason=words, note=kit.cut(step.note, NOTED)) if noted else words


def _moved(step: PointsStep, say: Phrases) -> str:
    if not step.points and step.pending:
        return say("line_points.pending_step", points=_signed(step.pending))
    return _signed(step.points)


def points_history(notice: PointsHistory, say: Phrases) -> list[kit.Message]:
    """A page of lines, with the ways to newer and older ones."""
    title = say("line_points.history_title", name=etiquette.outward(notice.customer, say.language))
    if not notice.lines:
        return [kit.flex(title, kit.bubble([kit.title(title), kit.paragraph(say("line_points.nothing_yet"))]))]
    lines = [_step(each.step, say, balance=_balance(each, say)) for each in notice.lines]
    return [kit.flex(title, kit.bubble([kit.title(title), *lines], footer=_ways(notice, say)))]


def _balance(line: PointsAfter, say: Phrases) -> str:
    return say("line_points.after", points=_number(line.balance))


def _ways(notice: PointsHistory, say: Phrases) -> list[kit.Part]:
    ways = []
    if notice.trail:
        newer = points.history_data(notice.customer_id, notice.trail[:-1])
        ways.append(kit.button(say("line_points.newer"), newer, say("line_points.newer")))
    if notice.more:
        older = points.history_data(notice.customer_id, (*notice.trail, notice.lines[-1].step.entry_id))
        ways.append(kit.button(say("line_points.older"), older, say("line_points.older")))
    return [kit.row(ways)] if ways else []


def points_moved(notice: PointsMoved, say: Phrases) -> list[kit.Message]:
    """「10ポイントを差し上げました」: why, and what there is now."""
    key = _what_happened(notice)
    who = {"name": etiquette.outward(notice.customer, say.language), "company": kit.firm(notice.company, say)}
    lines = [say(f"line_points.{key}", points=_number(abs(notice.points)), **who), _why(notice, say)]
    if notice.pending and notice.ready_on:
        lines.append(say("line_points.ready_on", day=say.day(notice.ready_on)))
    if notice.owed:
        lines.append(say("line_points.owed", points=_number(notice.owed)))
    lines.append(say("line_points.now", points=_number(notice.balance)))
    return [kit.text("\n".join(lines))]


def _what_happened(notice: PointsMoved) -> str:
    if notice.pending:
        return "promised"
    if notice.points > 0:
        return "came"
    return "spent" if notice.reason in _SPENT else "went"


def _why(notice: PointsMoved, say: Phrases) -> str:
    reason = say(f"points.reason_{notice.reason}")
    words = say("line_points.noted", reason=reason, note=kit.cut(notice.note, 100)) if notice.note else reason
    return say("line_points.why", reason=words)


def _line() -> kit.Part:
    return {"type": "separator"}


def _number(points: int) -> str:
    return f"{points:,}"


def _signed(points: int) -> str:
    return f"{points:+,}"
