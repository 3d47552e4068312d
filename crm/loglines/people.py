"""Whom a log line is about: names with an honorific anywhere, bare names only where the line begins."""

import re
from collections.abc import Iterator

from crm.loglines.words import begins_no_name, kind_word_at
from crm.names import honorific

_CJK = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u30a1-\u30fa\u30fc・"
_FIRST_CHARACTER = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u30a1-\u30faA-Za-zＡ-Ｚａ-ｚ㈱㈲"
_NEXT_CHARACTER = rf"[{_CJK}A-Za-zＡ-Ｚａ-ｚ㈱㈲.&'’()（）\-]"
_SOLID = rf"[{_FIRST_CHARACTER}(（]{_NEXT_CHARACTER}{{0,30}}"
_KANA = "[\u3041-\u3096]"
_GAP = "[ \u3000]{1,3}"
_TITLE = "社長|会長|専務|常務|部長|次長|課長|係長|主任|店長|院長|所長"
_SUFFIX = f"(?:様|さま|さん|殿|先生|氏(?!名)|くん|君|ちゃん|{_TITLE})(?![式子々])"
_POLITE = f"{_SUFFIX}(?!{_SUFFIX})"
_CAPITAL = r"[A-Z][\w'’]{0,30}[a-z][\w'’]{0,30}"
_ENGLISH = (
    rf"(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.?\s+{_CAPITAL}(?:\s+{_CAPITAL})?"
    rf"|{_CAPITAL}(?:\s+{_CAPITAL})?-(?:san|sama|sensei|kun|chan)\b"
)
_WORDS_BEFORE = rf"(?:(?!\S{{0,40}}{_POLITE}\s){_SOLID}{_GAP}){{0,2}}"
# Every part is lazy: the first honorific ends the name, so that 「田中様の先生」 is 田中.
_HEAD = re.compile(
    rf"{_WORDS_BEFORE}(?:{_SOLID}?の)??(?:{_SOLID}?{_KANA}{{0,5}}?|{_KANA}{{2,8}}?) ?{_POLITE}|{_ENGLISH}"
)
_ENGLISH_VERB = r"\b(?i:with|met|visited|called|saw|phoned|e?mailed|spoke to|talked to)"
_ANYWHERE = re.compile(
    rf"(?:[{_CJK}A-Za-z]{{1,30}}?{_KANA}{{0,4}}?|(?<!{_KANA}){_KANA}{{2,6}}?){_POLITE}|{_ENGLISH}"
    rf"|{_ENGLISH_VERB}\s+(?P<en>{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})"
)
_BEHIND_A_VERB = re.compile(
    rf"(?:(?:with|to)\s+)?(?P<en>{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})"
    rf"(?=\s*(?:[.,;:(]|$|[^\x00-\x7f])|\s+(?:on|at|about|re|regarding|and|to|in|for|this|from)\b)"
)
_BARE = re.compile(rf"{_SOLID}|{_KANA}{{2,6}}")
_LONGEST_BARE = 20
_BEFORE_A_KIND_WORD = re.compile(r"(?:に|を|と|へ|から|宅|宛に?)?\s*")
_SPACE_OR_END = re.compile(rf"{_GAP}|$")
_LATIN = re.compile(r"[A-Za-z.&'’\-]+")
_NOBODY = re.compile(
    "(?:娘|息子|業者|担当者?|店員|職人|子供|子ども|孫|受付|秘書|母|父|兄|姉|弟|妹|主人|家内|皆|客|次期?|現|元|新|前|副|両|当|各|社|同)"
    rf"{_POLITE}"
)


def polite_at(text: str, start: int) -> re.Match[str] | None:
    """A name with its honorific that begins at `start`, with up to two words before it: 「サクラ 田中様」."""
    found = _HEAD.match(text, start)
    if not found:
        return None
    return found if _names_somebody(found[0]) and not any(map(begins_no_name, found[0].split()[:-1])) else None


def bare_at(text: str, start: int) -> int | None:
    """The end of a name without honorific that begins at `start`, or None.

    Words before a kind word are the name (「サクラ 田中 訪問」, "Jane Smith call"); otherwise one Japanese word with a
    space behind it is.
    """
    ends = list(_bare_words(text, start))
    for end in reversed(ends):
        behind = _BEFORE_A_KIND_WORD.match(text, end)
        if kind_word_at(text, behind.end() if behind else end):
            return end
    if not ends or not _SPACE_OR_END.match(text, ends[0]):
        return None
    first = text[start : ends[0]]
    return None if _LATIN.fullmatch(first) or re.fullmatch(f"{_KANA}+", first) else ends[0]


def behind_verb_at(text: str, start: int) -> re.Match[str] | None:
    """The capitalised words behind an English kind word, as group "en": "Visited Jane Smith on Monday"."""
    return _BEHIND_A_VERB.match(text, start)


def named_in(text: str, start: int, end: int) -> Iterator[str]:
    """All names with an honorific in `text[start:end]`, and names behind English words such as "met" or "with"."""
    for found in _ANYWHERE.finditer(text, start, end):
        if found["en"] or (_names_somebody(found[0]) and text[found.start() - 1 : found.start()] not in {"お", "ご"}):
            yield plain(found["en"] or found[0])


def plain(name: str) -> str:
    """As typed, the honorific off: 「サクラ 田中様」→「サクラ 田中」."""
    return honorific(name)[0]


def _bare_words(text: str, start: int) -> Iterator[int]:
    """Where one, two and three words end that could be one name."""
    for _ in range(3):
        found = _BARE.match(text, start)
        if not found or len(found[0]) > _LONGEST_BARE or begins_no_name(found[0]):
            return
        yield found.end()
        gap = re.compile(_GAP).match(text, found.end())
        if not gap:
            return
        start = gap.end()


def _names_somebody(found: str) -> bool:
    if _NOBODY.fullmatch(found):
        return False
    name, kept = honorific(found)
    return bool(name) and (kept is not None or bool(re.search(f"(?:{_TITLE})$", found)))
