"""What an admin settles for everybody: after how many business days an overdue follow-up is told to others."""

import asyncio

import pytest

from crm import company_settings
from crm.refusals import NotAllowed, OutOfRange, WrongFields
from handlers.slack.answers import Errors, Open
from storage.tables import CompanySettings
from tests.builders import a_rep
from tests.deeds import by, refused
from tests.followup_deeds import pressed, sent
from tests.line_events import rows


async def test_an_admin_settles_the_days_and_there_is_one_row_for_all(store):
    admin = await a_rep(store, role="admin")

    async def settle(deputy: int, manager: int) -> None:
        async with by(store, admin) as work:
            await company_settings.escalate(work, deputy, manager)

    await asyncio.gather(*(settle(1, each) for each in (3, 5, 7)))
    await settle(2, 10)

    [row] = await rows(store, CompanySettings)
    assert (row.deputy_after, row.manager_after) == (2, 10)


@pytest.mark.parametrize(
    ("deputy", "manager", "wrong"),
    [
        (0, 4, (("deputy_after", OutOfRange(1, 30)),)),
        (None, 31, (("deputy_after", OutOfRange(1, 30)), ("manager_after", OutOfRange(1, 30)))),
        (5, 4, (("manager_after", OutOfRange(5, 30)),)),
    ],
)
async def test_days_out_of_range_are_refused_at_their_fields(store, deputy, manager, wrong):
    admin = await a_rep(store, role="admin")

    async with refused(WrongFields(wrong)), by(store, admin) as work:
        await company_settings.escalate(work, deputy, manager)

    assert await rows(store, CompanySettings) == []


async def test_only_admins_settle_it(store):
    manager = await a_rep(store, role="manager")

    async with refused(NotAllowed("company_settings.escalate")), by(store, manager) as work:
        await company_settings.escalate(work, 1, 2)


async def test_the_form_opens_with_what_is_settled_and_saves_full_width_figures(store):
    admin = await a_rep(store, role="admin")

    form = await pressed(store, admin, "settings.escalation", "open")
    await sent(store, admin, "settings.escalation", "", deputy_after="３", manager_after="5")

    assert isinstance(form, Open)
    shown = [block["element"]["initial_value"] for block in form.view["blocks"] if block["type"] == "input"]
    [row] = await rows(store, CompanySettings)
    assert (shown, row.deputy_after, row.manager_after) == (["2", "4"], 3, 5)


async def test_what_is_no_number_of_days_is_said_at_its_field(store):
    admin = await a_rep(store, role="admin")

    answer = await sent(store, admin, "settings.escalation", "", deputy_after="二日", manager_after="4")

    assert isinstance(answer, Errors)
    assert list(answer.fields) == ["deputy_after"]
