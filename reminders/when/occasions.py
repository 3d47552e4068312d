"""Days that the business year names: 翌営業日, 連休明け, お盆明け, 年明け, 五十日, 年度末, クリスマス."""

import calendar
import re
from datetime import date, timedelta

from reminders.when.model import Here, Rule, Slots, any_of, plain
from reminders.when.numbers import ERA, LEFT, NUMBER, era_year, full_year, number

_DAY = timedelta(days=1)
_LONG_WEEKEND = 3
_SEARCH_DAYS = 200
_GOTOBI = 5


def _next_business_day(match: re.Match[str], here: Here) -> Slots:
    step = -1 if match[0].startswith("前") else 2 if "翌々" in match[0] else 1
    return {"day": here.business.add_business_days(here.today, step)}


def _after_the_long_weekend(match: re.Match[str], here: Here) -> Slots:
    """The first business day after the next (or the running) three days off in a row, of that month if one is named."""
    off, day = 0, here.today
    if match["m"]:
        month = number(match["m"])
        day = max(day, date(day.year + (month < day.month), month, 1))
    while not here.business.is_business_day(day - _DAY):
        day -= _DAY
    for _step in range(_SEARCH_DAYS):
        if here.business.is_business_day(day):
            if off >= _LONG_WEEKEND and day > here.today:
                return {"day": day}
            off = 0
        else:
            off += 1
        day += _DAY
    raise ValueError("no three days off in a row")


def _reopening(last_day_off: tuple[int, int], here: Here) -> Slots:
    """The first business day after a holiday season that ends on (month, day) every year."""
    for year in (here.today.year, here.today.year + 1):
        day = here.business.on_or_after(date(year, *last_day_off) + _DAY)
        if day > here.today:
            return {"day": day}
    raise ValueError("two years without that season")


def _after_bon(_: re.Match[str], here: Here) -> Slots:
    return _reopening((8, 16), here)


def _after_golden_week(_: re.Match[str], here: Here) -> Slots:
    return _reopening((5, 5), here)


def _new_year(match: re.Match[str], here: Here) -> Slots:
    """年明け is the next one; 来年早々 and 再来年の年始 name their year."""
    years = {"来年": 1, "再来年": 2}.get(match["year"] or "")
    if years:
        return {"day": here.business.on_or_after(date(here.today.year + years, 1, 4)), "around": True}
    return {**_reopening((1, 3), here), "around": True}


def _gotobi(match: re.Match[str], here: Here) -> Slots:
    """五十日, when invoices are settled: the 5th, 10th … 25th and the last of the month."""
    day = here.today + _DAY * bool(match["next"])
    while day.day % _GOTOBI and day.day != calendar.monthrange(day.year, day.month)[1]:
        day += _DAY
    return {"day": day if day.day <= 30 else day - _DAY}


def _fiscal(match: re.Match[str], here: Here) -> Slots:
    """年度 runs from 1 April to 31 March and is called by the year in which it starts."""
    today = here.today
    start = today.year - (today.month < 4)
    if match["y"]:
        start = era_year(match["era"], match["y"]) if match["era"] else full_year(match["y"], today)
    years = {"来": 1, "翌": 1, "次": 1, "再来": 2, "昨": -1, "前": -1}.get(match["rel"] or "", 0)
    if match["edge"] in {"末", "内", "中", "いっぱい"}:
        return {"day": date(start + years + 1, 3, 31)}
    if not years and not match["y"]:
        years = int(date(start, 4, 1) < today)
    return {"day": here.business.on_or_after(date(start + years, 4, 1))}


def _quarter_end(_: re.Match[str], here: Here) -> Slots:
    month = (here.today.month + 2) // 3 * 3
    return {"day": date(here.today.year, month, calendar.monthrange(here.today.year, month)[1])}


_FEASTS = {
    "元日": (1, 1), "元旦": (1, 1), "大晦日": (12, 31), "おおみそか": (12, 31), "クリスマスイブ": (12, 24),
    "クリスマスイヴ": (12, 24), "クリスマス": (12, 25), "バレンタインデー": (2, 14), "ホワイトデー": (3, 14),
    "仕事納め": (12, 28), "new year's eve": (12, 31), "new years eve": (12, 31), "new year's day": (1, 1),
    "new year's": (1, 1), "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25),
    "xmas": (12, 25), "boxing day": (12, 26), "valentine's day": (2, 14), "halloween": (10, 31),
}  # fmt: skip


def _feast(match: re.Match[str], _: Here) -> Slots:
    month, dom = _FEASTS[plain(match["feast"])]
    slots: Slots = {"month": month, "dom": dom}
    if match["y"]:
        slots["year"] = int(match["y"])
    return slots


def _feasts(names: str, after: str) -> str:
    return rf"(?P<feast>{names})(?:,?\s+(?P<y>20[0-9]{{2}}))?{after}"


_JAPANESE_FEASTS = any_of(name for name in _FEASTS if not name.isascii())
_ENGLISH_FEASTS = any_of(name for name in _FEASTS if name.isascii())

JAPANESE = (
    Rule(r"(?:翌々|翌|次の?|前)営業日", _next_business_day),
    Rule(rf"(?:次の|{LEFT}(?P<m>{NUMBER})月の)?連休(?:明け|あけ)(?:早々)?", _after_the_long_weekend),
    Rule(r"お?盆(?:休み)?(?:明け|あけ)(?:早々)?", _after_bon),
    Rule(r"(?:gw|ゴールデンウイーク|ゴールデンウィーク)(?:明け|あけ)(?:早々)?", _after_golden_week),
    Rule(
        r"(?:(?P<year>再来年|来年)の?(?:年明け|年始|年初|初め|始め|初頭|早々|頭)|(?:年明け|新年(?=早々|明け)|正月明け|(?<!年末)年始|年初|年頭|仕事始め)(?!商戦|度|会|号|配))"
        r"(?:明け)?(?:早々|すぐ|一番)?",
        _new_year,
    ),
    Rule(r"(?P<next>次の|つぎの)?(?:五十日(?!間|後|前|以|目)|ごとおび|ゴトー日|ごとうび)", _gotobi),
    Rule(
        rf"(?:(?P<era>{ERA}|(?<![a-z])[hr])?(?P<y>{NUMBER})|(?P<rel>再来|来|翌|次|今|本|当|昨|前))?年度の?(?P<edge>末|内|いっぱい|中(?=に|で)|初め|始め|はじめ|初|頭)",
        _fiscal,
    ),
    Rule(r"(?:今)?四半期末", _quarter_end),
    Rule(_feasts(_JAPANESE_FEASTS, r"(?![会商]|商戦|[ァ-ヶ]|の?(?:ご?挨拶|プレゼント|ケーキ|ギフト))"), _feast),
)

# A Christmas party is a kind of thing.
_OF_THE_FEAST = (
    "part(?:y|ies)|sale|cards?|gifts?|tree|carol|menu|lunch|dinner|drinks|cake|season|greetings?|orders?|mail|presents?"
)

ENGLISH = (
    Rule(r"(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?quarter\b|\beoq\b", _quarter_end),
    Rule(r"\b(?:the\s+)?(?:next|following)\s+(?:business|working)\s+day\b", _next_business_day),
    Rule(
        _feasts(
            _ENGLISH_FEASTS,
            r"(?![a-z]|\s+(?:part(?:y|ies)|sale|cards?|gifts?|tree|carol|menu|lunch|dinner|drinks|cake|season|greetings?|orders?|mail|presents?))",
        ),
        _feast,
    ),
)
