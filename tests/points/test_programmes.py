"""A programme is put in force: by a file, in a form, from a preset; whatever was written beside it stays."""

import pytest

from crm.points.programme import checks, forms, presets, programmes
from crm.points.programme.forms import Wish
from crm.points.programme.programmes import parsed
from crm.refusals import NotAllowed, OutOfRange, ProgrammeChanged, ProgrammeUnfit, Refused, WrongFields
from tests.builders import a_rep, written
from tests.deeds import by, refused
from tests.points.texts import CHANGED, SHOP, an_admin, versions, wish


async def test_without_a_programme_nothing_is_given(store):
    async with written(store) as work:
        programme = await programmes.current(work)

    assert not programme.enabled


async def test_the_newest_text_is_in_force_and_the_same_text_is_no_news(store):
    async with written(store) as work:
        first = await programmes.apply(work, SHOP, "form")
        again = await programmes.apply(work, SHOP, "form")
        changed = await programmes.apply(work, CHANGED, "form")
        programme = await programmes.current(work)

    assert (first, again, changed) == (True, False, True)
    assert programme.earn.visit == 20
    assert len(await versions(store)) == 2


async def test_a_wrong_text_is_refused_with_all_that_is_wrong(store):
    with pytest.raises(Refused) as no:
        async with written(store) as work:
            await programmes.apply(work, "enabled = 3\n[earn]\nvisit = -1\n", "file")

    assert isinstance(no.value.refusal, ProgrammeUnfit)
    assert [each.where for each in no.value.refusal.faults] == ["enabled", "earn.visit"]
    assert await versions(store) == []


@pytest.mark.parametrize("role", ["read_only", "rep", "manager"])
async def test_only_admins_change_the_programme(store, role):
    who = await a_rep(store, role=role)

    async with refused(NotAllowed("programmes.settle")), by(store, who) as work:
        await programmes.settle(work, Wish(""))


async def test_a_form_changes_its_numbers_and_nothing_else(store):
    admin = await an_admin(store)
    async with written(store) as work:
        await programmes.apply(work, SHOP, "file")

    async with by(store, admin) as work:
        await programmes.settle(work, wish(parsed(SHOP), SHOP, "enabled", "referral", visit=25, months=18))

    [_, (source, text)] = await versions(store)
    changed = [pair for pair in zip(SHOP.splitlines(), text.splitlines(), strict=True) if pair[0] != pair[1]]
    assert source == "form"
    assert changed == [
        ("months = 12", "months = 18"),
        ("visit = 10      # ご来店（1日1回）", "visit = 25      # ご来店（1日1回）"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        *map(presets.text, presets.PRESETS),
        "",
        "# 覚え書き\n",
        "[expiry]\nmonths = 3\nwarn_days = []\n",
        "earn = { visit = 3 }\n",
    ],
    ids=[*presets.PRESETS, "nothing", "a comment", "a table alone", "in one line"],
)
def test_whatever_the_text_a_form_can_write_all_of_its_numbers_into_it(text):
    before = parsed(text)
    numbers = {name: forms.held(before, name) + 1 for name in forms.NUMBERS}

    edited = forms.edited(text, before, Wish("", numbers, frozenset({"tell"})))

    after, faults = checks.read(edited)
    assert faults == []
    assert after is not None
    assert {name: forms.held(after, name) for name in forms.NUMBERS} == numbers
    assert (after.enabled, after.referral, after.tell) == (False, False, True)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in edited.splitlines() if line.startswith("#")
    ]


async def test_what_does_not_fit_is_said_at_its_field(store):
    admin = await an_admin(store)
    async with written(store) as work:
        await programmes.apply(work, SHOP, "file")

    bad = wish(parsed(SHOP), SHOP, per=0, visit=None)
    faults = (("per", OutOfRange(1, 1_000_000)), ("visit", OutOfRange(0, forms.MOST)))
    async with refused(WrongFields(faults)), by(store, admin) as work:
        await programmes.settle(work, bad)


async def test_a_clinic_cannot_be_switched_on_in_the_form(store):
    admin, text = await an_admin(store), presets.text("clinic")
    async with by(store, admin) as work:
        await programmes.begin(work, "clinic")

    with pytest.raises(Refused) as no:
        async with by(store, admin) as work:
            await programmes.settle(work, wish(parsed(text), text, "enabled"))

    assert isinstance(no.value.refusal, ProgrammeUnfit)
    assert [forms.field_of(each.where) for each in no.value.refusal.faults] == ["switches"]


async def test_a_form_that_shows_an_older_text_changes_nothing(store):
    admin = await an_admin(store)
    async with written(store) as work:
        await programmes.apply(work, SHOP, "file")
        await programmes.apply(work, CHANGED, "file")

    async with refused(ProgrammeChanged()), by(store, admin) as work:
        await programmes.settle(work, wish(parsed(SHOP), SHOP, visit=30))


async def test_a_preset_is_a_beginning_and_never_takes_the_place_of_a_programme(store):
    admin = await an_admin(store)
    async with by(store, admin) as work:
        await programmes.begin(work, "dealer")

    async with refused(ProgrammeChanged()), by(store, admin) as work:
        await programmes.begin(work, "shop")

    assert await versions(store) == [("preset", presets.text("dealer"))]


async def test_cautions_are_for_those_who_can_mend_them(store):
    async with written(store) as work:
        await programmes.apply(work, SHOP, "file")
    shown = {}
    for role in ("read_only", "rep", "manager", "admin"):
        async with by(store, await a_rep(store, role=role)) as work:
            shown[role] = await programmes.show(work)

    assert {role: (each.edits, each.counts, bool(each.cautions)) for role, each in shown.items()} == {
        "read_only": (False, False, False),
        "rep": (False, False, False),
        "manager": (False, True, False),
        "admin": (True, True, True),
    }
