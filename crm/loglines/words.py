"""The words a log line is read by, Japanese and English side by side. Data: add a word where it belongs."""

import re
from dataclasses import dataclass


def _any(words: str) -> str:
    """One pattern of words apart by spaces (each a pattern). Latin words stand alone, Japanese ones anywhere."""
    return "|".join(rf"(?<![A-Za-z]){word}(?![A-Za-z])" if _is_latin(word) else word for word in words.split())


def _is_latin(word: str) -> bool:
    return word.isascii() and word[0].isalpha()


# Longer words first: 商談会 is an exhibition and オンライン商談 is online before 商談 is a visit.
_SURE = {
    "exhibition": r"展示会 見本市 商談会 ブース exhibition trade\s(?:show|fair) expo booth",
    "online": r"""
        オンライン(?:商談|会議|面談|打ち?合わ?せ)? リモート ズーム (?:ウェブ|[Ww]eb|テレビ|ビデオ)(?:会議|商談)
        zoom teams google\smeet webex video\scall online
    """,
    "visit": r"""
        訪問 再訪 往訪 来訪 来店 来社 来院 面会 伺い 伺っ 立ち寄 挨拶回り
        visit(?:ed|s|ing)? dropped\sby stopped\sby
    """,
    "call": r"電話 架電 入電 受電 通話 tel phon(?:e|ed|ing) call(?:ed|s|ing)? rang voicemail",
    "mail": r"メール e-?mail(?:ed|s|ing)? mail(?:ed|s|ing)?",
    "meal": r"会食 ランチ ディナー 昼食 夕食 食事 飲み会 懇親会 接待 lunch(?:ed)? dinner breakfast",
}
_WEAK = r"商談 打ち?合わ?せ 面談 ミーティング mtg met meeting"
_WEAK_KIND = "visit"
# A kind word that is only talked about: 「先週の訪問の件で電話」 was a call, 電話番号 is a number.
_ONLY_A_TOPIC = "(?!の(?:件|話|日程|約束|資料|案内|招待|準備|お?礼|御礼|返信)|について|に関し|番号|アドレス|マガジン)"
_GROUPS = "|".join(f"(?P<{kind}>{_any(words)})" for kind, words in [*_SURE.items(), ("weak", _WEAK)])
_KIND = re.compile(f"(?<!社内)(?>{_GROUPS}){_ONLY_A_TOPIC}", re.IGNORECASE)


@dataclass(frozen=True)
class KindWord:
    """A kind word at `start` to `end`. A weak one (打合せ, met) is a visit when alone: 「打合せ（Zoom）」 is online."""

    kind: str
    start: int
    end: int
    weak: bool


def kind_words(text: str, start: int = 0, end: int | None = None) -> list[KindWord]:
    """The kind words of `text[start:end]` from left to right, with their place in `text`."""
    return [_kind_word(found) for found in _KIND.finditer(text, start, len(text) if end is None else end)]


def kind_word_at(text: str, start: int) -> KindWord | None:
    found = _KIND.match(text, start)
    return _kind_word(found) if found else None


def _kind_word(found: re.Match[str]) -> KindWord:
    weak = found.lastgroup == "weak"
    kind = _WEAK_KIND if weak else found.lastgroup or _WEAK_KIND
    return KindWord(kind, found.start(), found.end(), weak)


GREETING = re.compile("(?:お疲れ(?:様|さま)です|お世話になって(?:おり|い)ます|おはようございます)[。、!！\\s]*")

_OWED = "(?:send|bring|deliver|submit|provide|reply|answer|get back|confirm|quote|share|e?mail|call)"
PROMISED = re.compile(
    _any("""
        送ります お送り 送付 送信し?ます 持参 お持ちし 持って(?:いき|行き)ます お届け 回答 返答 提出
        提示し?ます 折り返し 約束 (?:連絡|報告|用意|手配|対応|送り)(?:いた)?します
    """)
    + rf"|\b(?:will|shall)\s+(?:\w+\s+)?{_OWED}\b|['’]ll\s+{_OWED}\b|\bpromis(?:e|ed|es|ing)\b",
    re.IGNORECASE,
)
OWED_TO_US = re.compile(_any("待ち もらう いただ[くけ] 頂[くけ] ください 下さい 先方 お客様(?:が|から|より) とのこと"))
"""Turns a promise round: 「先方から回答」 is not ours."""

TOPIC_END = re.compile(r"(?:件|について|に関して|の話)$")
"""Ends a piece that says what the next one is about: 「見積の件、来週回答」."""

_BARE_NO_NAME = re.compile(
    _any("""
        見積 資料 新規 既存 定例 社内 納品 請求 契約 提案 報告 連絡 確認 依頼 相談 先方 午前 午後 初回 至急 緊急 不在
        留守 本日 今日 昨日 明日 先日 今朝 先週 今週 来週 先月 今月 来月 了解 完了 受注 失注 発注 注文 入金 修理
        故障 値引き? 日程 調整 予約 お礼 御礼 フォロー アポ クレーム サンプル デモ プレゼン キャンセル トラブル
        リマインド メモ アンケート また まだ すぐ あと のち さっき さきほど やっと とりあえず さらに なお いつも
        Left Sent Had Did Made Got First Second Third Quick Short Long Great Good Another Next Last New Weekly Monthly
        Quarterly Annual Initial Final The A An My Our Team Sales Intro Missed Returned No Brief Phone Conference Client
    """)
)
_BARE_NO_NAME_END = re.compile(
    "(?:済み?|予定|見積書?|資料|送付|提出|対応中?|検討中|件|した|する|ます|です|って|なし|あり)$"
)


def begins_no_name(word: str) -> bool:
    """Whether `word` stands where a name would and is none: 見積, 資料送付済, フォロー."""
    return any((_BARE_NO_NAME.fullmatch(word), _BARE_NO_NAME_END.search(word), _KIND.search(word)))


PAST_AFTER = re.compile(r"(?:した|った|済み?|いただいた)(?=$|[\s！!？?）)])")
"""Behind a date it tells that the thing has happened: 「月曜に訪問した」."""
ARRANGED = re.compile("変更|決定|決ま|延期|設定|予約|予定|約束|調整|お願い|依頼|ことに|ように|もらった")
"""What was done is the arranging; the date is still to come: 「月曜に変更した」."""
TENSE_BEFORE = re.compile(
    r"\b(?P<past>visited|called|met|spoke|talked|e?mailed|phoned|rang|had|sent|saw|was|were|went|discussed|came)\b"
    r"|\b(?:will|shall|call|send|follow|visit|meet|e?mail|phone|check|ping|try|need|must|deliver|reply|to)\b|['’]ll\b",
    re.IGNORECASE,
)
"""In English the verb nearest before the date tells: "Visited on Monday", "Met her and will call on Monday"."""
DEADLINE = re.compile(r"までに?|中に|迄|\b(?:by|before|until|due|EOD)\b", re.IGNORECASE)
PLANNED = re.compile(
    r"予定|つもり|します|する(?=$|[\s。、])|\b(?:will|shall|need to|must|to do)\b|['’]ll\b",
    re.IGNORECASE,
)
EARLIER = re.compile(r"(?:前回|以前|当初|元々|\bsince|\bfrom|\blast time)[はの]?\s*$", re.IGNORECASE)
"""Before a past date: it belongs to another story than this interaction."""
TOLD_OF = re.compile(r"の(?!\s|$)|['’]s\b|[^\s。、,]*?(?:した|った|いた|んだ)(?=[\u30a1-\u30fa\u3400-\u9fffA-Za-z])")
"""Behind a past date: it tells of a thing, not of the interaction. 「先月買った商品」, 「昨日の件」, "today's mail"."""
