"""Words that cannot wait: bookings, lateness, pain, accidents. Each company may have a list of its own."""

import re
import unicodedata
from collections.abc import Sequence

from crm import post
from crm.notices import UrgentHeard
from crm.post import Reply
from crm.work import Work
from storage import company_settings, ledger
from storage.tables import LineUser

WORDS = (
    *("予約", "キャンセル", "遅れ", "遅刻", "間に合わ", "痛い", "痛み", "痛む", "出血", "腫れ", "ケガ", "怪我", "事故"),
    *("至急", "緊急", "急ぎ", "救急"),
    *("booking", "reservation", "appointment", "cancel", "cancellation", "running late", "be late", "delayed"),
    *("pain", "painful", "hurts", "bleeding", "swollen", "accident", "injured", "urgent", "urgently", "emergency"),
)
"""Unless the company has settled its own. Latin words count as whole words, others wherever they stand."""

# Sayings that hold one of the words and mean nothing of the kind; and what is over and told of, as reasons are.
_FALSE = (
    *("時代遅れ", "流行遅れ", "気後れ", "遅れました", "遅れまして", "遅れた", "無事故", "事故物件"),
    *("予約不要", "予約サイト", "予約システム", "予約が取りにく", "予約が取りやす", "予約しやす", "予約しにく"),
    *("予約が取れな", "ノイズキャンセル", "痛いほど", "耳が痛い", "頭の痛い", "痛い所を", "痛いところを", "痛み入り"),
    *("お急ぎではあり", "急ぎではあり", "急ぎません", "急ぎではない"),
    *("noise cancel", "noise-cancel", "no pain", "painless", "not urgent", "was delayed"),
)
_ANSWERED = "urgent-answer"


def found(text: str, words: Sequence[str] = WORDS) -> str | None:
    """The first of the words that stands in the text, as it is written in the list; None when nothing is urgent."""
    plain = _plain(text)
    for saying in _FALSE:
        plain = plain.replace(_plain(saying), " ")
    return next((word for word in words if _stands(_plain(word), plain)), None)


async def words_of(work: Work) -> Sequence[str]:
    """The company's own list, or the common one."""
    settings = await company_settings.current(work.session)
    return WORDS if settings.urgent_words is None else settings.urgent_words


async def answer(work: Work, account: LineUser, customer_id: int | None, reply: Reply | None) -> None:
    """One short answer an hour: a person has it, and the telephone is faster."""
    if await ledger.take(work.session, _ANSWERED, f"{account.id}:{work.now:%Y-%m-%dT%H}", work.now):
        settings = await company_settings.current(work.session)
        notice = UrgentHeard(work.house.company, settings.telephone or "")
        await post.to_line(work, account, notice, customer_id=customer_id, reply=reply)


def _plain(text: str) -> str:
    """Width, case and kana folded, invisible characters gone: people in a hurry type as it comes."""
    visible = (each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    return re.sub(r"\s+", " ", "".join(map(_katakana, visible)).casefold())


def _katakana(letter: str) -> str:
    return chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter


def _stands(word: str, text: str) -> bool:
    word = word.strip()
    if not word.isascii():
        return word in text.replace(" ", "") or word in text
    return bool(word) and re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None
