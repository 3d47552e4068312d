"""Japanese words of time. A new word is a new entry here, not a new rule."""

KATAKANA = {ord(kana): ord(kana) + 0x60 for kana in map(chr, range(ord("ぁ"), ord("ゔ")))}

WEEKDAYS = "月火水木金土日"
SPELT_READINGS = {"げつ": 0, "か": 1, "すい": 2, "もく": 3, "きん": 4, "ど": 5, "にち": 6}
SPELT_READINGS |= {reading.translate(KATAKANA): weekday for reading, weekday in SPELT_READINGS.items()}

DAYS = {
    "今日": 0, "本日": 0, "今すぐ": 0, "明日": 1, "明後日": 2, "明々後日": 3, "明明後日": 3, "弥の明後日": 4,
    "昨日": -1, "一昨日": -2, "一昨々日": -3, "一昨昨日": -3,
}  # fmt: skip
SPELT_DAYS = {
    "きょう": 0, "ほんじつ": 0, "あした": 1, "あす": 1, "みょうにち": 1, "あさって": 2, "みょうごにち": 2,
    "しあさって": 3, "やのあさって": 4, "きのう": -1, "さくじつ": -1, "おととい": -2, "おとつい": -2,
    "いっさくじつ": -2, "さきおととい": -3,
}  # fmt: skip
SPELT_DAYS |= {word.translate(KATAKANA): days for word, days in SPELT_DAYS.items()}
TOLD_DAYS = {"翌日": 1, "翌々日": 2, "前日": -1, "前々日": -2}
DAY_PARTS = {
    "今朝": (0, "morning"), "今夜": (0, "night"), "今晩": (0, "night"), "今夕": (0, "evening"),
    "明朝": (1, "morning"), "明晩": (1, "night"), "明夜": (1, "night"), "翌朝": (1, "morning"), "翌晩": (1, "night"),
    "昨夜": (-1, "night"), "昨晩": (-1, "night"), "昨夕": (-1, "evening"), "昨朝": (-1, "morning"),
    "一昨夜": (-2, "night"), "一昨晩": (-2, "night"),
}  # fmt: skip
SPELT_DAY_PARTS = {
    "けさ": (0, "morning"), "こんや": (0, "night"), "こんばん": (0, "night"), "こんゆう": (0, "evening"),
    "みょうちょう": (1, "morning"), "みょうばん": (1, "night"), "ゆうべ": (-1, "night"),
}  # fmt: skip
WEEKS = {
    "今週": 0, "こんしゅう": 0, "来週": 1, "らいしゅう": 1, "翌週": 1, "次週": 1, "次の週": 1, "再来週": 2, "さ来週": 2,
    "さらいしゅう": 2, "来々週": 2, "翌々週": 2, "先週": -1, "せんしゅう": -1, "前週": -1, "前の週": -1, "先々週": -2,
    "前々週": -2,
}  # fmt: skip
MONTHS = {
    "今月": 0, "当月": 0, "本月": 0, "こんげつ": 0, "来月": 1, "らいげつ": 1, "翌月": 1, "次月": 1, "次の月": 1,
    "再来月": 2, "さ来月": 2, "さらいげつ": 2, "来々月": 2, "翌々月": 2, "先月": -1, "せんげつ": -1, "前月": -1,
    "前の月": -1, "先々月": -2, "前々月": -2,
}  # fmt: skip
YEARS = {
    "今年": 0, "本年": 0, "ことし": 0, "来年": 1, "らいねん": 1, "翌年": 1, "再来年": 2, "さらいねん": 2, "昨年": -1,
    "去年": -1, "きょねん": -1, "前年": -1, "一昨年": -2, "おととし": -2,
}  # fmt: skip
EDGES = {
    "末日": "end", "末": "end", "上旬": "early", "初旬": "early", "中旬": "mid", "半ば": "mid", "なかば": "mid",
    "下旬": "late", "前半": "start", "後半": "late", "初め": "start", "はじめ": "start", "始め": "start",
    "初頭": "start", "初": "start", "頭": "start", "あたま": "start", "早々": "start", "中": "within", "内": "within",
    "いっぱい": "within", "一杯": "within",
}  # fmt: skip
ALONE_EDGES = {
    "月末日": "month.end", "月末": "month.end", "げつまつ": "month.end", "末日": "month.end", "月内": "month.end",
    "月初め": "month.start", "月初": "month.start", "月はじめ": "month.start", "月頭": "month.start",
    "月半ば": "month.mid", "月なかば": "month.mid", "上旬": "month.early", "初旬": "month.early", "中旬": "month.mid",
    "下旬": "month.late", "週末": "week.end", "しゅうまつ": "week.end", "週初め": "week.start", "週初": "week.start",
    "週頭": "week.start", "週の頭": "week.start", "週の初め": "week.start", "週半ば": "week.mid",
    "週の半ば": "week.mid", "週内": "week.within", "年内": "year.within", "年末": "year.end",
}  # fmt: skip
SCALES = {"月": "month", "週": "week", "年": "year"}
