"""Rows of a till's file: which column is what, and what each row says. Nothing is guessed."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm import names
from crm.imports import cells
from crm.points.counter import readings
from crm.refusals import AmountMissing, ColumnsMissing, NameMissing, Refused

_SYNONYMS = """
amount    金額 税込金額 合計 合計金額 購入金額 売上金額 お買上金額 支払金額 amount total price sum
day       日付 購入日 売上日 取引日 会計日 来店日 date day purchasedate
what      内容 商品 商品名 品名 件名 摘要 メニュー what item description product
spent     利用ポイント ポイント利用 使用ポイント ご利用ポイント spent pointsspent pointsused
number    伝票番号 取引番号 注文番号 レシート番号 受注番号 会計番号 purchaseid orderid receipt receiptno externalid
customer  顧客番号 会員番号 顧客id 会員id お客様番号 customerid customernumber memberid customerno
email     メール メールアドレス eメール email mail
phone     電話 電話番号 携帯 携帯電話 携帯番号 tel phone mobile
name      氏名 名前 お名前 顧客名 お客様名 会員名 お客様 customer customername name
company   会社 会社名 法人名 company
"""
COLUMNS = {word: line.split()[0] for line in _SYNONYMS.strip().splitlines() for word in line.split()[1:]}
_WHO = frozenset({"customer", "email", "phone", "name"})
_BETWEEN = re.compile(r"[\s_\-・()（）／/]+")


@dataclass(frozen=True)
class Row:
    """One row below the header, by its number in the file. `key`: its number in the till, or what makes it this row."""

    number: int
    key: str
    amount: int
    spent: int
    day: date | None
    what: str
    customer: str = ""
    email: str = ""
    phone: str = ""
    name: str = ""
    company: str = ""


def columns(header: Sequence[str]) -> dict[str, int]:
    """Which field stands where.

    Raises:
        Refused: ColumnsMissing: without an amount, or without anything that says who.
    """
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        field = COLUMNS.get(_BETWEEN.sub("", unicodedata.normalize("NFKC", title).casefold()))
        if field is not None:
            found.setdefault(field, place)
    if "amount" not in found or not _WHO & found.keys():
        raise Refused(ColumnsMissing())
    return found


def row(record: Sequence[str], number: int, where: dict[str, int], seen: Counter[str], today: date) -> Row:
    """What a record says. `seen` counts equal rows of this file: two coffees are two purchases, and the same file
    brought twice is still the same purchases.

    Raises:
        Refused: AmountMissing, NameMissing, and those of crm.imports.cells.
    """
    said = {field: cells.said(record[at]) if at < len(record) else "" for field, at in where.items()}
    amount = readings.amount(said["amount"]) or readings.amount(_whole(said["amount"]))
    spent = readings.count(said["spent"]) if said.get("spent") else 0
    if not amount or spent is None:
        raise Refused(AmountMissing())
    if not any(said.get(field) for field in _WHO):
        raise Refused(NameMissing())
    return Row(
        number=number,
        key=said.get("number", "")[: cells.EXTERNAL] or _digest(said, seen),
        amount=amount,
        spent=spent,
        day=cells.day(said["day"], today) if said.get("day") else None,
        what=said.get("what", ""),
        customer=cells.external_id(said.get("customer", "")) or "",
        email=cells.email(said.get("email", "")) or "",
        phone=cells.figures(cells.phone(said.get("phone", ""))),
        name=names.bare(said.get("name", "")),
        company=said.get("company", ""),
    )


def _whole(text: str) -> str:
    """12800.00, as programs write money."""
    return re.sub(r"\.0+$", "", text)


def _digest(said: dict[str, str], seen: Counter[str]) -> str:
    plain = "\x1f".join(f"{field}={said[field]}" for field in sorted(said))
    seen[plain] += 1
    return "row:" + hashlib.sha256(f"{plain}\x1e{seen[plain]}".encode()).hexdigest()[:40]
