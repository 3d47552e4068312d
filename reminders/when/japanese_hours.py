"""Japanese words for hours and parts of the day: 午後3時半, 正午, 夜8時, 朝イチ, 昼過ぎ, 夕方."""

import re

from reminders.when.model import Clock, Here, Rule, Slots, any_of
from reminders.when.numbers import LEFT, NUMBER, number

_STRONG_PARTS = {
    "朝イチ": "morning", "朝いち": "morning", "朝一番": "morning", "朝一": "morning", "早朝": "morning",
    "午前中": "am", "午後イチ": "afternoon", "午後いち": "afternoon", "午後一番": "afternoon", "午後一": "afternoon",
    "昼過ぎ": "noon", "昼すぎ": "noon", "お昼過ぎ": "noon", "お昼すぎ": "noon", "昼イチ": "noon", "昼一": "noon",
    "昼前": "noon", "お昼前": "noon", "夕方": "evening", "夕刻": "evening",
}  # fmt: skip
_WEAK_PARTS = {
    "午前": "am", "午後": "pm", "ごぜん": "am", "ごご": "pm", "朝方": "morning", "朝": "morning",
    "お昼": "noon", "昼": "noon", "夕": "evening", "深夜": "night", "真夜中": "night", "夜中": "night", "夜": "night",
    "晩": "night", "日中": "day", "終日": "day",
}  # fmt: skip


def _strong_part(match: re.Match[str], _: Here) -> Slots:
    return {"part": _STRONG_PARTS[match["part"]]}


def _weak_part(match: re.Match[str], _: Here) -> Slots:
    """朝 and 午後 are dates only beside a day or an hour, or as the whole text."""
    slots: Slots = {"part": _WEAK_PARTS[match["part"]]}
    before, after = match.string[: match.start()], match.string[match.end() :]
    alone = not before.strip() and _AT_MOST_A_PARTICLE.fullmatch(after)
    return slots if alone else {**slots, "weak": True}


def _hour(match: re.Match[str], _: Here) -> Slots:
    hour, minute = number(match["h"]), 30 if match["half"] else number(match["m"] or "0")
    if match["before"]:
        return {"clock": _earlier(hour, minute)}
    if match["ap"] and hour > 12:
        raise ValueError(f"no hour of {match['ap']}m: {hour}")
    if match["ap"]:
        return {"clock": Clock(hour % 12 + 12 * (match["ap"] == "p"), minute, sure=True)}
    return {"clock": Clock(hour, minute, sure=hour > 12 or match["h"][0] == "0" != match["h"])}


def _earlier(hour: int, minutes: int) -> Clock:
    """3時15分前 is 2:45."""
    total = hour * 60 - minutes
    return Clock(total // 60, total % 60, sure=hour > 12)


def _noon(_: re.Match[str], __: Here) -> Slots:
    return {"clock": Clock(12, sure=True)}


_AT_MOST_A_PARTICLE = re.compile(r"(?:に|は|の|も|が|で|から|まで|より|頃|ごろ)*[\s。.!]*")
# 一時 is "for a while" more often than one o'clock.
_NOT_FOR_A_WHILE = r"(?!一時(?!半|[0-9二三四五十]+分|に|から|まで|頃|ごろ|~|-|$|[\s。、]|以|開|集))"
_NOT_HOURS = r"(?!間|的|点|代|期|給|価|々|短|刻|帯|折|候|差|効|限|速|制|事|計|系|局|分|世|様|さん)"
# 10〜12時 starts at ten; 3時15分前 is a quarter to.
_HOUR = (
    rf"{LEFT}(?P<h>{NUMBER})(?:[~-]{NUMBER})?\s?時{_NOT_HOURS}"
    rf"(?:(?P<half>半)|(?P<m>{NUMBER})分(?!間)(?P<before>前(?!後))?)?"
    r"(?:ちょうど|丁度|きっかり|ぴったり|ジャスト|ごろ|ころ|頃|過ぎ|すぎ)?(?:\s*(?P<ap>[ap])(?:m|\.m\.?)(?![a-z]))?"
)
# 金曜の朝 and 金曜朝訪問, but not 金曜 朝倉様, 金曜夜勤, 金曜の昼食.
_NO_NAME = r"(?=$|[^一-鿿]|[一二三四五六七八九十]|訪|電|連|打|商談|会議|架|送|伺|来社|来店|面談|定例|集合)(?!ご|ドラ)"

RULES = (
    Rule(rf"{_NOT_FOR_A_WHILE}{_HOUR}", _hour),
    Rule(r"正午|しょうご(?=$|に|[\s、。])", _noon),
    Rule(rf"(?P<part>{any_of(_STRONG_PARTS)})", _strong_part),
    Rule(rf"(?P<part>{any_of(_WEAK_PARTS)})(?:ごろ|頃|{_NO_NAME})", _weak_part),
)
