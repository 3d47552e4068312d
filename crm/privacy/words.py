"""What customers ask of us about themselves in a few fixed words; only ever as a whole message."""

import re
import unicodedata
from dataclasses import dataclass

STOP, START, SETTINGS, LANGUAGE, HOUR = "stop", "start", "settings", "language", "hour"
DISCLOSURE, ERASURE = "disclosure", "erasure"

_WORDS = {
    STOP: ("停止", "配信停止", "解除", "stop", "unsubscribe"),
    START: ("再開", "start"),
    SETTINGS: ("設定", "配信設定", "設定変更", "設定を変更", "settings", "preferences"),
    DISCLOSURE: ("開示", "個人情報の開示", "情報開示", "my data", "show my data"),
    ERASURE: (
        "消去",
        "個人情報の消去",
        "個人情報の削除",
        "データの消去",
        "データの削除",
        "erase my data",
        "delete my data",
    ),
}
_KIND = {word: kind for kind, words in _WORDS.items() for word in words}

# Our own messages print the words as 「停止」, so people copy the brackets too.
_AROUND = " \t\r\n\u3000「」『』“”\"'。．.!！"
_PLEASE = r"(?:で|に)?(?:お願い(?:します|致します|いたします)?|して(?:ください|下さい)?|希望(?:します)?)?"
_ENGLISH = re.compile(rf"(?:in )?english,?(?: please)?|英語{_PLEASE}")
_JAPANESE = re.compile(rf"(?:in )?japanese,?(?: please)?|日本語{_PLEASE}")

_ABOUT = r"(?P<about>(?:配信|お届け|通知)(?:の?(?:時間|時刻))?(?:は|を)?\s*|deliver(?:y)? (?:at )?)?"
_HOUR_JA = re.compile(
    rf"{_ABOUT}(?P<half>午前|午後|朝|昼|夕方|夜|深夜)?の?(?P<hour>[0-9]{{1,2}})(?:時|:00)(?:頃|ごろ|ころ|くらい)?"
    r"(?P<after>に|が|で|を)?(?:配信|届けて|送って|お願い(?:します|致します|いたします)?|希望(?:します)?|いいです?)?"
    r"(?:ください|下さい|です)?"
)
_HOUR_EN = re.compile(rf"{_ABOUT}(?P<at>at )?(?P<hour>[0-9]{{1,2}})(?::00)?\s?(?P<half>am|pm|a\.m|p\.m)?,?(?: please)?")
_AFTERNOON = frozenset({"午後", "夕方", "夜", "pm", "p.m"})
_NOON = 12


@dataclass(frozen=True)
class Wish:
    """One wish. `language` or `hour` (0 to 23) belong to their kinds; one that is not `sure` could be part of a talk
    about something else: it counts only soon after the settings were shown.
    """

    kind: str
    language: str = ""
    hour: int = 0
    sure: bool = True


def read(text: str) -> Wish | None:
    """What the message as a whole asks for, or None: 「予約を解除したい」 is a matter for a person."""
    said = unicodedata.normalize("NFKC", text).strip(_AROUND).casefold()
    if said in _KIND:
        return Wish(_KIND[said])
    if _ENGLISH.fullmatch(said):
        return Wish(LANGUAGE, language="en", sure=said != "英語")
    if _JAPANESE.fullmatch(said):
        return Wish(LANGUAGE, language="ja", sure=said != "日本語")
    return _hour(said)


def _hour(said: str) -> Wish | None:
    """「配信は20時」 says what it is about; 「夜8時に」 alone could as well be the hour of a visit."""
    found = _HOUR_JA.fullmatch(said) or _HOUR_EN.fullmatch(said)
    if found is None:
        return None
    parts = found.groupdict()
    if found.re is _HOUR_EN and not (parts["about"] or parts["half"]):
        return None
    hour = int(parts["hour"])
    if parts["half"] in _AFTERNOON and hour < _NOON:
        hour += _NOON
    elif parts["half"] in {"am", "a.m", "深夜"} and hour == _NOON:
        hour = 0
    return Wish(HOUR, hour=hour % 24, sure=bool(parts["about"])) if hour <= 24 else None
