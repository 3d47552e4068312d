"""The forms of a customer, a company and the company's own fields: within what Slack takes, and used as people do."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from crm.notices.companies import CompanyChoice, CustomerChanges
from crm.records.companies import CompanyProfile
from crm.records.custom_fields import OwnFields
from crm.records.editing import Clash
from crm.records.profiles import DAYS, FLAGS, Profile, texts
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks.records import changes, companies, fields, profiles
from sandbox.slack.checks import view_faults
from storage.records.profiles import Former
from storage.tables import Anniversary, CustomField
from storage.tables.customers import ANNIVERSARIES
from tests.stage import ITO, SATO, Stage, on_stage
from tests.test_slack_phrases import CHANGED, COMPANY, MOST, NAME, NOW, TEXT, ZONE

# A Monday, 10:00 in Tokyo, from which the clock goes on.
MONDAY = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)

EMPTY = texts({"name": "田"})
FULL = dict.fromkeys(EMPTY, NAME) | {
    **dict.fromkeys(("likes", "taboos", "note"), TEXT),
    **dict.fromkeys(DAYS, "2026-11-20"),
    **dict.fromkeys(FLAGS, "yes"),
    "birthday": "1980-04-05",
    "language": "en",
    "company": str(MOST),
    "deputy": "7",
    "cadence_days": "30",
}
FIELDS = tuple(
    CustomField(
        id=number + 1,
        name=NAME[:50],
        kind=kind,
        choices=[f"選択肢{each}" for each in range(50)] if kind == "choice" else [],
    )
    for number, kind in enumerate(("text", "number", "date", "choice", "choice") * 6)
)
PROFILE = Profile(
    customer_id=MOST,
    version=7,
    company=NAME,
    deputy="U0ITO",
    texts=FULL,
    own={str(each.id): "選択肢4" if each.id % 5 == 4 else TEXT[:75] for each in FIELDS},
    fields=FIELDS,
    former=(Former(1, NAME, NAME, NOW),) * 5,
    anniversaries=tuple(
        Anniversary(id=n + 1, customer_id=1, kind=ANNIVERSARIES[n % 6], label=NAME, year=2015, month=4, day=1)
        for n in range(20)
    ),
    tags=("あ" * 30,) * 8,
)
BARE = Profile(MOST, 1, None, None, EMPTY, {})
CLASHES = tuple(Clash(field, TEXT, NAME) for field in (*EMPTY, *(str(each.id) for each in FIELDS)))
OWN = OwnFields(FIELDS, FIELDS)

VIEWS = {
    "overview": lambda say: profiles.overview(PROFILE, say),
    "overview of somebody new": lambda say: profiles.overview(BARE, say),
    **{
        f"{section}, {name}": lambda say, shown=shown, section=section, clashes=clashes: profiles.form(
            shown, section, say, clashes
        )
        for section in profiles.SECTIONS
        for name, shown, clashes in (("full", PROFILE, ()), ("bare", BARE, ()), ("clashing", PROFILE, CLASHES))
    },
    "own fields": lambda say: profiles.own_form(PROFILE, say),
    "own fields, clashing": lambda say: profiles.own_form(PROFILE, say, CLASHES),
    "anniversaries": lambda say: profiles.days_form(PROFILE, say),
    "no anniversaries": lambda say: profiles.days_form(BARE, say),
    "changes": lambda say: changes.changes_sheet(
        CustomerChanges(MOST, NAME, NAME, (*CHANGED, *CHANGED)[:20]), say, ZONE
    ),
    "company": lambda say: companies.form(CompanyProfile(MOST, 7, dict.fromkeys(companies.FIELDS, TEXT)), say, CLASHES),
    "company card": lambda say: companies.company_sheet(COMPANY, say, ZONE),
    "fields": lambda say: fields.listing(OWN, say),
    "no fields": lambda say: fields.listing(OwnFields((), ()), say),
    "new field": fields.new_form,
    "field": lambda say: fields.form(FIELDS[3], say),
    "field without choices": lambda say: fields.form(FIELDS[0], say),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_slack_takes_every_view(view, language):
    assert view_faults(VIEWS[view](phrases(language)), ["modal"]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_nobodys_words_call_anybody_from_a_view(view, language):
    shown = [each["text"] for each in _mrkdwn(VIEWS[view](phrases(language)))]

    assert not any(call in text.replace("<@U0ITO>", "") for text in shown for call in ("<!", "<@", "<#"))


def _mrkdwn(node: object) -> Iterator[Mapping]:
    if isinstance(node, Mapping):
        if node.get("type") == "mrkdwn":
            yield node
        node = list(node.values())
    if isinstance(node, Sequence) and not isinstance(node, str):
        for each in node:
            yield from _mrkdwn(each)


def test_what_another_changed_first_stands_above_its_field_and_what_was_typed_is_given_back():
    view = profiles.form(BARE, "basic", phrases("ja"), (Clash("phone", "03-1111-1111", "鈴木 一郎"),))

    [note] = [at for at, block in enumerate(view["blocks"]) if block["type"] == "context" and "先に" in str(block)]
    assert "*電話* は、別の方が先に変更した" in str(view["blocks"][1])
    assert view["blocks"][note + 1]["block_id"] == "phone:1"
    assert "鈴木 一郎" in str(view["blocks"][note])
    assert "03-1111-1111" in str(view["blocks"][note])


def test_a_choice_that_is_none_any_more_stays_chosen():
    field = CustomField(id=1, name="プラン", kind="choice", choices=["プロ"])
    profile = Profile(1, 1, None, None, EMPTY, {"1": "ライト"}, (field,))

    [block] = [each for each in profiles.own_form(profile, phrases("ja"))["blocks"] if each["type"] == "input"]

    assert [each["value"] for each in block["element"]["options"]] == [profiles.UNSET, "プロ", "ライト"]
    assert block["element"]["initial_option"]["value"] == "ライト"


def test_the_list_of_companies_ends_with_a_new_one_and_with_none():
    offered = companies.options([CompanyChoice(7, "株式会社サクラ", 2)], "サク", phrases("ja"))

    assert [each["value"] for each in offered] == ["7", "new:サク", profiles.UNSET]


# --- on stage ---------------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began = datetime.now(UTC)
    async with on_stage(database_url, lambda: MONDAY + (datetime.now(UTC) - began)) as made:
        yield made


async def pressed(stage: Stage, action: str, by: str = SATO, *, value: str = "") -> dict:
    """Press the first button of that action (whose value ends so) on the open form; the form as it is then."""
    view = await stage.modal(by)
    block, button = next(
        (block, element)
        for block in view["blocks"]
        for element in (*block.get("elements", []), block.get("accessory") or {})
        if element.get("action_id", "").startswith(action) and element["value"].endswith(value)
    )
    place = {"view_id": view["id"], "block_id": block["block_id"], "action_id": button["action_id"]}
    await stage.post(f"slack/{by}/click", **place)
    return await stage.modal(by, after=view)


async def part(stage: Stage, section: str, by: str = SATO) -> dict:
    """Open a part of the overview."""
    return await pressed(stage, "profile.section", by, value=f".{section}")


async def sent(stage: Stage, view: dict, by: str = SATO, **typed: object) -> dict:
    """Fill in the fields of these names and send the form."""
    values = {}
    for block in view["blocks"]:
        name = str(block.get("block_id", "")).partition(":")[0]
        if name in typed:
            values[block["block_id"]] = {block["element"]["action_id"]: typed[name]}
    assert len(values) == len(typed), (typed, [block.get("block_id") for block in view["blocks"]])
    return await stage.post(f"slack/{by}/submit", view_id=view["id"], values=values)


async def test_a_birthday_and_a_company_are_edited_in_the_forms_and_stand_on_the_card(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")

    await stage.command("/customer 編集 田中")
    wrong = await sent(stage, await part(stage, "person"), birthday={"value": "いつか"})
    done = await sent(stage, await stage.modal(), birthday={"value": "昭和55年4月5日"}, tags={"value": "VIP、ゴルフ"})
    await stage.command("/customer 編集 田中")
    form = await part(stage, "basic")
    offered = await stage.post(
        f"slack/{SATO}/suggest", view_id=form["id"], action_id="company.options", value="株式会社モミジ"
    )
    chosen = {"company": {"selected_option": offered["options"][0]}, "deputy": {"selected_users": [ITO]}}
    moved = await sent(stage, form, **chosen, title={"value": "部長"})

    assert "日付を読み取れませんでした" in str(wrong["errors"])
    assert (done["errors"], moved["errors"]) == (None, None)
    assert "4月5日" in str(await stage.direct_message("株式会社サクラ 田中一郎様", "4月5日", "VIP"))
    assert "伊藤" in str(await stage.direct_message("株式会社モミジ 田中一郎様", "部長"))
    left = await stage.command("/customer 会社 サクラ")
    assert "以前いらした方" in left
    assert "現在 株式会社モミジ" in left
    told = await stage.command("/customer 変更履歴 田中")
    assert "株式会社サクラ → 株式会社モミジ" in told
    assert "1980年4月5日" in told


async def test_two_forms_at_once_lose_nothing(stage: Stage) -> None:
    await stage.command("/customer new 田中一郎")
    await stage.command("/customer 編集 田中")
    mine = await part(stage, "basic")
    await stage.command("/customer 編集 田中", by=ITO)
    await sent(stage, await part(stage, "basic", ITO), ITO, phone={"value": "03-9999-9999"})

    done = await sent(stage, mine, phone={"value": "03-1111-1111"}, title={"value": "部長"})

    assert done["errors"] is None
    view = await stage.modal()
    shown = {
        block["block_id"].partition(":")[0]: block["element"] for block in view["blocks"] if block["type"] == "input"
    }
    assert shown["phone"]["initial_value"] == "03-9999-9999"
    assert shown["title"]["initial_value"] == "部長"
    assert "伊藤 真理さんが先に" in str(view)
    assert "03-1111-1111" in str(view)


async def test_an_admin_defines_a_field_that_is_then_filled_in_and_an_anniversary_comes_and_goes(stage: Stage) -> None:
    await stage.command("/customer new 田中一郎")
    await stage.command("/kizuna 項目", by=ITO)

    form = await pressed(stage, "field.new", ITO)
    listed = await sent(
        stage,
        form,
        ITO,
        name={"value": "プラン"},
        kind={"selected_option": "choice"},
        choices={"value": "ライト\nプロ"},
    )
    await stage.command("/customer 編集 田中")
    own = await part(stage, "own")
    [field] = [each["block_id"].partition(":")[0] for each in own["blocks"] if each["type"] == "input"]
    filled = await sent(stage, own, **{field: {"selected_option": "プロ"}})
    await stage.command("/customer 編集 田中")
    kinds = {"kind": {"selected_option": "contract"}, "day": {"value": "平成27年4月1日"}}
    added = await sent(stage, await part(stage, "days"), **kinds)

    assert (listed["errors"], filled["errors"], added["errors"]) == (None, None, None)
    assert "プロ" in str(await stage.direct_message("プラン", "プロ"))
    assert "2015年4月1日" in str(await stage.modal())
    assert "2015年4月1日" not in str(await pressed(stage, "anniversary.remove"))
