"""Invented people in the proportions of a Japanese telephone book: 佐藤 is every sixtieth, most names are rare.

`people(1000, Random(1))` gives (name, reading, company), always the same for the same dice; `settle(store, folk)` makes
them customers, numbered from 1, of fifty reps who take turns.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any

from sqlalchemy import insert, text

from crm import names
from storage.records import customers
from storage.store import Store
from storage.tables import Company, Customer, Rep

OWNERS = 50
TOGETHER = 5_000

Person = tuple[str, str | None, str | None]
Spelling = tuple[str, str]

# Name, reading, and how many in ten thousand bear it.
SURNAMES = """
佐藤 さとう 150  鈴木 すずき 142  高橋 たかはし 113  田中 たなか 107  伊藤 いとう 86  渡辺 わたなべ 85
山本 やまもと 84  中村 なかむら 83  小林 こばやし 82  加藤 かとう 71  吉田 よしだ 66  山田 やまだ 65
佐々木 ささき 54  山口 やまぐち 51  松本 まつもと 50  井上 いのうえ 49  木村 きむら 46  林 はやし 43
斎藤 さいとう 43  清水 しみず 42  山崎 やまざき 38  森 もり 37  池田 いけだ 36  橋本 はしもと 36  阿部 あべ 35
石川 いしかわ 34  山下 やました 33  中島 なかじま 32  小川 おがわ 31  前田 まえだ 30  岡田 おかだ 30
長谷川 はせがわ 30  藤田 ふじた 30  後藤 ごとう 29  近藤 こんどう 29  村上 むらかみ 28  遠藤 えんどう 26
青木 あおき 24  坂本 さかもと 24  田村 たむら 18  久保田 くぼた 13  小野 おの 11  谷口 たにぐち 11
大久保 おおくぼ 10  谷 たに 8  小野寺 おのでら 4
"""
# Rare ones are put together of these.
SURNAME_BEGINS = """
赤 あか  青 あお  黒 くろ  東 ひがし  西 にし  南 みなみ  北 きた  上 かみ  下 しも  大 おお  新 にい  古 ふる
竹 たけ  梅 うめ  桜 さくら  川 かわ  野 の  石 いし  水 みず  金 かな  戸 と  若 わか  平 ひら  三 み  福 ふく
宮 みや  荒 あら
"""
SURNAME_ENDS = """
原 はら  野 の  川 かわ  山 やま  海 うみ  谷 たに  沢 さわ  島 しま  浜 はま  崎 さき  岡 おか  坂 さか  塚 づか
倉 くら  場 ば  松 まつ  杉 すぎ  井 い  木 き  田 た
"""
GIVEN = """
一郎 いちろう  太郎 たろう  次郎 じろう  健 けん  健太 けんた  健太郎 けんたろう  翔 しょう  蓮 れん  陽翔 はると
大輔 だいすけ  直樹 なおき  拓也 たくや  和也 かずや  誠 まこと  学 まなぶ  実 みのる  隆 たかし  修 おさむ
浩 ひろし  茂 しげる  明 あきら  弘 ひろむ  勇 いさむ  進 すすむ  清 きよし  正 ただし  博 ひろし  豊 ゆたか
新一郎 しんいちろう  花子 はなこ  美咲 みさき  恵 めぐみ  由美 ゆみ  真理 まり  香織 かおり  陽子 ようこ
幸子 さちこ  久美子 くみこ  裕子 ゆうこ  智子 ともこ  恵子 けいこ  優子 ゆうこ  愛 あい  結衣 ゆい  葵 あおい
さくら さくら  美穂 みほ  麻衣 まい  彩 あや  千尋 ちひろ  舞 まい  春菜 はるな
"""
GIVEN_BEGINS = """
健 たけ  勇 いさ  義 よし  友 とも  俊 とし  秀 ひで  昭 あき  光 みつ  弘 ひろ  康 やす  雅 まさ  宏 ひろ
晴 はる  洋 ひろ  嘉 よし  千 ち  美 み  由 ゆ  真 ま  佳 よし  智 とも  礼 あや
"""
GIVEN_ENDS = """
之 ゆき  彦 ひこ  雄 お  夫 お  人 と  司 じ  樹 き  哉 や  馬 ま  介 すけ  紀 のり  子 こ  恵 え  奈 な  里 り
江 え  代 よ  香 か  音 ね  乃 の
"""
FORMS = ("株式会社{}", "{}株式会社", "㈱{}", "有限会社{}", "{}")
PLACES = "サクラ モミジ アオバ ミドリ 東洋 日の出 富士 大和 千歳 若葉 平和 さつき 光 丸三 太陽 中央 第一 北斗 清流 希望"
TRADES = (
    "商事 工業 電機 システム フーズ 建設 物産 製作所 不動産 運輸 印刷 薬局 クリニック 設計 食品 自動車 保険 銀行 観光"
)
FOREIGN = ("Jane Smith", "John Miller", "Kenji Tanaka", "Maria Garcia", "Wei Chen", "Anna Abel", "Ann Banks")


def people(number: int, dice: Random) -> Iterator[Person]:
    """Two thirds with a reading, three quarters with a firm (of some twenty people each), one in fifty foreign."""
    firms = [_firm(dice) for _ in range(max(1, number // 20))]
    for _ in range(number):
        company = dice.choice(firms) if dice.random() < 0.75 else None
        if dice.random() < 0.02:
            yield dice.choice(FOREIGN), None, company
        else:
            yield *_japanese(dice), company


def _japanese(dice: Random) -> tuple[str, str | None]:
    bearers, weights = _surnames()
    common = dice.random() < sum(weights) / 10_000
    family = dice.choices(bearers, weights)[0] if common else _joined(dice, SURNAME_BEGINS, SURNAME_ENDS)
    given = dice.choice(_spellings(GIVEN)) if dice.random() < 0.5 else _joined(dice, GIVEN_BEGINS, GIVEN_ENDS)
    reading = f"{family[1]} {given[1]}" if dice.random() < 2 / 3 else None
    return f"{family[0]}{dice.choice(('', ' '))}{given[0]}", reading


@cache
def _surnames() -> tuple[list[Spelling], list[int]]:
    words = SURNAMES.split()
    return list(zip(words[::3], words[1::3], strict=True)), [int(each) for each in words[2::3]]


@cache
def _spellings(table: str) -> list[Spelling]:
    words = table.split()
    return list(zip(words[::2], words[1::2], strict=True))


def _joined(dice: Random, *tables: str) -> Spelling:
    parts = [dice.choice(_spellings(table)) for table in tables]
    return "".join(written for written, _ in parts), "".join(read for _, read in parts)


def _firm(dice: Random) -> str:
    places = PLACES.split()
    return dice.choice(FORMS).format(dice.choice(places) + dice.choice(places) + dice.choice(TRADES.split()))


async def settle(store: Store, folk: Sequence[Person]) -> None:
    """Write them as an import would, with all that finds them."""
    row = {"version": 1, "created_at": datetime.now(UTC)}
    firms = {company: number for number, company in enumerate(dict.fromkeys(each[2] for each in folk if each[2]), 1)}
    async with store.write() as session:
        connection = await session.connection()
        await connection.execute(insert(Rep), [row | _rep(number) for number in range(OWNERS)])
        await connection.execute(insert(Company), [row | {"name": each, "key": names.key(each)} for each in firms])
    for first in range(0, len(folk), TOGETHER):
        some = dict(enumerate(folk[first : first + TOGETHER], first + 1))
        async with store.write() as session:
            connection = await session.connection()
            await connection.execute(insert(Customer), [row | _customer(*each, firms) for each in some.items()])
            await customers.set_keys_many(session, {number: names.search_keys(*each) for number, each in some.items()})
    if not store.sqlite:
        async with store.write() as session:
            await session.execute(text("ANALYZE"))  # it does so by itself, but not at once


def _rep(number: int) -> dict[str, Any]:
    named = {"slack_id": f"UNAME{number:03}", "display_name": "佐藤", "full_name": "佐藤", "role": "rep"}
    return named | {"language": "ja", "active": True, "seen_at": datetime.now(UTC)}


def _customer(number: int, person: Person, firms: dict[str, int]) -> dict[str, Any]:
    name, reading, company = person
    flags = {"key_person": False, "show_age": False, "gifts_declined": False, "tags": [], "custom": {}}
    named = {"id": number, "name": name, "reading": reading, "company_id": firms[company] if company else None}
    return named | {"owner_id": 1 + number % OWNERS} | flags
