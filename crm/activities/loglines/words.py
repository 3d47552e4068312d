"""The words a log line is read by, Japanese and English side by side. Data: add a word where it belongs."""

import re
from dataclasses import dataclass


def any_of(words: str) -> str:
    """One pattern of words apart by spaces (each a pattern). Latin words stand alone, Japanese ones anywhere."""
    return "|".join(rf"(?<![A-Za-z]){word}(?![A-Za-z])" if _is_latin(word) else word for word in words.split())


def _is_latin(word: str) -> bool:
    return word.isascii() and word[0].isalpha()


# Longer words first: 商談会 is an exhibition and オンライン商談 is online before 商談 is a visit.
_SURE = {
    "exhibition": r"""
        展示会 見本市 商談会 合同説明会 内覧会 ブース エキスポ 展示会場
        exhibition trade\s(?:show|fair) expo booth conference(?!\s(?:call|room)) industry\sfair
    """,
    "online": r"""
        オンライン(?:商談|会議|面談|打ち?合わ?せ)? リモート(?!コント) ズーム スカイプ ビデオ通話
        (?:ウェブ|[Ww][Ee][Bb]|テレビ|ビデオ)\s?(?:会議|商談|面談|打ち?合わ?せ|ミーティング|[Mm][Tt][Gg])
        zoom (?-i:Teams|TEAMS) teams(?=[でにの会]) teams\s(?:call|meeting|chat) google\smeet webex skype
        video\s?(?:call|meeting|chat)
        online(?!\s(?:order|shop|store|form|system|banking|payment|catalog|portal)) remote\s(?:meeting|session) webinar
    """,
    "visit": r"""
        訪問 再訪 往訪 来訪 来店 来社 来院 来園 来館 来局 来所 来宅 面会 伺い 伺っ お邪魔し 立ち?寄 顔出し 顔を出
        挨拶(?:回|廻|まわ)り 内見 内覧 飛び込み
        visit(?:ed|s|ing)? dropped\s(?:by|in) stopped\sby came\s(?:by|in|over) in\sperson on-?site
    """,
    "call": r"""
        電話 架電 入電 受電 通話 留守電 着信 ℡ ☎ 📞
        tel phon(?:e|ed|ing) call(?:ed|s|ing)? rang voicemail
    """,
    "mail": r"""
        メール FAX ファックス ショートメッセージ お?手紙 お?はがき ハガキ
        LINE(?=[でにへ]|から|より|メッセージ|返信|送信|\s|$)
        e-?mail(?:ed|s|ing)? mail(?:ed|s|ing)? sms text(?:ed|\smessage) fax(?:ed)? letter
    """,
    "meal": r"""
        会食 ランチ ディナー 昼食 夕食 朝食 食事 飲み会 懇親会 接待 忘年会 新年会 歓迎会 送別会 歓送迎会 宴会 打ち上げ
        お昼(?:をご|ご飯|ごはん|を一緒) お茶(?:を|し) 飲みに (?<=[とで])一杯(?=$|[。、\s])
        lunch(?:ed)? brunch dinner breakfast drinks\swith happy\shour for\s(?:a\s)?(?:coffee|drinks|tea)
        coffee\s(?:with|w/) (?:had|over)\s(?:a\s)?coffee
    """,
}
# Alone they tell the kind; beside a surer word they only say that people spoke.
_WEAK = {
    "visit": r"""
        商談 打ち?合わ?せ 面談 ミーティング プレゼン 名刺交換 挨拶 実演 見学 現地調査 現調 下見 対面
        デモ(?!環境|機|版|用) お会い 会った 会って お目にかか mtg met meeting
    """,
    "call": r"spoke talked",
}
# A kind word that is only talked about: 「先週の訪問の件で電話」 was a call, 電話番号 is a number.
_ONLY_A_TOPIC = (
    "(?!機|会場|の(?:件|話|日程|約束|資料|案内|招待|準備|お?礼|御礼|返信)|について|に関し|番号|アドレス|マガジン)"
)
_KINDS = [(kind, kind, words) for kind, words in _SURE.items()] + [
    (f"weak_{kind}", kind, words) for kind, words in _WEAK.items()
]
_GROUPS = "|".join(f"(?P<{group}>{any_of(words)})" for group, _, words in _KINDS)
_KIND_OF = {group: kind for group, kind, _ in _KINDS}
_KIND = re.compile(f"(?<!社内)(?>{_GROUPS}){_ONLY_A_TOPIC}", re.IGNORECASE)


@dataclass(frozen=True)
class KindWord:
    """A kind word at `start` to `end`. A weak one (打合せ, met) counts only alone: 「打合せ（Zoom）」 is online."""

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
    group = found.lastgroup or ""
    return KindWord(_KIND_OF[group], found.start(), found.end(), group not in _SURE)


GREETING = re.compile("(?:お疲れ(?:様|さま)です|お世話になって(?:おり|い)ます|おはようございます)[。、!！\\s]*")

TOPIC_END = re.compile(r"(?:件|について|に関して|の話)$")
"""Ends a piece that says what the next one is about: 「見積の件、来週回答」."""

_BARE_NO_NAME = re.compile(
    any_of("""
        弊社 当社 自社 うち 社内 上司 部下 同僚 先輩 後輩 with to for from and at the of by about re w/
        見積 資料 新規 既存 定例 納品 請求 契約 提案 報告 連絡 確認 依頼 相談 先方 午前 午後 初回 至急 緊急 不在
        留守 本日 今日 昨日 明日 先日 今朝 先週 今週 来週 先月 今月 来月 了解 完了 受注 失注 発注 注文 入金 修理
        故障 値引き? 日程 調整 予約 お礼 御礼 フォロー アポ クレーム サンプル デモ プレゼン キャンセル トラブル
        リマインド メモ アンケート また まだ すぐ あと のち さっき さきほど やっと とりあえず さらに なお いつも
        Left Sent Had Did Made Got First Second Third Quick Short Long Great Good Another Next Last New Weekly Monthly
        Quarterly Annual Initial Final The A An My Our Team Sales Intro Missed Returned No Brief Phone Conference Client
    """)
)
_BARE_NO_NAME_END = re.compile(
    "(?:済み?|予定|見積書?|資料|送付|提出|対応中?|検討中|件|した|する|ます|です|って|なし|あり|同行|紹介)$"
)


def begins_no_name(word: str) -> bool:
    """Whether `word` stands where a name would and is none: 見積, 資料送付済, フォロー."""
    return any((_BARE_NO_NAME.fullmatch(word), _BARE_NO_NAME_END.search(word), _KIND.search(word)))
