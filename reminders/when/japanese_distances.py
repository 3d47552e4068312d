"""Distances in Japanese: 3日後, 2年1か月21日前, 1時間半後, 2ヶ月経ったら, あと1時間, 3営業日以内, 直近1時間."""

import re
from datetime import timedelta

from reminders.when.model import Clock, Here, Rule, Shift, Slots
from reminders.when.numbers import LEFT, NUMBER, number

_LONGEST = {"y": 200, "mo": 999, "w": 999, "d": 9999, "h": 999, "mi": 9999}
_LONGEST_BUSINESS = 250
_HALF_MONTH_DAYS = 15

_MONTH = "(?:[ヶケかカヵヶ]月|箇月|個月|ヵ月)"
_AND = r"(?:\s*[、,と]?\s*)"
_PARTS = (
    rf"(?:(?P<y>{NUMBER})年間?(?P<yh>半)?{_AND})?",
    rf"(?:(?P<mo>{NUMBER}){_MONTH}間?(?P<moh>半)?{_AND})?",
    rf"(?:(?P<w>{NUMBER})週間?{_AND})?",
    rf"(?:(?P<d>{NUMBER})日間?{_AND})?",
    rf"(?:(?P<h>{NUMBER})時間(?P<hh>半)?{_AND})?",
    rf"(?:(?P<mi>{NUMBER})分間?)?",
)
_HALVES = rf"(?P<half>半年|半{_MONTH}|半月|半時間)間?"
_RANGE = rf"(?:{NUMBER}[~・、,-])?"
LENGTH = (
    rf"{LEFT}(?:{_HALVES}|(?={_RANGE}{NUMBER}\s*(?:年|{_MONTH}|週|日|時間|分)){_RANGE}{''.join(_PARTS)})"
    r"\s*(?:ほど|程度?|くらい|ぐらい)?"
)

_AFTER = (
    r"(?:経過|経っ?た|たった|過ぎた|した)?\s*(?:後|のち|あと)(?!半|期|任|輩|払|続|継|悔|者|方|ろ)|以内"
    r"|が?(?:経っ|たっ|過ぎ|すぎ|経過し)たら|経てば|たてば|経過したら|したら|すると"
)
_BEFORE = r"前(?!後|半|期|倒|払|任|回|年|月|から|より|以|まで)"

# "3日前" told of something else: its day is not in these words, whatever today is.
_EVENTS = (
    "納品|納入|納期|契約|開催|到着|着荷|出荷|入金|検収|退院|入院|開業|開店|開始|式|稼働|導入|発売|発表|展示会|イベント|本番|締切|締め切り|締切り"
    "|期限|期日|満了|終了|当日|会議|更新|解約|満期|初日|最終日|購入|利用|入会|登録|完了|出発|旅行|試験"
)
_OF_SOMETHING = re.compile(rf"(?:の|から|より|(?<!今)後|{_EVENTS})\s*$")


def _length(match: re.Match[str]) -> Shift:
    if match["half"]:
        return {"年": Shift(months=6), "間": Shift(minutes=30)}.get(match["half"][-1], Shift(days=_HALF_MONTH_DAYS))
    said = {name: number(match[name]) for name in _LONGEST if match[name]}
    if not said or any(value > _LONGEST[name] for name, value in said.items()):
        raise ValueError("no distance that anyone means")
    value = {name: said.get(name, 0) for name in _LONGEST}
    return Shift(
        months=value["y"] * 12 + value["mo"] + 6 * bool(match["yh"]),
        days=value["w"] * 7 + value["d"] + _HALF_MONTH_DAYS * bool(match["moh"]),
        minutes=value["h"] * 60 + value["mi"] + 30 * bool(match["hh"]),
    )


def _negative(shift: Shift) -> Shift:
    return Shift(*(-each for each in shift))


def _placed(shift: Shift, match: re.Match[str], lead: str | None) -> Slots:
    """`shift` as slots; counted from today unless the words before name an event of unknown day."""
    if not lead and _OF_SOMETHING.search(match.string, max(0, match.start() - 8), match.start()):
        return {"shift": shift, "dangling": True}
    return {"shift": shift}


def _after(match: re.Match[str], _: Here) -> Slots:
    return _placed(_length(match), match, match["lead"])


def _before(match: re.Match[str], _: Here) -> Slots:
    return _placed(_negative(_length(match)), match, match["lead"])


def _left(match: re.Match[str], _: Here) -> Slots:
    return {"shift": _length(match)}


def _done_in(match: re.Match[str], _: Here) -> Slots | None:
    """3週間で去ります: in days or weeks, of something still to come. 「2日で3件受注した」 tells how long it took."""
    shift = _length(match)
    goes_on = bool(match.string[match.end() :].strip())
    return None if shift.minutes or (goes_on and shift.months) else _placed(shift, match, None)


def _business(match: re.Match[str], _: Here) -> Slots:
    days = number(match["n"])
    if days > _LONGEST_BUSINESS:
        raise ValueError(f"no distance that anyone means: {days}")
    back = match["way"].startswith("前")
    return _placed(Shift(business=-days if back else days), match, match["lead"])


_UNIT_MINUTES = {"分": 1, "時間": 60, "日": 24 * 60}


def _standing(match: re.Match[str], here: Here) -> Slots:
    """直近1時間, この1分: the unit that runs, or the last ones before it, from their beginning."""
    unit = match["running"] or match["unit"]
    length = _UNIT_MINUTES[unit] * (number(match["n"] or "1") if match["unit"] else 0)
    start = here.now.replace(second=0, microsecond=0) - timedelta(minutes=length)
    if unit == "日":
        return {"day": start.date()}
    clock = Clock(start.hour, start.minute if unit == "分" else 0, sure=True)
    return {"day": start.date(), "clock": clock}


_LEAD = r"(?:(?P<lead>(?:今|いま|本日|今日)から)\s*)?(?:約|およそ)?"
_DO = r"(?=[^。!?0-9一二三四五六七八九十、]{0,40}(?:ます|予定|します|する|たい)(?:[。、!?\s]|$)|\s*$|[。!])"

RULES = (
    Rule(
        rf"^\s*(?:(?:当|現|今|この)の?[1一](?P<running>分|時間|日)|(?:直近|最後|過去|前|昨)の?(?P<n>{NUMBER})?(?P<unit>分|時間|日))間?\s*$",
        _standing,
    ),
    Rule(rf"{_LEAD}{LENGTH}(?:{_AFTER})", _after),
    Rule(rf"{_LEAD}{LENGTH}(?:{_BEFORE})", _before),
    Rule(rf"(?:あと|残り)\s*{LENGTH}(?!分|目|半|以|の間)", _left),
    Rule(rf"(?!{NUMBER}日で){LENGTH}で{_DO}", _done_in),
    Rule(rf"{_LEAD}{LEFT}(?P<n>{NUMBER})営業日(?P<way>で{_DO}|後|以内|前(?!後)|目まで|中|のうち)", _business),
)
