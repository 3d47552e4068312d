"""The invented people of the demo, and the words they use. Any likeness to real people is chance."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Followup, LineLink, LineUser

COMPANY = "みどり文具"
MANAGER = "U0ITO"


@dataclass(frozen=True)
class Colleague:
    slack_id: str
    name: str
    reading: str
    display: str
    locale: str = "ja-JP"


@dataclass(frozen=True)
class Acquaintance:
    """A customer as a rep would type them; `line` is the account's id, `score` the last NPS answer.

    `about` is what a form would be filled with; `{soon}` in it is the day after tomorrow.
    """

    as_typed: str
    name: str
    owner: str
    touches: int
    line: str | None = None
    score: int | None = None
    reason: str | None = None
    language: str = "ja"
    about: Mapping[str, str] = field(default_factory=dict)


def _line(number: int) -> str:
    return f"U{number:032x}"


COLLEAGUES = (
    Colleague("U0SATO", "佐藤 健太", "さとう けんた", "佐藤/営業1"),
    Colleague("U0SUZUKI", "鈴木 美咲", "すずき みさき", "鈴木/営業1"),
    Colleague("U0EMILY", "Emily Carter", "エミリー カーター", "Emily", "en-GB"),
    Colleague("U0ITO", "伊藤 真理", "いとう まり", "伊藤/部長"),
)

CUSTOMERS = (
    Acquaintance(
        "株式会社みなと製作所 山口隆（やまぐちたかし）",
        "山口隆",
        "U0SATO",
        14,
        _line(101),
        9,
        "対応が早く助かっています",
        about={
            "title": "購買部長",
            "key_person": "yes",
            "deputy": "U0SUZUKI",
            "phone": "03-0000-1201",
            "birthday": "1971-11-25",
            "likes": "日本酒、釣り",
            "taboos": "前任者のお話",
            "tags": "定期便、重点",
            "cadence_days": "30",
        },
    ),
    Acquaintance("株式会社みなと製作所 森田彩（もりたあや）", "森田彩", "U0SATO", 6, _line(102), 8),
    Acquaintance(
        "あおば歯科クリニック 小川誠（おがわまこと）", "小川誠", "U0SATO", 9, _line(103), 10, "いつも気にかけてくださる"
    ),
    Acquaintance(
        "有限会社ひので商店 石井恵子（いしいけいこ）",
        "石井恵子",
        "U0SATO",
        4,
        about={"title": "店長", "note": "ご連絡は午前中がよい", "tags": "定期便"},
    ),
    Acquaintance("株式会社北山建設 村上剛（むらかみつよし）", "村上剛", "U0SUZUKI", 11, _line(105), 7),
    Acquaintance(
        "合同会社そらいろデザイン 中野葵（なかのあおい）", "中野葵", "U0SUZUKI", 8, _line(106), 9, "提案が具体的でした"
    ),
    Acquaintance("ふじみ幼稚園 岡田由美（おかだゆみ）", "岡田由美", "U0SUZUKI", 5, _line(107), 6),
    Acquaintance("株式会社カワセミ物流 三浦大輔（みうらだいすけ）", "三浦大輔", "U0SUZUKI", 3),
    Acquaintance("Blue Harbor Ltd. Oliver Grant", "Oliver Grant", "U0EMILY", 7, _line(109), 9, None, "en"),
    Acquaintance("Maple Books Inc. Sophie Turner", "Sophie Turner", "U0EMILY", 4, None, None, None, "en"),
    Acquaintance(
        "清水千夏（しみずちなつ）",
        "清水千夏",
        "U0SATO",
        6,
        _line(111),
        10,
        "贈り物の相談に乗ってもらえました",
        about={"birthday": "{soon}", "likes": "和菓子、猫", "tags": "個人のお客様"},
    ),
    Acquaintance("すみれ薬局 藤田和子（ふじたかずこ）", "藤田和子", "U0SUZUKI", 5, _line(112)),
)

TEMPLATES = (
    (
        "お礼",
        "{お客様}\n\nいつもお世話になっております。{自社}の{担当}です。\nご連絡いただき、誠にありがとうございます。",
        "ja",
    ),
    ("折り返しのお約束", "{お客様}\n\nお問い合わせの件、確認のうえ本日中に{担当}よりご連絡いたします。", "ja"),
    ("Thanks", "Dear {customer},\n\nThank you for your message. I will get back to you today.\n\n{rep}, {us}", "en"),
)
"""Templates of replies: name, words, language."""

COMMANDS = (
    ("/log", "田中様 訪問 見積の件で打合せ。来週金曜15時に電話"),
    ("/customer", "田中 ・ 新規 株式会社サクラ 田中一郎 ・ 招待 田中"),
    ("/followup", "田中様 来週金曜 見積送付"),
    ("/survey", "nps 田中"),
    ("/case", "田中様 納期が遅れてお困り"),
    ("/handover", "田中様 @鈴木 ・ @佐藤 → @鈴木"),
    ("/inbox", "チーム ・ さがす 納期"),
    ("/purchase", "田中様 12,800円 定期点検"),
    ("/points", "田中様 ・ 田中様 +100 来店"),
    ("/redeem", "12345678 ・ 端末解除"),
    ("/kizuna", "設定"),
)

SHORTCUTS = (("log.message", "記録する"),)

GOODS = {
    "ja": ("定期点検", "消耗品の補充", "追加のご注文", "保守サービス", "新しい機種"),
    "en": ("yearly service", "supplies", "a second order", "maintenance", "the new model"),
}
"""What customers bought."""
NOTES = {
    "ja": (
        "訪問 コピー用紙の定期便について打合せ。3営業日後に電話",
        "電話 納期のご確認。問題なし",
        "訪問 新しい事務椅子をご紹介。来週水曜に見積を送ります",
        "メール カタログを送付",
        "オンライン 来期の予算についてご相談。来月10日に訪問",
        "電話 トナーの在庫をお問い合わせ。明日回答します",
        "会食 近況をうかがう。春に増員のご予定",
        "訪問 名入れ手帳の見本をお届け。来週金曜10時に電話",
    ),
    "en": (
        "visit, discussed the office move. Call next Wednesday 10:00",
        "call about delivery dates, all fine",
        "visit, showed the new chairs. Will send a quote next Friday",
        "email, sent the catalogue",
    ),
}


def line_accounts() -> Iterator[tuple[str, str, str, bool]]:
    """`(user id, name, language, friend)`: whom to invite first, then the linked, then a stranger."""
    yield _line(1), "田中 一郎", "ja", True
    for known in CUSTOMERS:
        if known.line:
            yield known.line, known.name, known.language, True
    yield _line(2), "木村 さくら", "ja", False


async def account_of(session: AsyncSession, user_id: str) -> LineUser:
    return (await session.scalars(select(LineUser).where(col(LineUser.user_id) == user_id))).one()


async def customer_of(session: AsyncSession, line_user_id: int) -> int:
    link = select(col(LineLink.customer_id)).where(col(LineLink.line_user_id) == line_user_id)
    return (await session.scalars(link)).one()


async def open_followups(session: AsyncSession) -> list[Followup]:
    return list(await session.scalars(select(Followup).where(col(Followup.state) == "open")))
