"""The company's own fields: defined by admins, filled in by kind, kept when they are retired."""

import pytest

from crm.notices import CustomerChanges
from crm.records import changes, custom_fields, profiles
from crm.records.editing import Clash, Edited
from crm.refusals import (
    ChoicesMissing,
    ChoiceUnknown,
    FieldExists,
    Gone,
    NameMissing,
    NotAllowed,
    NotUnderstood,
    NumberUnclear,
    Refused,
    TextTooLong,
    TooManyFields,
    WrongFields,
)
from storage.store import Store
from storage.tables import Customer, CustomField, Rep
from tests.builders import a_customer, a_rep
from tests.deeds import by, refused
from tests.line_events import rows

PLANS = "ライト\nスタンダード\n\n ライト \nプレミアム"


async def defined(store: Store, name: str, kind: str = "text", choices: str = "") -> CustomField:
    async with by(store, await a_rep(store, role="admin")) as work:
        return await custom_fields.define(work, name, kind, choices)


async def filled(store: Store, rep: Rep, customer: Customer, **values: str) -> Edited:
    """Fill in the fields of these numbers ("f7" is field 7) in a form opened just now."""
    given = {number.removeprefix("f"): value for number, value in values.items()}
    async with by(store, rep) as work:
        shown = await profiles.show(work, customer.id)
        return await custom_fields.fill(work, customer.id, shown.version, given)


async def values(store: Store) -> dict[str, str]:
    [customer] = await rows(store, Customer)
    return customer.custom


@pytest.fixture
async def owner(store: Store) -> Rep:
    return await a_rep(store)


@pytest.fixture
async def customer(store: Store, owner: Rep) -> Customer:
    return await a_customer(store, owner=owner)


# --- defining ---------------------------------------------------------------------------------------------------------


async def test_admins_define_fields_and_choices_are_each_kept_once(store):
    field = await defined(store, " 契約プラン ", "choice", PLANS)
    await defined(store, "車種", "text", "無視される")

    async with by(store, await a_rep(store, role="admin")) as work:
        known = await custom_fields.all_(work)

    assert [(each.name, each.kind, each.choices) for each in known.active] == [
        ("契約プラン", "choice", ["ライト", "スタンダード", "プレミアム"]),
        ("車種", "text", []),
    ]
    assert field.id == known.active[0].id


@pytest.mark.parametrize("role", ["read_only", "rep", "manager"])
async def test_nobody_else_defines_fields(store, role):
    rep = await a_rep(store, role=role)

    async with refused(NotAllowed("custom_fields.define")), by(store, rep) as work:
        await custom_fields.define(work, "車種", "text")


@pytest.mark.parametrize(
    ("name", "kind", "choices", "faults"),
    [
        ("", "text", "", (("name", NameMissing()),)),
        ("あ" * 51, "text", "", (("name", TextTooLong(50)),)),
        ("プラン", "choice", " \n ", (("choices", ChoicesMissing(50)),)),
        ("プラン", "choice", "\n".join(map(str, range(51))), (("choices", ChoicesMissing(50)),)),
        ("プラン", "choice", "あ" * 76, (("choices", TextTooLong(75)),)),
        ("プラン", "colour", "", (("kind", ChoiceUnknown()),)),
        ("車種", "text", "", (("name", FieldExists("車種")),)),
        (" ｼｬｼｭ ", "text", "", (("name", FieldExists("ｼｬｼｭ")),)),
    ],
    ids=["nameless", "long", "no choice", "many choices", "long choice", "kind", "twice", "twice in other letters"],
)
async def test_a_field_that_cannot_be_is_refused_at_what_is_wrong(store, name, kind, choices, faults):
    await defined(store, "車種")
    await defined(store, "シャシュ")

    async with refused(WrongFields(faults)):
        await defined(store, name, kind, choices)


async def test_thirty_fields_are_in_use_at_most(store):
    fields = [await defined(store, f"項目{number}") for number in range(30)]

    async with refused(WrongFields((("name", TooManyFields(30)),))):
        await defined(store, "もう一つ")
    async with by(store, await a_rep(store, role="admin")) as work:
        await custom_fields.retire(work, fields[0].id)
        await custom_fields.define(work, "もう一つ", "text")
    async with refused(TooManyFields(30)), by(store, await a_rep(store, role="admin")) as work:
        await custom_fields.restore(work, fields[0].id)


async def test_a_field_gets_another_name_and_other_choices_and_keeps_its_kind(store):
    field = await defined(store, "プラン", "choice", PLANS)

    async with by(store, await a_rep(store, role="admin")) as work:
        await custom_fields.change(work, field.id, "契約プラン", "ライト\nプロ")

    [now] = await rows(store, CustomField)
    assert (now.name, now.kind, now.choices) == ("契約プラン", "choice", ["ライト", "プロ"])


async def test_no_field_takes_the_name_of_another_in_use(store):
    first, second = await defined(store, "車種"), await defined(store, "型番")
    admin = await a_rep(store, role="admin")

    async with refused(WrongFields((("name", FieldExists("車種")),))), by(store, admin) as work:
        await custom_fields.change(work, second.id, "車種")
    async with by(store, admin) as work:
        await custom_fields.retire(work, first.id)
        await custom_fields.change(work, second.id, "車種")
    async with refused(FieldExists("車種")), by(store, admin) as work:
        await custom_fields.restore(work, first.id)


async def test_a_field_that_is_not_there_is_gone(store):
    admin = await a_rep(store, role="admin")

    for rule in (custom_fields.show, custom_fields.retire, custom_fields.restore):
        async with refused(Gone()), by(store, admin) as work:
            await rule(work, 4711)


# --- filling in -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", " 白い 軽トラック ", "白い 軽トラック"),
        ("number", "１，２００", "1200"),
        ("number", "-3.50", "-3.50"),
        ("number", "+007", "7"),
        ("date", "令和9年3月31日", "2027-03-31"),
        ("date", "2027/3/31", "2027-03-31"),
        ("choice", "スタンダード", "スタンダード"),
    ],
)
async def test_a_value_is_kept_in_the_form_of_its_kind(store, owner, customer, kind, typed, value):
    field = await defined(store, "項目", kind, PLANS)

    await filled(store, owner, customer, **{f"f{field.id}": typed})

    assert await values(store) == {str(field.id): value}


@pytest.mark.parametrize(
    ("kind", "typed", "refusal"),
    [
        ("text", "あ" * 501, TextTooLong(500)),
        ("number", "たくさん", NumberUnclear()),
        ("number", "1e9", NumberUnclear()),
        ("number", "9" * 19, NumberUnclear()),
        ("date", "3/31", NotUnderstood("day")),
        ("date", "2027-02-29", NotUnderstood("day")),
        ("choice", "プロ", ChoiceUnknown()),
    ],
)
async def test_a_value_of_another_kind_is_refused_at_its_field(store, owner, customer, kind, typed, refusal):
    field = await defined(store, "項目", kind, PLANS)

    async with refused(WrongFields(((str(field.id), refusal),))):
        await filled(store, owner, customer, **{f"f{field.id}": typed})


async def test_what_is_emptied_is_forgotten_and_the_rest_stays(store, owner, customer):
    colour, size = await defined(store, "色"), await defined(store, "寸法", "number")
    await filled(store, owner, customer, **{f"f{colour.id}": "白", f"f{size.id}": "12"})

    await filled(store, owner, customer, **{f"f{colour.id}": "", f"f{size.id}": "12"})

    assert await values(store) == {str(size.id): "12"}


async def test_a_retired_field_keeps_its_values_and_takes_no_new_ones(store, owner, customer):
    colour, size = await defined(store, "色"), await defined(store, "寸法")
    await filled(store, owner, customer, **{f"f{colour.id}": "白"})
    admin = await a_rep(store, role="admin")

    async with by(store, admin) as work:
        await custom_fields.retire(work, colour.id)
    done = await filled(store, owner, customer, **{f"f{colour.id}": "黒", f"f{size.id}": "大"})

    assert done == Edited((str(size.id),))
    assert await values(store) == {str(colour.id): "白", str(size.id): "大"}
    async with by(store, owner) as work:
        assert [each.id for each in (await profiles.show(work, customer.id)).fields] == [size.id]
    async with by(store, admin) as work:
        await custom_fields.restore(work, colour.id)
        assert [each.id for each in (await custom_fields.all_(work)).active] == [colour.id, size.id]


async def test_what_is_no_choice_any_more_stays_where_it_was_given(store, owner, customer):
    plan, colour = await defined(store, "プラン", "choice", PLANS), await defined(store, "色")
    await filled(store, owner, customer, **{f"f{plan.id}": "ライト"})
    async with by(store, await a_rep(store, role="admin")) as work:
        await custom_fields.change(work, plan.id, "プラン", "プロ")

    await filled(store, owner, customer, **{f"f{plan.id}": "ライト", f"f{colour.id}": "白"})

    assert await values(store) == {str(plan.id): "ライト", str(colour.id): "白"}


async def test_two_who_fill_in_different_fields_at_once_both_succeed(store, owner, customer):
    colour, size = await defined(store, "色"), await defined(store, "寸法")
    both = {str(colour.id): "", str(size.id): ""}

    async with by(store, owner) as work:
        await custom_fields.fill(work, customer.id, 1, {**both, str(colour.id): "白"})
    async with by(store, owner) as work:
        done = await custom_fields.fill(work, customer.id, 1, {str(colour.id): "黒", str(size.id): "大"})

    assert done == Edited((str(size.id),), (Clash(str(colour.id), "黒", owner.full_name),))
    assert await values(store) == {str(colour.id): "白", str(size.id): "大"}


async def test_only_whoever_may_edit_the_customer_fills_in(store, customer):
    field = await defined(store, "色")

    async with refused(NotAllowed("custom_fields.fill")), by(store, await a_rep(store)) as work:
        await custom_fields.fill(work, customer.id, 1, {str(field.id): "白"})


async def test_changes_of_own_fields_are_told_by_name(store, owner, customer):
    field = await defined(store, "色")
    await filled(store, owner, customer, **{f"f{field.id}": "白"})
    await filled(store, owner, customer, **{f"f{field.id}": "黒"})

    async with by(store, owner) as work:
        told = await changes.of(work, customer.id)

    assert isinstance(told, CustomerChanges)
    assert [(each.field, each.label, each.before, each.after) for each in told.changes[:2]] == [
        ("custom", "色", "白", "黒"),
        ("custom", "色", "", "白"),
    ]


def test_nothing_typed_is_no_number():
    assert custom_fields.number("　") is None
    with pytest.raises(Refused):
        custom_fields.number("－")
