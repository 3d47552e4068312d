"""Templates of replies: who makes them, who may use them, and how their fields are filled in."""

from dataclasses import replace

import pytest

from crm.refusals import Gone, NameMissing, NotAllowed, Refused, TextTooLong, WordsMissing, WrongFields
from crm.relay import templates, wordings
from crm.relay.templates import ACTIVE, Draft, TemplateExists, TooManyTemplates
from crm.relay.wordings import TemplateFieldUnknown
from storage.store import Store
from storage.tables import Company, Customer, Rep, ReplyTemplate
from tests.builders import a_customer, a_rep, a_team, saved
from tests.deeds import by, refused

THANKS = Draft("お礼", "{お客様}、ありがとうございました。", "ja")
JA, EN = wordings.known("ja"), wordings.known("en")


async def made(store: Store, rep: Rep, name: str = "お礼", **more) -> ReplyTemplate:
    async with by(store, rep) as work:
        return await templates.save(work, None, replace(THANKS, name=name, **more))


async def listed(store: Store, rep: Rep) -> list[str]:
    async with by(store, rep) as work:
        return [each.name for each in (await templates.list_(work)).templates]


async def offered(store: Store, rep: Rep, customer: Customer) -> list[str]:
    async with by(store, rep) as work:
        return [each.name for each in await templates.for_rep(work, customer)]


@pytest.fixture
async def admin(store: Store) -> Rep:
    return await a_rep(store, role="admin")


# --- who makes them ---------------------------------------------------------------------------------------------------


async def test_a_manager_makes_those_of_the_team_and_of_everybody_but_not_anothers(store):
    mine, other = await a_team(store), await a_team(store, name="営業二課")
    manager = await a_rep(store, role="manager", team_id=mine.id)

    own = await made(store, manager, team_id=mine.id)
    general = await made(store, manager, team_id=None)

    assert (own.team_id, general.team_id) == (mine.id, None)
    async with refused(NotAllowed("templates.save")), by(store, manager) as work:
        await templates.save(work, None, replace(THANKS, team_id=other.id))


async def test_a_manager_does_not_touch_another_teams_template(store, admin):
    mine, other = await a_team(store), await a_team(store, name="営業二課")
    manager = await a_rep(store, role="manager", team_id=mine.id)
    theirs = await made(store, admin, team_id=other.id)

    async with refused(NotAllowed("templates.retire")), by(store, manager) as work:
        await templates.retire(work, theirs.id)
    async with refused(NotAllowed("templates.save")), by(store, manager) as work:
        await templates.save(work, theirs.id, THANKS)
    async with refused(NotAllowed("templates.show")), by(store, manager) as work:
        await templates.show(work, theirs.id)


@pytest.mark.parametrize("role", ["rep", "read_only"])
async def test_nobody_else_makes_templates(store, role):
    rep = await a_rep(store, role=role)

    async with refused(NotAllowed("templates.save")), by(store, rep) as work:
        await templates.save(work, None, THANKS)


async def test_a_template_is_changed_retired_and_comes_back(store, admin):
    template = await made(store, admin)
    customer = await a_customer(store, owner=admin)

    async with by(store, admin) as work:
        await templates.save(work, template.id, Draft("お詫び", "{お客様}、申し訳ございません。", "ja"))
    assert await offered(store, admin, customer) == ["お詫び"]
    async with by(store, admin) as work:
        await templates.retire(work, template.id)
    assert await offered(store, admin, customer) == []
    async with by(store, admin) as work:
        await templates.restore(work, template.id)
    assert await offered(store, admin, customer) == ["お詫び"]


async def test_a_name_stands_for_one_template_of_a_team(store, admin):
    team = await a_team(store)
    old = await made(store, admin)
    async with by(store, admin) as work:
        await templates.retire(work, old.id)
    await made(store, admin)
    await made(store, admin, team_id=team.id)

    async with refused(WrongFields((("name", TemplateExists("お礼")),))), by(store, admin) as work:
        await templates.save(work, None, replace(THANKS, name=" お礼 "))
    async with refused(TemplateExists("お礼")), by(store, admin) as work:
        await templates.restore(work, old.id)


async def test_there_is_an_end_to_the_list(store, admin):
    async with by(store, admin) as work:
        for number in range(ACTIVE):
            await templates.save(work, None, replace(THANKS, name=f"定型文{number}"))

    async with refused(WrongFields((("name", TooManyTemplates(ACTIVE)),))), by(store, admin) as work:
        await templates.save(work, None, THANKS)


async def test_all_that_is_wrong_with_a_form_is_said_at_once(store, admin):
    async with by(store, admin) as work:
        with pytest.raises(Refused) as no:
            await templates.save(work, None, Draft("", "", "ja"))

    assert no.value.refusal == WrongFields((("name", NameMissing()), ("text", WordsMissing())))


async def test_what_is_not_there_cannot_be_changed(store, admin):
    async with refused(Gone()), by(store, admin) as work:
        await templates.save(work, 404, THANKS)


@pytest.mark.parametrize(
    ("text", "language", "refusal"),
    [
        ("{お名前}さま", "ja", TemplateFieldUnknown("{お名前}", JA)),
        ("｛会 社｝様", "ja", TemplateFieldUnknown("{会 社}", JA)),
        ("Dear {name},", "en", TemplateFieldUnknown("{name}", EN)),
        ("{{お客様}}", "ja", TemplateFieldUnknown("{", JA)),
        ("{お客様\n}", "ja", TemplateFieldUnknown("{お客様", JA)),
        ("あ" * (wordings.LONGEST + 1), "ja", TextTooLong(wordings.LONGEST)),
        ("{会社}" * 15, "ja", TextTooLong(1)),
        ("あ" * 900 + "{お客様}" * 8, "ja", TextTooLong(700)),
    ],
    ids=["japanese", "spaced", "english", "doubled", "torn", "long", "nothing-but-fields", "long-when-filled"],
)
async def test_what_could_not_be_filled_in_is_refused(store, admin, text, language, refusal):
    async with refused(WrongFields((("text", refusal),))), by(store, admin) as work:
        await templates.save(work, None, Draft("お礼", text, language))


# --- who uses them ----------------------------------------------------------------------------------------------------


async def test_a_rep_is_offered_the_teams_and_everybodys_in_the_customers_language_first(store, admin):
    department = await a_team(store, name="営業部")
    section = await a_team(store, parent=department)
    other = await a_team(store, name="営業二課", parent=department)
    rep = await a_rep(store, team_id=section.id)
    await made(store, admin, "全員")
    await made(store, admin, "Thanks", language="en", text="Dear {customer}")
    await made(store, admin, "一課", team_id=section.id)
    await made(store, admin, "部", team_id=department.id)
    await made(store, admin, "二課", team_id=other.id)

    ja = await offered(store, rep, await a_customer(store, owner=rep))
    en = await offered(store, rep, await a_customer(store, owner=rep, language="en"))

    assert ja == ["一課", "部", "全員", "Thanks"]
    assert en == ["Thanks", "一課", "部", "全員"]


async def test_everybody_reads_what_they_can_use_and_managers_see_what_they_may_change(store, admin):
    department = await a_team(store, name="営業部")
    section = await a_team(store, parent=department)
    rep = await a_rep(store, team_id=section.id)
    manager = await a_rep(store, role="manager", team_id=section.id)
    await made(store, admin, "部", team_id=department.id)
    own = await made(store, admin, "一課", team_id=section.id)
    general = await made(store, admin, "全員")
    await made(store, admin, "他", team_id=(await a_team(store, name="営業二課")).id)

    async with by(store, rep) as work:
        seen = await templates.list_(work)
    async with by(store, manager) as work:
        managed = await templates.list_(work)

    assert [each.name for each in seen.templates] == ["部", "一課", "全員"]
    assert (seen.mine, seen.makes, seen.total) == (frozenset(), False, 3)
    assert (managed.mine, managed.makes) == ({own.id, general.id}, True)
    assert await listed(store, admin) == ["部", "一課", "全員", "他"]


async def test_a_long_list_is_turned_page_by_page(store, admin):
    for number in range(templates.PAGE + 1):
        await made(store, admin, f"定型文{number}")

    async with by(store, admin) as work:
        last = await templates.list_(work, 7)

    assert (last.page, last.total, [each.name for each in last.templates]) == (
        1,
        templates.PAGE + 1,
        [f"定型文{templates.PAGE}"],
    )


# --- filling them in --------------------------------------------------------------------------------------------------


async def filled(store: Store, text: str, language: str = "ja", company: str | None = "株式会社サクラ", **more) -> str:
    """The text as 佐藤花子 would write it to the customer on the 20th of November."""
    firm = await saved(store, Company(name=company, key=company)) if company else None
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep, company_id=firm.id if firm else None, **more)
    template = ReplyTemplate(name="x", text=text, language=language)
    async with by(store, rep) as work:
        return await templates.fill(work, template, customer, rep)


async def test_each_field_is_filled_in_japanese(store):
    text = "{会社}\n{お客様}\n\n{自社}の{担当}です。{ 今日 }、｛お客様｝にお届けします。"

    words = await filled(store, text)

    assert words == "株式会社サクラ\n田中 一郎様\n\nサクラ商事の佐藤 花子です。11月20日、田中 一郎様にお届けします。"


async def test_each_field_is_filled_in_english_without_honorifics(store):
    words = await filled(store, "Dear {Customer} of {company},\n{rep} of {us}, {today}", "en", name="Emily Clark")

    assert words == "Dear Emily Clark of 株式会社サクラ,\n佐藤 花子 of サクラ商事, November 20"


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        ("田中 一郎", None, "田中 一郎様、"),
        ("田中様", None, "田中様、"),
        ("佐藤先生", None, "佐藤先生、"),
        ("田中", "部長", "部長の田中様、"),
    ],
    ids=["plain", "typed-with-honorific", "teacher", "titled"],
)
@pytest.mark.parametrize("typed", ["", "様", " さま"], ids=["none", "sama", "kana"])
async def test_an_honorific_is_never_doubled(store, name, title, expected, typed):
    assert await filled(store, f"{{お客様}}{typed}、", name=name, title=title) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("{会社}の{お客様}、お世話になっております。", "ja", "田中 一郎様、お世話になっております。"),
        ("{会社} {お客様}、", "ja", "田中 一郎様、"),
        ("{会社}　御中\n{お客様}、", "ja", "田中 一郎様、"),
        ("{お客様}（{会社}）へ", "ja", "田中 一郎様へ"),
        ("Dear {customer} of {company},", "en", "Dear 田中 一郎,"),
        ("Dear {customer} ({company}),", "en", "Dear 田中 一郎,"),
    ],
    ids=["of", "space", "own-line", "brackets", "english-of", "english-brackets"],
)
async def test_an_empty_field_takes_along_what_joined_it(store, text, language, expected):
    assert await filled(store, text, language, company=None) == expected


async def test_what_stands_in_a_name_is_never_taken_for_a_field(store):
    assert await filled(store, "{お客様}へ", name="{会社}") == "{会社}様へ"
