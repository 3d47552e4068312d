"""A month of points: each figure with how it is computed, and the ledger as a file."""

from zoneinfo import ZoneInfo

from crm.notices import PointFlows, PointsMonth, PointsMonthFile
from crm.points.bank import reports
from crm.points.bank.reports import Month
from handlers import sheets
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit

NOW = "now"
FLOWS = ("earned", "returned", "spent", "restored", "expired", "adjusted")
# What takes from the balance.
LESS = frozenset({"returned", "spent", "expired"})


def report(month: PointsMonth, say: Phrases) -> View:
    """`value` of its buttons is the month that they are about."""
    blocks = [
        kit.header(_named(month, say)),
        kit.actions(*_turns(month, say)),
        kit.section(_outstanding(month, say)),
        kit.context(say("point_reports.outstanding_how")),
        kit.section(f"{say('point_reports.flows')}\n```{_flows(month, say)}```"),
        kit.context(say("point_reports.flows_how")),
        kit.section(_rates(month.year, say)),
        kit.context(say("point_reports.rates_how")),
        *_tiers(month, say),
        *_rewards(month, say),
        kit.divider(),
        kit.actions(
            kit.button(say("point_reports.file"), "points.report_file", _key(month)),
            kit.button(say("point_reports.back"), "programme.show", NOW),
        ),
    ]
    return kit.sheet(say("point_reports.title"), say("form.close"), blocks)


def _key(month: PointsMonth, on: int = 0) -> str:
    return str(Month(month.first.year, month.first.month).on(on))


def _named(month: PointsMonth, say: Phrases) -> str:
    return say("point_reports.month", year=month.first.year, month=month.first.month)


def _turns(month: PointsMonth, say: Phrases) -> list[kit.Block]:
    ways = [("earlier", -1)] * month.earlier + [("later", 1)] * month.later
    turns = [kit.button(say(f"point_reports.{way}"), f"points.report:{way}", _key(month, on)) for way, on in ways]
    return turns or [kit.button(say("point_reports.again"), "points.report", _key(month))]


def _outstanding(month: PointsMonth, say: Phrases) -> str:
    closing = month.closing
    return say(
        "point_reports.outstanding",
        day=say.day(month.last),
        points=f"{closing.points:,}",
        yen=f"{closing.points * month.value_yen:,}",
        pending=f"{closing.pending:,}",
        owed=f"{closing.owed:,}",
    )


def _flows(month: PointsMonth, say: Phrases) -> str:
    """Line by line, so that it can be added up by whoever reads it."""
    signed = [(name, getattr(month.flows, name) * (-1 if name in LESS else 1)) for name in FLOWS]
    lines = [("opening", month.opening.points), *signed, ("closing", month.closing.points)]
    return "\n".join(f"{points:>14,}  {say(f'point_reports.flow_{name}')}" for name, points in lines)


def _rates(year: PointFlows, say: Phrases) -> str:
    unknown = say("point_reports.unknown")
    breakage, redemption = reports.breakage(year), reports.redemption(year)
    return say(
        "point_reports.rates",
        breakage=unknown if breakage is None else f"{breakage}%",
        redemption=unknown if redemption is None else f"{redemption}%",
    )


def _tiers(month: PointsMonth, say: Phrases) -> list[kit.Block]:
    if not month.tiers:
        return []
    lines = [
        say(
            "point_reports.tier",
            name=kit.escape(each.name) or say("point_reports.no_tier"),
            wallets=f"{each.wallets:,}",
            points=f"{each.points:,}",
            yen=f"{each.points * month.value_yen:,}",
            cost=f"{each.cost:,}",
        )
        for each in month.tiers
    ]
    text = f"{say('point_reports.tiers')}\n" + "\n".join(lines)
    return [kit.section(text), kit.context(say("point_reports.tiers_how"))]


def _rewards(month: PointsMonth, say: Phrases) -> list[kit.Block]:
    if not month.rewards:
        return [kit.section(f"{say('point_reports.rewards')}\n{say('point_reports.no_rewards')}")]
    lines = [
        say(
            "point_reports.reward",
            name=kit.escape(each.name),
            times=f"{each.times:,}",
            points=f"{each.points:,}",
            cost=f"{each.cost:,}",
        )
        for each in month.rewards
    ]
    return [kit.section(f"{say('point_reports.rewards')}\n" + "\n".join(lines))]


def points_month_file(notice: PointsMonthFile, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    which = str(Month(notice.first.year, notice.first.month))
    month = say("point_reports.month", year=notice.first.year, month=notice.first.month)
    text = say("point_reports.file_of", month=month, n=f"{len(notice.rows) - 2:,}")
    name = f"points-{which}.csv"
    return SlackMessage(text, [kit.section(text)], ((name, sheets.written(reports.COLUMNS, notice.rows), name),))
