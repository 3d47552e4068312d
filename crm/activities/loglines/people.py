"""Whom a log line is about: names with an honorific anywhere, bare names only where the line begins."""

import re
from collections.abc import Iterator

from crm.activities.loglines.english_people import is_full_name
from crm.activities.loglines.words import begins_no_name, kind_word_at
from crm.names import honorific
from crm.names.forms import JAPANESE_FORM, names_a_firm

_CJK = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u30a1-\u30fa\u30fc・"
_FIRST_CHARACTER = (
    "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u30a1-\u30faA-Za-z\u00c0-\u00ffＡ-Ｚａ-ｚ㈱㈲"
)
_NEXT_CHARACTER = rf"[{_CJK}A-Za-z\u00c0-\u00ffＡ-Ｚａ-ｚ㈱㈲.&'’()（）\-]"
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
_KANA_FIRM = rf"(?:(?![おご]){_KANA}{{2,10}}{_NEXT_CHARACTER}{{1,20}})"  # ひまわり会, みどり園芸
_WORDS_BEFORE = rf"(?:(?!\S{{0,40}}{_POLITE}\s)(?:{_SOLID}|{_KANA_FIRM}){_GAP}){{0,2}}"
# Every part is lazy: the first honorific ends the name, so that 「田中様の先生」 is 田中.
_HEAD = re.compile(
    rf"{_WORDS_BEFORE}(?:{_SOLID}?の)??(?:{_SOLID}?{_KANA}{{0,5}}?|{_KANA}{{2,8}}?) ?{_POLITE}|{_ENGLISH}"
)
_ANYWHERE = re.compile(
    rf"(?:[{_CJK}A-Za-z\u00c0-\u00ff]{{1,30}}?{_KANA}{{0,4}}?|(?<!{_KANA}){_KANA}{{2,6}}?){_POLITE}|{_ENGLISH}"
)
_GIVEN_BEFORE = re.compile(r"(?:[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u00ff'’]{1,30} ){1,2}$")
_FIRM_BEFORE = re.compile(r"([^\s\u3041-\u3096、。,.!?！？「」（）()]{2,20})[の \u3000]$")
_LONGEST_BEFORE = 64
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]{3,}")
_FIRM_BEHIND = re.compile(r"\s*[（(]([^（()）\n]{1,30})[)）]|\s*[@＠]\s*([^\s、。,，（()）]{1,30})")
_WORD_BEHIND = re.compile(r"[ \u3000]([^\s、。,.（()）]{2,20})")
_OURS = re.compile("(?:弊社|当社|自社|うち|社内|上司|部下|同僚|先輩|後輩)の?$")
_TALKED_ABOUT = re.compile("の(?:件|話)(?![はがもを]?$)|について|に関し")
_WITH = re.compile(r"(?:\bw/|\b[Ww]ith|[&＆])\s*$")
_TOO = re.compile("も(?:ご?同席|ご?参加|ご?一緒)")
_BETWEEN = re.compile("(?:の|から|より|に|経由)?の?(?:ご?紹介|後任|前任|代理)|経由|[とも]?(?:一緒に)?同行")
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
    *words, last = found[0].split() or [""]
    owner, joined, _ = last.rpartition("の")
    words += [owner] if joined else []
    return found if _names_somebody(found[0]) and not any(map(begins_no_name, words)) else None


def bare_at(text: str, start: int) -> int | None:
    """The end of a name without honorific that begins at `start`, or None.

    Words before a kind word are the name (「サクラ 田中 訪問」, "Jane Smith call"); otherwise one Japanese word with a
    space behind it is.
    """
    ends = list(_bare_words(text, start))
    for end in reversed(ends):
        if _LATIN.match(text, start) and not is_full_name(text[start:end]):
            continue  # "Site visit", "Smith visit": only who knows the customers can tell
        behind = _BEFORE_A_KIND_WORD.match(text, end)
        if kind_word_at(text, behind.end() if behind else end):
            return end
    if not ends or not _SPACE_OR_END.match(text, ends[0]):
        return None
    first = text[start : ends[0]]
    return None if _LATIN.fullmatch(first) or re.fullmatch(f"{_KANA}+", first) else ends[0]


def named_in(text: str, start: int, end: int) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """All whom `text[start:end]` is about, by their honorifics: the place, the name, and what stands beside it."""
    for found in _ANYWHERE.finditer(text, start, end):
        ours = _OURS.search(text, max(start, found.start() - 4), found.start())
        if ours or aside_at(text, found.end()) or not _names_somebody(found[0]):
            continue
        if text[found.start() - 1 : found.start()] not in {"お", "ご"}:
            begin = _beginning(text, start, found.start())
            yield begin, plain(text[begin : found.end()]), beside(text, found.end())


def along(text: str, start: int, end: int) -> Iterator[str]:
    """Who came along: "w/ Carlos Gomez様", 「鈴木様も同席」."""
    for found in _ANYWHERE.finditer(text, start, end):
        begin = _beginning(text, start, found.start())
        beside_us = _WITH.search(text, max(start, begin - 6), begin) or _TOO.match(text, found.end())
        if beside_us and _names_somebody(found[0]) and not aside_at(text, found.end()):
            yield plain(text[begin : found.end()])


def _beginning(text: str, start: int, name: int) -> int:
    """Where the firm or the given name before a name begins: 「…株式会社サクラの田中様」, "… José García様"."""
    reach = max(start, name - _LONGEST_BEFORE)
    given = _GIVEN_BEFORE.search(text, reach, name)
    if given and not any(map(begins_no_name, given[0].split())):
        return given.start()
    firm = _FIRM_BEFORE.search(text, reach, name)
    return firm.start() if firm and _is_firm(firm[1]) else name


def _is_firm(word: str) -> bool:
    return names_a_firm(word) or bool(JAPANESE_FORM.search(word) or _KATAKANA.fullmatch(word))


def aside_at(text: str, start: int) -> bool:
    """Whether the name that ends at `start` is not whom we met: 「田中様の件で」, 「佐藤部長同行」."""
    return topic_at(text, start) or bool(_BETWEEN.match(text, start))


def topic_at(text: str, start: int) -> bool:
    """Whether the name that ends at `start` is talked about; where nobody else is named, the line is about them."""
    return bool(_TALKED_ABOUT.match(text, start))


def beside(text: str, start: int) -> tuple[str, ...]:
    """What stands in brackets or behind @ right after a name that ends at `start`: 「田中様（サクラ）」."""
    if found := _FIRM_BEHIND.match(text, start):
        return (found[found.lastindex or 0].strip(),)
    word = _WORD_BEHIND.match(text, start)
    return (word[1],) if word and (names_a_firm(word[1]) or JAPANESE_FORM.search(word[1])) else ()


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
