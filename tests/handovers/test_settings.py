"""What an admin settles about handovers for the whole company."""

import pytest

from crm import company_settings
from crm.refusals import NotAllowed, NotUnderstood, OutOfRange, WrongFields
from handlers.slack.answers import Errors, Open
from storage.tables import Audit, CompanySettings
from tests.builders import a_rep
from tests.deeds import by, refused
from tests.followup_deeds import pressed, sent
from tests.handovers.scene import a_scene
from tests.line_events import rows

NUMBERS = {"handover_above": 5, "handover_accept_days": 2, "handover_notice_days": 21, "handover_load": 200}
TYPED = {name: str(number) for name, number in NUMBERS.items()}


async def test_an_admin_settles_them_and_the_change_is_on_record(store):
    admin = await a_rep(store, role="admin")

    for load in (200, None):
        async with by(store, admin) as work:
            await company_settings.handovers(work, "always", NUMBERS | {"handover_load": load})

    [row] = await rows(store, CompanySettings)
    assert (row.handover_approval, row.handover_above, row.handover_accept_days) == ("always", 5, 2)
    assert (row.handover_notice_days, row.handover_load) == (21, None)
    lines = [line for line in await rows(store, Audit) if line.table_name == "company_settings"]
    assert {(line.actor, line.rule) for line in lines} == {(f"rep:{admin.id}", "company_settings.handovers")}
    assert [line.after["handover_load"] for line in lines[-2:]] == [200, None]


@pytest.mark.parametrize("approval", company_settings.APPROVALS)
async def test_the_next_handover_goes_by_them(store, approval):
    admin, scene = await a_rep(store, role="admin"), await a_scene(store, 2)
    async with by(store, admin) as work:
        await company_settings.handovers(work, approval, NUMBERS | {"handover_above": 1})

    made = await scene.proposed()

    assert made.state == ("agreeing" if approval == "never" else "asked")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        (name, number)
        for name, (least, most) in company_settings.BOUNDS.items()
        for number in (least - 1, most + 1, None)
        if not (name == "handover_load" and number is None)
    ],
)
async def test_numbers_out_of_range_are_refused_at_their_fields(store, name, number):
    admin = await a_rep(store, role="admin")
    wrong = WrongFields(((name, OutOfRange(*company_settings.BOUNDS[name])),))

    async with refused(wrong), by(store, admin) as work:
        await company_settings.handovers(work, "never", NUMBERS | {name: number})

    assert await rows(store, CompanySettings) == []


async def test_an_approval_that_there_is_not_is_refused(store):
    admin = await a_rep(store, role="admin")

    async with refused(NotUnderstood("handover_approval")), by(store, admin) as work:
        await company_settings.handovers(work, "sometimes", NUMBERS)


async def test_only_admins_settle_them(store):
    manager = await a_rep(store, role="manager")

    async with refused(NotAllowed("company_settings.handovers")), by(store, manager) as work:
        await company_settings.handovers(work, "never", NUMBERS)


async def test_the_form_opens_with_what_is_settled_and_saves_full_width_figures(store):
    admin = await a_rep(store, role="admin")

    form = await pressed(store, admin, "settings.handovers", "open")
    typed = TYPED | {"handover_above": "５", "handover_approval": "never"}
    await sent(store, admin, "settings.handovers", "", **typed)

    assert isinstance(form, Open)
    shown = {block["block_id"]: block["element"].get("initial_value") for block in form.view["blocks"]}
    assert shown == {
        "handover_approval": None,
        "handover_above": "10",
        "handover_accept_days": "3",
        "handover_notice_days": "14",
        "handover_load": None,
    }
    [row] = await rows(store, CompanySettings)
    assert (row.handover_approval, row.handover_above, row.handover_load) == ("never", 5, 200)


async def test_a_limit_that_is_no_number_is_said_and_one_left_empty_is_none(store):
    admin = await a_rep(store, role="admin")
    fields = {name: text for name, text in TYPED.items() if name != "handover_load"} | {"handover_approval": "above"}

    wrong = await sent(store, admin, "settings.handovers", "", **fields, handover_load="たくさん")
    none = await sent(store, admin, "settings.handovers", "", **fields)

    assert isinstance(wrong, Errors)
    assert list(wrong.fields) == ["handover_load"]
    assert not isinstance(none, Errors)
    assert [row.handover_load for row in await rows(store, CompanySettings)] == [None]
