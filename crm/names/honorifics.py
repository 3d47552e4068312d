"""Honorifics and titles as they are typed beside a name, and words that only look as if they had one."""

import re

_SUFFIXES = "様|さま|殿|御中|さん|先生|氏|くん|君|ちゃん|女史"
_SUFFIX = re.compile(rf"(?P<name>.*\S)\s*(?P<suffix>{_SUFFIXES})")
_ROMAJI = re.compile(r"(?P<name>.*\w)(?:-|\s)(?P<suffix>sama|san|sensei|kun|chan)")
_PREFIX = re.compile(
    r"(?P<prefix>mr|mrs|ms|miss|mx|dr|prof|professor|madam|sir)(?:\.\s*|\s+)(?P<name>\S.*)", re.IGNORECASE
)

_WHOLE = re.compile("(?:お客|ご?担当者|皆|奥|ご主人|お子|お母|お父|お嬢)(?:様|さま|さん)|各位|先生")
_NO_NAME = re.compile(
    "(?:鵜|真|神|宮|御)殿|(?:多|一|各|殿|王|神|仏)様|源氏|[両各同]氏|諸君|.*(?:仕|模|同|異|有)様|.*たくさん"
    "|(?:お疲れ|ご苦労|お世話|お互い|ご?馳走|ごちそう)(?:様|さま)"
)

_FIELD = "営業|総務|人事|経理|開発|購買|企画|広報|技術|製造|法務|財務|資材|調達|事業|統括|副"
_RANK = (
    "代表取締役社長|代表取締役会長|代表取締役|常務取締役|専務取締役|取締役|代表理事|執行役員|監査役|社長|会長|専務|常務|本部長|部長|次長|課長|係長"
    "|主任|室長|局長|店長|支店長|支社長|所長|工場長|院長|理事長|理事|校長|教頭|園長|学長|教授|准教授|頭取|支配人|マネージャー|マネジャー|リーダー"
    "|女将|代表|顧問|相談役"
)
_TITLE = rf"(?:{_FIELD})*(?:{_RANK})(?:代理|補佐|心得)?"
_TITLE_ONLY = re.compile(_TITLE)
_TITLE_AFTER = re.compile(rf"(?P<name>.*?\S)\s*(?P<title>{_TITLE})")
_TITLE_BEFORE = re.compile(rf"(?P<title>{_TITLE})(?:\s*の\s*|\s+)(?P<name>\S.*)")


def honorific(token: str) -> tuple[str, str | None]:
    """The name and its honorific: 「田中様」→ ("田中", "様"), "Mr. Smith" → ("Smith", "Mr"), 「田中」→ ("田中", None).

    Of several typed at once all are taken off and the one nearest to the name is told: 「田中先生様」→ 先生.
    Words such as お客様, 仕様 and the surname 鵜殿 keep their end.
    """
    name, kept = token.strip(), None
    while not _keeps_its_end(name) and (found := _SUFFIX.fullmatch(name) or _ROMAJI.fullmatch(name)):
        name, kept = found["name"], found["suffix"]
    if kept is None and (found := _PREFIX.fullmatch(name)):
        name, kept = found["name"], found["prefix"]
    return name, kept


def is_whole(word: str) -> bool:
    """Whether `word` is polite as it stands: お客様, 皆様, 各位. Nothing is split off and nothing is added."""
    return bool(_WHOLE.fullmatch(word))


def is_honorific(word: str) -> bool:
    """Whether `word` is an honorific and no name at all: a lone 様."""
    return bool(re.fullmatch(_SUFFIXES, word))


def titled(name: str) -> tuple[str, str | None]:
    """「田中部長」, 「田中 営業部長」, 「部長の田中」→ the name and the title; a title alone is a name."""
    name = name.strip()
    if is_title(name):
        return name, None
    found = _TITLE_BEFORE.fullmatch(name) or _TITLE_AFTER.fullmatch(name)
    return (found["name"], found["title"]) if found else (name, None)


def is_title(word: str) -> bool:
    """Whether `word` is a title and no name at all: a lone 部長."""
    return bool(_TITLE_ONLY.fullmatch(word))


def bare(name: str) -> str:
    """`name` without honorifics and titles, however they were stacked: 「営業部長の田中様」→ 「田中」."""
    while (shorter := titled(honorific(name)[0])[0]) != name:
        name = shorter
    return name


def _keeps_its_end(word: str) -> bool:
    return is_whole(word) or bool(_NO_NAME.fullmatch(word))
