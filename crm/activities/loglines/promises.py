"""What we owe to the customer: words that promise, and words that show that it is the customer who owes it."""

import re

from crm.activities.loglines.words import any_of

# Sending, bringing and answering are owed; a call or a visit is only planned until somebody says 「ご連絡します」.
_NOUNS = any_of("""
    再?送付 再?送信(?!元) 郵送 発送 再送 回答 返答 返信 お返事 再?提出 再発行 差し替え 折り?返し? 持参
    お送り お届け お持ちし お出しし お渡しし
""")
_DONE = (
    "(?!し(?:た|まし|て(?:い|くれ|もら|ほし|欲し))|いたしまし|致しまし|済|され|した|ずみ|の件|について|期[限日]|締|先|状|方法|待ち|依頼|希望"
    "|[がはも]?(?:あり|来|届|なし|無し|ない|遅)|頂|いただ|もら|くだ|下さ)"
)
_SERVICES = any_of("""
    ご?連絡 ご?報告 ご?用意 ご?手配 ご?対応 ご?案内 ご?共有 ご?説明 お電話 送り メール FAX ファックス ファクス
""")
_VERBS = any_of("""
    送ります 送る(?!よう|か|こと|べき) 送信し?ます 届け(?:ます|る(?!よう)|に) 持って(?:いき|行き|いく|行く) 提示し?ます
    出し?ます(?=$|[。、!！\\s]) 差し上げ と(?:お)?約束 お?約束しま(?:した|す)
    (?:する|送る|届ける|出す|渡す|返す|作る|見せる|調べる|まとめる|連絡|回答|提出|送付)(?:する)?お?約束
""")
_OWED = (
    r"(?:re)?send|bring|deliver|submit|provide|reply|answer|get\s+back|confirm|quote|share|forward|ship|return|e-?mail|call"
    r"|let\s+\w+\s+know|hand\s+over|drop\s+off|follow\s+up\s+with\s+(?:a|the)"
)
_IMPERATIVE = r"(?:re)?send|bring|deliver|submit|forward|share|ship|fax|reply|hand\s+over"
_WILL = r"(?:will|shall|going\s+to|gonna|must|have\s+to|need\s+to)(?:\s+(?:also|then|\w+ly))?"
_PROMISED = re.compile(
    rf"(?:{_NOUNS}){_DONE}|(?:{_SERVICES})(?:いた|致)?します|{_VERBS}"
    rf"|\b{_WILL}\s+(?:{_OWED})\b|['’]ll\s+(?:{_OWED})\b"
    rf"|(?<![a-z])(?:{_IMPERATIVE})(?![a-z])|\bpromis(?:e|ed|es|ing)\b",
    re.IGNORECASE,
)

_THEIR_WILL = (
    r"(?:\s+(?:will|should|would|can|is\s+going\s+to|promised\s+to|agreed\s+to|wants?\s+to|needs?\s+to)|['’]ll)\b"
)
_FROM_THEM = (
    "(?:様|さん|さま|氏|先生|社長|部長|課長|担当者?)(?:が|から|より)(?!の|ご?依頼|頼ま|言わ|ご?要望|ご?指摘|ご?注文|問)"
)
_TO_US = "send|back|reply|call|give|let|tell|return|provide|e-?mail|update|inform|deliver"
_OWED_TO_US = re.compile(
    any_of("""
        待ち もら[うえいっ] いただ[くけきい] 頂[くけきい] ください 下さ くれ[るたま] 先方 お客様(?:が|から|より|にて)
        (?:と|よし)のこと と言わ と聞 返送
    """)
    + rf"|{_FROM_THEM}|\b(?i:he|she|they|client|customer|buyer){_THEIR_WILL}"
    + rf"|\b(?!We\b|Will\b|And\b|Then\b|Also\b|But\b)[A-Z][a-z]+{_THEIR_WILL}"
    + rf"|\b(?i:{_TO_US})(?:\s+(?:it|them))?(?:\s+to)?\s+us\b"
    + r"|\b(?i:waiting|awaiting|expect(?:ing|ed|s)?|hear\s+back|from\s+(?:him|her|them|the\s+(?:client|customer)))\b"
)
"""Turns a promise round: 「先方から回答」 is not ours."""

_POLITE_NOUNS = any_of("""
    送付 郵送 発送 再送 持参 お持ち お?届け 回答 ご?返答 ご?返信 お返事 再?提出 提示 再発行 お?送り お渡し お電話
    ご?連絡 ご?報告 ご?手配 ご?案内 ご?共有 ご?用意 折り?返し(?:ご連絡|お電話)?
""")
_UNDERTAKEN = re.compile(
    rf"(?:(?:{_POLITE_NOUNS})(?:いた|致)?し|送り|届け|差し上げ|出し|折り?返し)ます(?!か|と(?:言|聞|の))"
    r"|(?:送る|送付|回答|連絡|提出|持参|届ける|出す|渡す)(?:する)?(?:と|ことを|のを|旨)?お?約束"
    rf"|\b(?:I|[Ww]e)(?:\s+{_WILL}|['’]ll)\s+(?:{_OWED})\b|^\s*(?i:will|shall)\s+(?:{_OWED})\b"
    r"|\b[Pp]romised(?:\s+(?:to|him|her|them|the|a|an)\b|\s+\w+$)",
)
"""Binds us although no day is named. Plain nouns (資料送付) may as well tell what has been done."""


def is_promise(words: str) -> bool:
    """Whether `words`, which name a day to come, promise something to the customer."""
    return bool(_PROMISED.search(words)) and not _OWED_TO_US.search(words)


def is_undertaken(words: str) -> bool:
    """Whether `words` promise something for a day that they do not name: 「見積を送ります」, "I'll send the quote"."""
    return bool(_UNDERTAKEN.search(words)) and not _OWED_TO_US.search(words)
