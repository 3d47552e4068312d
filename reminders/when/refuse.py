"""Numbers and words that look like dates and are none: they are blanked before the grammar reads.

What no rule of the grammar matches (prices, counters, 三日 in 三日間) needs no place here.
"""

import re

BLANK = "\x00"

_CODES = (
    r"https?://\S+|www\.\S+",
    r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+",
    (
        r"(?<![a-z])(?:(?:order|invoice|quote|ref|part|model)[ .:]*(?:#|no\.?|number)"
        r"|no|nr|po|pn|sn|sku|id|ticket|room|booth|hall|gate|raid|ver|version|page|slide|step|lot|ratio|score|scale|odds)\b"
        r"[ .:#]*(?!on\b|in\b|by\b|at\b)[a-z]{0,4}-?[0-9][\w./-]*"
        r"|(?:型番|品番|番号|型式|バージョン|ナンバー|№|#)[ :]*(?:no\.?)?[ :]*"
        r"[a-z]{0,4}-?[0-9][0-9a-z]*(?:[./-][0-9a-z]+)+"
    ),
    r"(?<![0-9a-z])[a-z][0-9a-z]*-[0-9][0-9a-z]*(?:[./-][0-9a-z]+)*(?![0-9]*[:時月日年])",
    r"(?<![0-9])[0-9]{1,6}(?:\.[0-9]{1,6}){3,}|v[0-9]{1,6}(?:\.[0-9]{1,6})+",
)
_TELEPHONES = (
    r"\+?[0-9]{2,5}-[0-9]{1,4}-[0-9]{3,4}(?![0-9:])",
    r"\([0-9]{2,5}\)\s*[0-9]{1,4}-[0-9]{3,4}",
    r"\+[0-9]+(?:[ -][0-9]+)+",
)
# 丁目 and 番地 in figures: 千代田区丸の内1-9-2
_ADDRESSES = (r"(?<=[^\x00-\x7f])[0-9]{1,3}-[1-9][0-9]?-[1-9][0-9]{0,2}(?![0-9:])",)
_FRACTION = r"[0-9]{1,2}/[0-9]{1,2}"
_FRACTIONS = (
    rf"(?:(?<![予契要集規制])約|およそ|残り?|進捗|\brated|\bscored|\bgot)\s*{_FRACTION}",
    r"(?:比率|割合|縮尺|倍率|(?:売上|全体|価格|定価|半分|費用|予算|人数|当初|従来|通常)の?)\s*[0-9]{1,2}[/:][0-9]{1,2}",
    (
        rf"{_FRACTION}(?=\s*(?:の(?:縮|模型|サイズ|スケール|確率|価格|値段|コスト|量|人|時間|費用|規模|大きさ)"
        r"|スケール|サイズ|倍|程度|以下|以上|未満|削減|に(?:減|縮|削|圧縮|短縮|な[っる])"
        r"|of\b|stars?\b|points?\b|pts\b|rating|inch|cup|mile|scale|full|people|done|completed?))"
    ),
)
# When a customer pays, not when anybody meets: 月末締め翌月末払い.
_TERMS = (
    (
        r"(?:(?:当|翌|翌々|来|今)?月(?:末日?|[0-9一二三四五十]{1,3}日)|[0-9一二三四五十]{1,3}日|末日)"
        r"(?:締(?!切|め切)|〆(?!切)|払)め?い?"
    ),
)
_WEEKDAY = "[月火水木金土日]"
_REPEATED = (
    r"第[1-5一二三四五]週目?(?:の?[月火水木金土日]曜日?)?",  # of which month's weeks?
    (
        r"(?:毎|隔|各)(?:週|月|年|日|朝|晩|夕|夜)"
        r"(?:の|第|[0-9一二三四五六七八九十半月火水木金土日曜末初頭時分・:]|午前|午後)*(?:\s?[0-9]{1,2}[:時日][0-9]{0,2}分?半?)?"
    ),
    r"\b(?:every|each)\s+(?:other\s+|second\s+|[0-9]+\s+)?[a-z]+(?:\s+(?:at|@)\s*[0-9:]+\s*(?:[ap]m)?)?",
    r"\b(?:weekly|monthly|daily|on)\s+(?:mon|tues|wednes|thurs|fri|satur|sun)days\b",
    rf"(?:{_WEEKDAY}(?:曜日?)?[~・、-])+{_WEEKDAY}(?:曜日?)?(?=\s*(?:休|定休|営業|開|対応|の間))",
    rf"(?<!週)(?<!週の)(?:{_WEEKDAY}[~・-])+{_WEEKDAY}(?![曜)])",
)
_NAMES = (
    r"[二三四五六七八九十廿]+日(?:月|市|町|坂|坊主|酔|谷|田|戸|山|川|島)|二十日(?:大根|鼠)|三日月|一日市",
    r"(?<![0-9二三十])[丸一1]日中(?!に)",
    r"今日子|明日香|明日葉|明日美|明日菜|日曜大工|金曜ロードショー|土曜丑",
    r"\b(?:sun|wed|sat|mon|fri|thu|tue)\s+(?:microsystems|valley|life|dried|screen|light|solar|power)\b",
    r"\b(?:black|good|casual|cyber|ash|fat|super|bloody)\s+(?:friday|monday|wednesday|tuesday|sunday)\b",
    r"\b(?:day|week|month|year)[ -]to[ -](?:day|week|month|year)\b",
)

_ALL = (*_CODES, *_TELEPHONES, *_ADDRESSES, *_FRACTIONS, *_TERMS, *_REPEATED, *_NAMES)
_REFUSED = re.compile("|".join(_ALL), re.ASCII)


def blanked(text: str) -> str:
    """`text` (folded) with what is no date blanked, at the same length."""
    return _REFUSED.sub(lambda match: BLANK * len(match[0]), text)
