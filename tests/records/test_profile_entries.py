"""What is typed into the forms of a customer: understood in every usual way of writing, or refused at its field."""

from collections.abc import Mapping
from datetime import date

import pytest

from crm.records import birthdays, entries
from crm.records.birthdays import Birthday
from crm.refusals import (
    BirthdayUnclear,
    ChoiceUnknown,
    EmailUnclear,
    EndsBeforeItBegins,
    NameMissing,
    OutOfRange,
    PhoneUnclear,
    Refused,
    TextTooLong,
    TooManyTags,
)
from storage.store import Store
from storage.tables import Customer, Rep
from tests.builders import a_customer, a_rep
from tests.deeds import refused
from tests.editing import edited, kept, wrong

TODAY = date(2026, 11, 20)


@pytest.fixture
async def owner(store: Store) -> Rep:
    return await a_rep(store, full_name="佐藤 花子")


@pytest.fixture
async def customer(store: Store, owner: Rep) -> Customer:
    return await a_customer(store, owner=owner, name="田中 一郎")


# --- days of the year -------------------------------------------------------------------------------------------------

FIFTH_OF_APRIL = Birthday(4, 5, 1980)
WAYS: Mapping[str, Birthday | None] = {
    **dict.fromkeys(("1980-04-05", "1980/4/5", "1980.4.5", "1980年4月5日", " １９８０年４月５日 "), FIFTH_OF_APRIL),
    **dict.fromkeys(
        ("昭和55年4月5日", "S55.4.5", "s55/4/5", "Ｓ５５．４．５", "昭和 55 年 4 月 5 日生まれ"), FIFTH_OF_APRIL
    ),
    **dict.fromkeys(("5 April 1980", "April 5, 1980", "5th Apr 1980", "apr. 5 1980", "19800405"), FIFTH_OF_APRIL),
    **dict.fromkeys(("4/5", "4月5日", "04-05", "--04-05", "5 Apr", "April 5"), Birthday(4, 5)),
    "平成元年1月8日": Birthday(1, 8, 1989),
    "R2.2.29": Birthday(2, 29, 2020),
    "2/29": Birthday(2, 29),
    "2026-11-20": Birthday(11, 20, 2026),
    **dict.fromkeys(("", "田中", "1980", "昭和55年", "april 1980", "55.4.5", "4/5/1980", "0405", "1 2/3"), None),
    **dict.fromkeys(("2/30", "13/1", "0/5", "2021-02-29", "昭和65年1月1日", "S0.1.1"), None),
    **dict.fromkeys(("2026-11-21", "1850-01-01"), None),
}


@pytest.mark.parametrize("text", WAYS)
def test_a_birthday_is_read_as_it_is_typed_and_never_guessed(text):
    assert birthdays.read(text, TODAY) == WAYS[text]


@pytest.mark.parametrize(
    "day", [Birthday(4, 5, 1980), Birthday(4, 5), Birthday(12, 31), Birthday(2, 29, 2000)], ids=str
)
def test_a_birthday_that_is_shown_is_read_back_as_the_same(day):
    assert birthdays.read(str(day), TODAY) == day


# --- what is typed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("ゴルフ、紹介", ["ゴルフ", "紹介"]),
        (" #VIP, vip，ＶＩＰ ,Golf", ["VIP", "Golf"]),
        ("ワイン\n日本酒;; ,", ["ワイン", "日本酒"]),
        ("", []),
    ],
)
def test_tags_are_each_kept_once_in_their_order(typed, tags):
    assert entries.tags(typed) == tags


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [("あ" * 31, TextTooLong(30)), ("、".join(map(str, range(31))), TooManyTags(30))],
    ids=["long", "many"],
)
def test_tags_have_their_limits(typed, refusal):
    with pytest.raises(Refused) as no:
        entries.tags(typed)

    assert no.value.refusal == refusal


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("０３－１２３４－５６７８", "03-1234-5678"),
        ("03ー1234ー5678", "03-1234-5678"),
        ("+81 (0)90-1234-5678", "+81 (0)90-1234-5678"),
        ("03-1234-5678 内線 12", "03-1234-5678 内線 12"),
        (" ", None),
    ],
)
def test_a_telephone_number_is_kept_in_plain_figures(typed, number):
    assert entries.phone(typed) == number


@pytest.mark.parametrize(
    ("typed", "name"),
    [("田中一郎様", "田中一郎"), ("田中 一郎さん", "田中 一郎"), ("佐藤先生", "佐藤先生"), ("Dr. Smith", "Dr. Smith")],
)
def test_a_name_is_kept_without_the_politeness_that_we_add_ourselves(typed, name):
    assert entries.name(typed) == name


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed", "refusal"),
    [
        ("name", " 様 ", NameMissing()),
        ("name", "あ" * 101, TextTooLong(100)),
        ("email", "tanaka@", EmailUnclear()),
        ("phone", "でんわ", PhoneUnclear()),
        ("birthday", "55.4.5", BirthdayUnclear()),
        ("language", "fr", ChoiceUnknown()),
        ("cadence_days", "0", OutOfRange(1, 3650)),
        ("cadence_days", "毎月", OutOfRange(1, 3650)),
        ("note", "あ" * 3001, TextTooLong(3000)),
    ],
)
async def test_what_cannot_be_understood_is_refused_at_its_field(store, owner, customer, field, typed, refusal):
    async with refused(wrong(**{field: refusal})):
        await edited(store, owner, customer, **{field: typed})


async def test_all_that_is_wrong_is_said_at_once_and_nothing_is_saved(store, owner, customer):
    async with refused(wrong(email=EmailUnclear(), birthday=BirthdayUnclear())):
        await edited(store, owner, customer, title="部長", email="@", birthday="いつか")

    assert (await kept(store)).title is None


# --- mourning ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "ends"), [("2026-11-20", date(2027, 11, 20)), ("2028-02-29", date(2029, 2, 28))], ids=["plain", "leap"]
)
async def test_a_mourning_without_an_end_lasts_a_year(store, owner, customer, begins, ends):
    await edited(store, owner, customer, mourning_from=begins, mourning_until="")

    assert (await kept(store)).mourning_until == ends


async def test_a_mourning_that_is_taken_back_leaves_no_end(store, owner, customer):
    await edited(store, owner, customer, mourning_from="2026-11-20")

    await edited(store, owner, customer, mourning_from="", mourning_until="2027-11-20")

    now = await kept(store)
    assert (now.mourning_from, now.mourning_until) == (None, None)


@pytest.mark.parametrize("begins", ["2026-11-20", ""], ids=["before it begins", "without a beginning"])
async def test_no_mourning_ends_before_it_begins(store, owner, customer, begins):
    async with refused(wrong(mourning_until=EndsBeforeItBegins())):
        await edited(store, owner, customer, mourning_from=begins, mourning_until="2026-11-19")
