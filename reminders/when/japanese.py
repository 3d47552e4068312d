"""Japanese words for days, weeks and months; the words themselves are in the tables of japanese_words."""

import re

from reminders.when import japanese_distances, japanese_hours, occasions
from reminders.when.japanese_words import (
    ALONE_EDGES,
    DAY_PARTS,
    DAYS,
    EDGES,
    MONTHS,
    SCALES,
    SPELT_DAY_PARTS,
    SPELT_DAYS,
    SPELT_READINGS,
    TOLD_DAYS,
    WEEKDAYS,
    WEEKS,
    YEARS,
)
from reminders.when.model import Here, Rule, Slots, any_of
from reminders.when.numbers import ERA, LEFT, NUMBER, era_year, full_year, number


def _era_date(match: re.Match[str], here: Here) -> Slots:
    year = era_year(match["era"], match["y"]) if match["era"] else full_year(match["y"], here.today)
    return {"year": year, "month": number(match["m"]), "dom": number(match["d"])}


def _year(match: re.Match[str], here: Here) -> Slots:
    return {"year": era_year(match["era"], match["y"]) if match["era"] else full_year(match["y"], here.today)}


def _month_day(match: re.Match[str], _: Here) -> Slots:
    return {"month": number(match["m"]), "dom": number(match["d"])}


def _month(match: re.Match[str], _: Here) -> Slots:
    month = number(match["m"])
    if not 1 <= month <= 12:
        raise ValueError(f"no month: {month}")
    return {"month": month}


def _day_of_month(match: re.Match[str], _: Here) -> Slots:
    return {"dom": number(match["d"])}


def _day(match: re.Match[str], here: Here) -> Slots:
    return {"day": here.in_days((DAYS | SPELT_DAYS | TOLD_DAYS)[match["day"]])}


def _day_part(match: re.Match[str], here: Here) -> Slots:
    days, part = (DAY_PARTS | SPELT_DAY_PARTS)[match["day"]]
    return {"day": here.in_days(days), "part": part}


def _week(match: re.Match[str], _: Here) -> Slots:
    return {"week": WEEKS[match["week"]]}


def _this_day_of_week(match: re.Match[str], here: Here) -> Slots:
    return {"day": here.in_days(7 * WEEKS[match["week"]])}


def _after_the_week(match: re.Match[str], here: Here) -> Slots:
    """週明け is the first day that is worked; with a weekday (週明け月曜) it is only the week."""
    if match["named"] is not None:
        return {"week": 1}
    return {"day": here.business.on_or_after(here.in_days(7 - here.today.weekday()))}


def _months(match: re.Match[str], _: Here) -> Slots:
    return {"months": MONTHS[match["month"]]}


def _years(match: re.Match[str], _: Here) -> Slots:
    return {"years": YEARS[match["year"]]}


def _edge(match: re.Match[str], _: Here) -> Slots:
    """末 in 来月末: of the period just before it, and nothing by itself (一年中)."""
    return {"edge": f"{SCALES[match.string[match.start() - 1]]}.{EDGES[match['edge']]}", "dangling": True}


def _alone_edge(match: re.Match[str], _: Here) -> Slots:
    return {"edge": ALONE_EDGES[match["edge"]]}


def _weekday(match: re.Match[str], _: Here) -> Slots:
    slots: Slots = {"weekday": WEEKDAYS.index(match["wd"])}
    if match["lead"] and match["lead"].endswith(("前の", "間の", "先の")):
        slots["past"] = True
    return slots


def _bracketed_weekday(match: re.Match[str], _: Here) -> Slots:
    slots: Slots = {"weekday": WEEKDAYS.index(match["wd"])}
    return slots if match["sure"] is not None else {**slots, "weak": True}


def _written_weekday(match: re.Match[str], _: Here) -> Slots:
    return {"weekday": WEEKDAYS.index(match["wd"]), "dangling": True}


def _kanji_weekday(match: re.Match[str], _: Here) -> Slots:
    return {"weekday": WEEKDAYS.index(match["wd"])}


def _spelt_weekday(match: re.Match[str], _: Here) -> Slots:
    return {"weekday": SPELT_READINGS[match["wd"]]}


def _weekend_days(_: re.Match[str], __: Here) -> Slots:
    return {"weekday": 5}


def _nth(match: re.Match[str], _: Here) -> Slots:
    nth = number(match["n"]) if match["n"] else 1 if match[0].startswith("最初") else -1
    return {"nth": nth, "weekday": WEEKDAYS.index(match["wd"])}


def _business_day_of_month(match: re.Match[str], _: Here) -> Slots:
    """第3営業日 and 最終営業日."""
    return {"edge": f"month.{number(match['n']) if match['n'] else -1}"}


_ANY_YEAR = rf"(?:(?P<era>{ERA}|(?<![a-z])[mtshr])\s*|{LEFT})(?P<y>{NUMBER}|元)\s?年"
# 12月3〜5日 starts on the third.
_MONTH_AND_DAY = rf"(?P<m>{NUMBER})\s?月の?\s*(?P<d>{NUMBER})(?:[~-]{NUMBER})?\s?日(?!間|目)"
_MONTH_EDGE_AHEAD = (
    r"(?=の?\s*(?:末|上旬|初旬|中(?!止|国)|下旬|初|頭|半ば|始め|はじめ|前半|後半|いっぱい|第|最[初後終]))"
)
# 3日 in 約3日, 3日間, 3日ほど, 3日かかる, 3日無料 is a length.
_NO_LENGTH_BEFORE = r"(?<![約丸計全各第中延])(?<![0-9][~-])"
_NO_LENGTH_AFTER = (
    r"(?!間|目|分|前(?!後)|後(?!半)|様|さん|券|乗車|坊主|酔|以上|ほど|程度|くらい|ぐらい|ごと|おき|毎|連続|掛|か[けか]|がかり|ぶり|あたり|当たり|制|数|無料|保証|未満"
    r"|有効|返品|試用|営業|稼働|前倒|[遅早]|はか[けか]|で(?:納|完|仕上|対応|回答|終|でき|作|手配|用意|準備|発送|届|返)"
    r"|に[0-9一二三]+(?:度|回)|[0-9一二三四五六七八九十]+(?:度|回|件|個|人|時間|本|食|台|枚))"
)
# あす in あすか, きょう in とうきょう.
_SPELT_LEFT = r"(?<![ぁ-んァ-ヶー])"
_SPELT_RIGHT = r"(?=$|[^ぁ-んァ-ヶー]|に|は(?!っ)|の|も|が|を|で|から|まで|より|いっぱい|ごろ)"
_ALL_DAY = r"(?:(?:の|まる|丸)?[1一]日(?:中)?(?![0-9一二三四五六七八九十]))?(?:中(?=に|$|[\s、。,]))?"
_WD = rf"(?P<wd>[{WEEKDAYS}])"
# 来週火 10時 and 来週火に, but not 来週水道工事.
_NO_WORD = (
    r"(?=$|[^一-鿿ァ-ヶa-zぁ-ん]|に|は|の|で|まで|から|と|も|が|を|か|頃|ごろ|午前|午後|朝|夕|夜|昼"
    r"|[一二三四五六七八九十]+時)"
)
_WHICH = r"(?P<lead>次の|次回の?|今度の|こんどの|きたる|来る|この前の|こないだの|この間の|前の|先の)?"
_NO_CLUB = r"(?!会|市|大工|版|劇場|定休|休み|以外|を除|担当|礼拝|参観)"
_HOLIDAY = r"(?:[・,/ ]?(?:祝日?|休日?|振休|振替休日|振))?"
_NO_EDGE = r"(?!国|止|間|央|途|華|小|心|古|立|部|身|野|村|島|山|川|田|井|西|元|谷|盤|等|学)"
_NO_SEASON = r"(?!の?(?:ご?挨拶|大掃除|繁忙|多忙)|調整|年始|商戦|ジャンボ|進行|年初|ごと|日)"

_DATES = (
    Rule(rf"{_ANY_YEAR}の?\s*{_MONTH_AND_DAY}", _era_date),
    Rule(rf"{_ANY_YEAR}(?=の?\s*(?:{NUMBER}\s?月|[0-9]{{1,2}}/[0-9]|末(?!っ)|年?初|内))", _year),
    Rule(rf"{LEFT}{_MONTH_AND_DAY}", _month_day),
    Rule(rf"{LEFT}(?P<m>{NUMBER})月{_MONTH_EDGE_AHEAD}", _month),
    *occasions.JAPANESE,
    Rule(rf"{_NO_LENGTH_BEFORE}{LEFT}(?P<d>{NUMBER})日{_NO_LENGTH_AFTER}", _day_of_month),
)
_DAY_WORDS = (
    Rule(rf"(?P<day>{any_of(DAY_PARTS)})(?!体)", _day_part),
    Rule(rf"{_SPELT_LEFT}(?P<day>{any_of(SPELT_DAY_PARTS)})(?!は[ー、。!]|は$){_SPELT_RIGHT}", _day_part),
    Rule(rf"(?<!日)(?P<day>{any_of(DAYS)})(?!子|香|葉|美|菜|的){_ALL_DAY}", _day),
    Rule(rf"{_SPELT_LEFT}(?P<day>{any_of(SPELT_DAYS)}){_SPELT_RIGHT}{_ALL_DAY}", _day),
    Rule(rf"(?<![一-鿿の])(?P<day>{any_of(TOLD_DAYS)})(?!配|便|届|着|比)", _day),
)
_PERIODS = (
    Rule(rf"(?P<week>{any_of(WEEKS)})の(?:今日|本日|同じ曜日|今頃)", _this_day_of_week),
    Rule(rf"(?P<week>{any_of(WEEKS)})(?!刊|号|比)", _week),
    Rule(rf"週(?:明け|あけ)(?:早々|すぐ)?(?P<named>の?(?=[{WEEKDAYS}]曜))?", _after_the_week),
    Rule(rf"(?P<month>{any_of(MONTHS)})(?!曜|号|分|額|度|比|刊)", _months),
    Rule(rf"(?P<year>{any_of(YEARS)})(?!度|比|来)", _years),
    Rule(rf"(?<=[{''.join(SCALES)}])(?:の(?![中内]))?(?P<edge>{any_of(EDGES)}){_NO_EDGE}", _edge),
    Rule(rf"(?P<edge>{any_of(ALONE_EDGES)}){_NO_SEASON}", _alone_edge),
)
_WEEKDAY_WORDS = (
    Rule(rf"(?:第\s*(?P<n>[1-5一二三四五])(?:[・、,と]第?[1-5一二三四五])*|最初|最後|最終)の?\s*{_WD}曜日?", _nth),
    Rule(rf"{_WHICH}(?:[(<\[]\s*)?{_WD}曜日?(?:[・、]祝)?(?:\s*[)>\]])?{_NO_CLUB}(?:中(?=に|$))?", _weekday),
    Rule(rf"\(\s*{_WD}{_HOLIDAY}\s*\)(?P<sure>(?=\s*(?:に|は|で|まで|から|の|$|[0-9])))?", _bracketed_weekday),
    Rule(r"第\s*(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,2})営業日|最終(?:営業日|平日)", _business_day_of_month),
    Rule(rf"{_WD}よう(?:日|び)", _kanji_weekday),
    Rule(rf"(?:(?!か)|(?<![ぁ-なぬねひ-ん]))(?P<wd>{any_of(SPELT_READINGS)})(?:ようび|ヨウビ)", _spelt_weekday),
    Rule(rf"^\s*(?P<wd>{any_of(SPELT_READINGS)})よう(?=に$)", _spelt_weekday),
    Rule(r"(?<=週)の?土日", _weekend_days),
    Rule(rf"(?<=週)の?{_WD}{_NO_WORD}", _kanji_weekday),
    Rule(
        rf"(?:(?<=/[0-9])|(?<=/[0-9]{{2}})|(?<=[0-9一二三四五六七八九十]日))\s?{_WD}(?=$|[\s、。,)0-9]|午前|午後)",
        _written_weekday,
    ),
)

RULES = (*japanese_distances.RULES, *_DATES, *_DAY_WORDS, *_PERIODS, *_WEEKDAY_WORDS, *japanese_hours.RULES)
