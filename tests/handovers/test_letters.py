"""What customers read of a change: the drafts, what may be made of them, and whose name stands above them."""

from datetime import date

import pytest

from crm.handovers import wordings
from crm.handovers.wordings import CustomerUnnamed, PlaceholderUnknown, PrivateReason
from crm.notices import HandoverFarewell, HandoverGreeting
from crm.refusals import TextTooLong
from handlers.handover_letters import drafts
from handlers.line.bubbles import PHRASES, kit
from handlers.locales import LANGUAGES, phrases
from storage.tables.handovers import REASONS

COMPANY = "サクラ商事"
KNOWN = "{customer} {from} {to} {day}"
DAY = date(2026, 12, 1)
# More than this nobody reads on a phone without turning the page.
PHONE = {"ja": 300, "en": 600}


def said(text: str, language: str = "ja", *, customer: str = "田中 一郎", kind=HandoverFarewell) -> dict:
    [message] = PHRASES[kind](kind(text, customer, "佐藤 花子", "鈴木 次郎", DAY, COMPANY), phrases(language))
    return message


def test_the_predecessor_says_who_comes_from_when_on_and_thanks():
    text = said(drafts("ja", COMPANY, "transfer").farewell)["text"]

    assert text.startswith("田中 一郎様\n\n")
    assert text.count("様") == 1
    assert "サクラ商事の佐藤 花子でございます" in text
    assert all(part in text for part in ("人事異動により", "12月1日より", "後任の鈴木 次郎", "弊社の鈴木 次郎", "御礼"))


def test_the_successor_introduces_themselves_and_keeps_what_was_promised():
    text = said(drafts("ja", COMPANY, "transfer").greeting, kind=HandoverGreeting)["text"]

    assert text.startswith("田中 一郎様\n\n")
    assert text.count("様") == 1
    assert "サクラ商事の鈴木 次郎と申します" in text
    assert all(part in text for part in ("佐藤 花子の後任", "12月1日より", "お約束", "引き継いで", "このトーク"))


@pytest.mark.parametrize(
    ("reason", "said_to_customers"),
    [("transfer", "人事異動により"), ("parental", "人事異動により"), ("leaving", "一身上の都合により"), ("cover", "")],
)
def test_customers_read_one_of_the_two_accepted_reasons_and_never_the_private_one(reason, said_to_customers):
    both = "".join(drafts("ja", COMPANY, reason))

    assert [each for each in ("人事異動により", "一身上の都合により") if each in both] == [said_to_customers] * bool(
        said_to_customers
    )
    assert not any(private in both for private in ("退職", "育児", "休業", "不在"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_a_draft_has_no_fault_and_fits_on_a_phone(reason, language):
    for draft in drafts(language, COMPANY, reason):
        assert wordings.fault(draft) is None
        assert len(said(draft, language)["text"]) <= PHONE[language]
        assert "{" not in said(draft, language)["text"]


def test_a_cover_ends_and_so_does_its_letter():
    assert all("しばらくの間" in draft for draft in drafts("ja", COMPANY, "cover"))


def test_without_a_company_name_we_are_still_somebody():
    assert "弊社の{from}でございます" in drafts("ja", "", "transfer").farewell


@pytest.mark.parametrize("reason", REASONS)
def test_a_draft_that_nobody_edited_is_read_in_the_customers_own_language(reason):
    ja, en = (drafts(language, COMPANY, reason) for language in LANGUAGES)

    assert said(ja.farewell, "en", customer="Jane Smith")["text"].startswith("Dear Jane Smith,")
    assert said(en.greeting, "ja", kind=HandoverGreeting)["text"].startswith("田中 一郎様")


def test_an_edited_letter_is_read_as_it_was_edited():
    draft = drafts("ja", COMPANY, "transfer").farewell

    assert said(f"{draft}\nまたお会いできますように。", "en")["text"].endswith("またお会いできますように。")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("{customer}", "田中 一郎様"),
        ("{customer}様", "田中 一郎様"),
        ("{customer} さま", "田中 一郎様"),
        ("｛customer｝様", "田中 一郎様"),
        ("{customer}の件", "田中 一郎様の件"),
        ("{from}さん", "佐藤 花子"),
        ("弊社の{to}", "弊社の鈴木 次郎"),
        ("{day}から", "12月1日から"),
    ],
)
def test_placeholders_bring_their_honorific_and_nobody_is_honoured_twice(typed, read):
    assert said(typed)["text"] == read


def test_a_name_that_looks_like_a_placeholder_is_a_name():
    assert said("{customer}へ", customer="{to}")["text"] == "{to}様へ"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{customer} こんにちは", None),
        ("｛customer｝ こんにちは", None),
        ("こんにちは", CustomerUnnamed("{customer}")),
        ("{customer} {名前}です", PlaceholderUnknown("{名前}", KNOWN)),
        ("{customer} {from.x}です", PlaceholderUnknown("{from.x", KNOWN)),
        ("{customer} {です", PlaceholderUnknown("{です", KNOWN)),
        ("{customer} }です", PlaceholderUnknown("}です", KNOWN)),
        ("{customer} 退職に伴い", PrivateReason("退職に伴")),
        ("{customer} 育児休業のため", PrivateReason("育児休業のため")),
        ("{customer} 育休のため", PrivateReason("育休のため")),
        ("{customer} owing to my parental leave", PrivateReason("parental leave")),
        ("{customer} ご病気のご相談もどうぞ", None),
        ("{customer}" + "あ" * 991, TextTooLong(1000)),
    ],
)
def test_what_is_the_matter_with_an_edited_letter_is_told(text, fault):
    assert wordings.fault(text) == fault


def test_each_letter_carries_the_name_of_whoever_writes_it():
    assert said("{customer}")["sender"] == {"name": "佐藤 花子"}
    assert said("{customer}", kind=HandoverGreeting)["sender"] == {"name": "鈴木 次郎"}


@pytest.mark.parametrize(
    ("name", "sender"),
    [
        ("佐藤 花子", "佐藤 花子"),
        ("Alexandra Montgomery Smith", "Alexandra Montgomery"),
        ("長" * 30, "長" * 20),
        ("𠮷" * 15, "𠮷" * 10),
        ("LINE担当", None),
        ("ＬＩＮＥ窓口", None),
        ("Caroline Ward", None),
        ("", None),
    ],
)
def test_a_name_that_line_would_refuse_is_shortened_or_left_out(name, sender):
    [message] = kit.signed([kit.text("はい")], name)

    assert message.get("sender") == (None if sender is None else {"name": sender})
