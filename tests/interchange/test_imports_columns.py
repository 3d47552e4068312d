"""Columns: what a header means, whose export a file is, and what each of these exports comes to."""

from datetime import date
from pathlib import Path

import pytest

from bot.interchange.imports.tables import open_table
from crm.imports import faults, presets
from crm.imports.headers import FIELDS, SYNONYMS, fold
from crm.imports.mapping import guess, heading
from crm.imports.rows import Bad, Reader, Row
from crm.records.birthdays import Birthday
from crm.refusals import Refused
from handlers.locales import phrases
from storage.interchange import exports

DATA = Path(__file__).parents[1] / "data" / "imports"
TODAY = date(2026, 11, 22)


def mapped(*headers: str, **overrides: str) -> dict[str, str | None]:
    return {each.header: each.field for each in guess(heading(headers, []), overrides).columns}


def read(name: str) -> tuple[presets.Preset | None, list[Row | Bad]]:
    table = open_table(DATA / f"{name}.csv")
    mapping = guess(table.head)
    reader = Reader(mapping, TODAY)
    return mapping.preset, [reader.read(*record) for record in table.records()]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *(
            ("氏名", "name"),
            ("お名前（必須）", "name"),
            ("ﾌﾘｶﾞﾅ", "reading"),
            ("会社名", "company"),
            ("E-mail", "email"),
        ),
        *(("メールアドレス2", "email"), ("携帯電話", "phone"), ("生年月日", "birthday"), ("Date of Birth", "birthday")),
        *(("顧客番号", "external_id"), ("担当者", "owner"), ("Notes", "note"), ("従業員数", "size"), ("謎の列", None)),
    ],
)
def test_a_header_means_what_people_mean_by_it(header, field):
    assert mapped("名前", header)[header] == field


def test_every_synonym_leads_to_a_field():
    assert {field for field, _ in SYNONYMS.values()} <= set(FIELDS)
    assert len(SYNONYMS) > 300


def test_every_field_has_its_name_in_the_catalogue():
    assert all(f"imports.field_{field}" in phrases("ja") for field in FIELDS)


def test_a_contact_alone_is_the_customer_and_beside_a_name_one_of_ours():
    assert mapped("会社名", "担当者名")["担当者名"] == "name"
    assert mapped("会社名", "氏名", "担当者名")["担当者名"] == "owner"


def test_a_guess_can_be_overridden_and_a_column_left_out():
    found = mapped("顧客", "会社名", 顧客="name", 会社名="-")

    assert found == {"顧客": "name", "会社名": "-"}


@pytest.mark.parametrize(
    ("overrides", "refusal"),
    [
        ({"ない列": "name"}, faults.ColumnUnknown("ない列", "氏名 / 会社名")),
        ({"氏名": "nmae"}, faults.FieldUnknown("nmae", " ".join(FIELDS))),
    ],
    ids=["column", "field"],
)
def test_an_override_of_nothing_is_refused(overrides, refusal):
    with pytest.raises(Refused) as no:
        mapped("氏名", "会社名", **overrides)

    assert no.value.refusal == refusal


def test_a_file_without_names_says_what_it_found():
    with pytest.raises(Refused) as no:
        mapped("品番", "数量")

    assert no.value.refusal == faults.NoNameColumn("品番 / 数量")


def test_the_columns_of_our_errors_file_say_nothing():
    assert mapped("Kizuna 行", "Kizuna 理由", "氏名")["Kizuna 行"] == "-"


def test_a_mobile_number_goes_before_the_switchboard():
    mapping = guess(heading(["氏名", "会社電話", "携帯電話"], []))

    row = Reader(mapping, TODAY).read(2, ["田中", "03-1111-1111", "090-2222-2222"])

    assert row.phone == "090-2222-2222"


def test_family_and_given_name_join_in_the_order_of_their_language():
    reader = Reader(guess(heading(["姓", "名", "セイ", "メイ"], [])), TODAY)

    assert (reader.read(2, ["田中", "一郎", "タナカ", "イチロウ"]).name) == "田中 一郎"
    assert (reader.read(2, ["田中", "一郎", "タナカ", "イチロウ"]).reading) == "タナカ イチロウ"
    assert (reader.read(3, ["Smith", "John", "", ""]).name) == "John Smith"
    assert (reader.read(4, ["田中", "", "", ""]).name) == "田中"


def test_parts_of_an_address_join_in_their_order():
    reader = Reader(guess(heading(["氏名", "郵便番号", "都道府県", "市区町村", "番地", "建物名"], [])), TODAY)

    row = reader.read(2, ["田中", "100-0001", "東京都", "千代田区", "千代田1-1", "サクラビル"])

    assert row.address == "100-0001 東京都 千代田区 千代田1-1 サクラビル"


def test_unknown_columns_are_kept_in_the_note_only_when_asked_for():
    mapping = guess(heading(["氏名", "備考", "血液型", "干支"], []))
    cells = ["田中", "常連", "A", ""]

    assert Reader(mapping, TODAY).read(2, cells).note == "常連"
    assert Reader(mapping, TODAY, keep_unknown=True).read(2, cells).note == "常連\n血液型: A"


def test_a_header_is_the_same_in_any_width_and_case():
    assert fold("Ｅ－Ｍａｉｌ　１") == fold("e-mail 1") == "email1"


# --- exports of other programs ----------------------------------------------------------------------------------------


def test_l_steps_two_headers_nicknames_tags_and_own_fields_are_read():
    preset, [yuki, ken, other] = read("lstep")

    assert preset.name == "lstep"
    assert (yuki.name, yuki.external_id, yuki.phone) == ("田中 由紀", "lstep:1001", "09012345678")
    assert (yuki.birthday, yuki.tags, yuki.note) == (Birthday(4, 5, 1980), ("VIP",), "窓側の席")
    assert (yuki.source, yuki.created) == ("Lステップ", date(2026, 5, 11))
    assert (ken.name, ken.tags) == ("山本けん", ("来店済み",))
    assert (other.name, other.external_id) == ("ゆき☆", "lstep:1003")


def test_lmes_friends_are_read():
    preset, [mika, taro] = read("lme")

    assert preset.name == "lme"
    assert (mika.name, mika.external_id, mika.email) == ("みか", "lme:501", "mika@example.com")
    assert taro.name == "小川 太郎"


def test_eights_cards_have_their_tag_and_day_as_source():
    preset, [tanaka, yamada] = read("eight")

    assert preset.name == "eight"
    assert (tanaka.name, tanaka.company, tanaka.title) == ("田中 一郎", "株式会社サクラ", "営業部 部長")
    assert (tanaka.phone, tanaka.email) == ("090-1111-2222", "ichiro@sakura.example")
    assert (tanaka.source, tanaka.tags) == ("Eight 展示会2026 2026-11-20", ("展示会2026",))
    assert (yamada.company, yamada.source, yamada.tags) == (None, "Eight 2026-10-01", ())


def test_sansans_cards_have_their_tag_and_day_as_source():
    preset, [sasaki] = read("sansan")

    assert preset.name == "sansan"
    assert (sasaki.name, sasaki.reading, sasaki.external_id) == ("佐々木 健", "ササキ ケン", "sansan:8001")
    assert (sasaki.phone, sasaki.address) == ("080-3333-4444", "530-0001 大阪府大阪市北区梅田1-1")
    assert (sasaki.source, sasaki.note) == ("Sansan 展示会2026 2026-11-19", "新製品に関心")


def test_hubspots_contacts_are_read():
    preset, [john, hanako] = read("hubspot")

    assert preset.name == "hubspot"
    assert (john.name, john.external_id, john.email) == ("John Smith", "hubspot:901", "john.smith@example.com")
    assert (john.owner, john.company, john.title) == ("佐藤 健太", "Sakura Inc.", "Buyer")
    assert (john.created, john.birthday) == (date(2026, 1, 15), Birthday(4, 5, 1980))
    assert (hanako.name, hanako.owner) == ("山田 花子", None)


def test_salesforces_contacts_are_read():
    preset, [ogawa] = read("salesforce")

    assert preset.name == "salesforce"
    assert (ogawa.name, ogawa.external_id, ogawa.company) == ("Taro Ogawa", "salesforce:003AA000001", "Momiji K.K.")
    assert (ogawa.phone, ogawa.owner, ogawa.source) == ("090-9999-0000", "佐藤 健太", "Salesforce Trade Show")
    assert ogawa.address == "1-1 Umeda Osaka Osaka 530-0001"


def test_googles_contacts_are_read():
    preset, [tanaka, yamada] = read("google")

    assert preset.name == "google"
    assert (tanaka.name, tanaka.reading, tanaka.title) == ("田中 一郎", "タナカ イチロウ", "営業部 部長")
    assert (tanaka.tags, tanaka.address, tanaka.note) == (("顧客", "VIP"), "東京都千代田区千代田1-1", "辛いものが苦手")
    assert (yamada.birthday, yamada.email, yamada.tags) == (Birthday(4, 5), "hanako@example.com", ())


def test_anybodys_own_table_is_nobodys_export():
    assert guess(heading(["氏名", "会社名", "電話番号"], [])).preset is None


def test_our_own_table_of_customers_is_read_as_far_as_a_table_tells():
    mapping = guess(heading(exports.columns("customers"), []))

    fields = {each.header: each.field for each in mapping.columns if each.field not in {None, "-"}}
    assert mapping.preset.name == "kizuna"
    assert {"id", "tags", "birth_day", "company_id", "owner_id"}.isdisjoint(fields)
    assert {"name", "reading", "company", "owner", "email", "phone", "external_id"} <= set(fields)
