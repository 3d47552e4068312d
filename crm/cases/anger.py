"""Words of anger: heard by a dictionary that each company can change, and told at once; a case is never opened by it
alone, because a machine cannot tell 「ひどい雨でした」 from a complaint.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from crm.notices import AngryWords
from crm.work import Work
from storage import company_settings
from storage.cases import cases
from storage.tables import Customer, Message

WORDS: tuple[str, ...] = (
    *("クレーム", "苦情", "怒", "腹が立", "腹立た", "ひどい", "酷い", "最悪", "最低", "ふざけ", "いい加減に"),
    *("許せな", "許せま", "納得いか", "納得でき", "話が違", "約束が違", "約束と違", "嘘", "うそつき", "騙", "だまされ"),
    *("がっかり", "失望", "残念でなりま", "不愉快", "不快", "失礼な", "失礼です", "無礼", "態度が悪", "対応が悪"),
    *("信じられな", "二度と", "解約", "返金", "訴え", "弁護士", "消費者センター", "責任者", "上司を", "誠意"),
    *("angry", "furious", "unacceptable", "terrible", "horrible", "awful", "worst", "disgusting", "ridiculous"),
    *("disappointed", "complaint", "complain", "refund", "lawyer", "scam", "rude", "never again", "fed up"),
)
"""Where a company has no list of its own. Parts of words in Japanese, whole words in English."""

# Words that hold one of the above and mean something else.
_HARMLESS = re.compile(
    "くれーむぶりゅれ|怒らないで|怒っていません|怒ってません|最低限|最低でも|最低料金|最低気温|嘘みたい"
)
_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_STICKERS = frozenset({"angry", "anger", "rage", "furious", "mad", "annoyed", "怒り", "むかつく", "激怒"})


def found(text: str, words: Iterable[str]) -> str | None:
    """The first of the words that the text holds, as the list has it."""
    said = _HARMLESS.sub(" ", _folded(text))
    return next((word for word in words if _holds(said, _folded(word))), None)


def _folded(text: str) -> str:
    """One width, one case, hiragana for katakana: people write ヒドイ too."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_HIRAGANA)


def _holds(said: str, word: str) -> bool:
    if not word.strip():
        return False
    if word.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", said) is not None
    return word in said


def sticker(keywords: Sequence[str]) -> str | None:
    """What LINE says that an angry sticker shows."""
    return next((each for each in keywords if _folded(each) in _STICKERS), None)


async def heard(work: Work, customer: Customer, message: Message) -> AngryWords | None:
    """For rules that have heard free words of a customer and are about to tell the owner: what to tell instead, when
    they sound angry. Whoever has a case open already is being looked after.
    """
    settings = await company_settings.current(work.session)
    words = WORDS if settings.angry_words is None else settings.angry_words
    keywords = message.details.get("keywords", "").split(",") if message.kind == "sticker" else []
    word = sticker(keywords) if keywords else found(message.text, words)
    if word is None or await cases.open_of(work.session, customer.id) is not None:
        return None
    firm = customer.company.name if customer.company else None
    return AngryWords(message.id, customer.id, customer.name, firm, message.text, word)
