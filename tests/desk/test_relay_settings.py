"""What an admin settles about talking in LINE: where it is read, how long may be waited, and the teams' channels."""

import pytest

from crm import company_settings
from crm.company_settings import Relaying
from crm.refusals import Gone, NotAllowed, NotUnderstood, OutOfRange, WrongFields
from handlers.slack.answers import Errors, Open
from storage.store import Store
from storage.tables import CompanySettings, Team
from tests.builders import a_rep, a_team, saved
from tests.deeds import by, refused
from tests.followup_deeds import pressed, sent
from tests.line_events import rows

NUMBERS = {"relay_wait": 30, "relay_new_days": 60}
TYPED = {"relay_place": "channel", "relay_approval": "new", "relay_wait": "30", "relay_new_days": "60"}


async def channels(store: Store) -> dict[str, str | None]:
    return {team.name: team.channel for team in await rows(store, Team)}


async def test_an_admin_settles_it_and_the_channels_of_the_teams_that_are_named(store):
    admin = await a_rep(store, role="admin")
    one, two = await a_team(store, name="一課"), await a_team(store, name="二課")
    three = await saved(store, Team(name="三課", channel="C0THREE"))

    async with by(store, admin) as work:
        await company_settings.relay(work, Relaying("channel", "case", NUMBERS, {one.id: "C0ONE", two.id: None}))

    [row] = await rows(store, CompanySettings)
    assert (row.relay_place, row.relay_approval, row.relay_wait, row.relay_new_days) == ("channel", "case", 30, 60)
    assert await channels(store) == {"一課": "C0ONE", "二課": None, three.name: "C0THREE"}


@pytest.mark.parametrize("field", list(company_settings.RELAY))
@pytest.mark.parametrize("number", [None, 0, 10_000])
async def test_numbers_that_cannot_be_are_refused_at_their_fields(store, field, number):
    admin = await a_rep(store, role="admin")
    wrong = WrongFields(((field, OutOfRange(*company_settings.RELAY[field])),))

    async with refused(wrong), by(store, admin) as work:
        await company_settings.relay(work, Relaying("dm", "never", NUMBERS | {field: number}))


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (Relaying("elsewhere", "never", NUMBERS), NotUnderstood("relay_place")),
        (Relaying("dm", "sometimes", NUMBERS), NotUnderstood("relay_place")),
        (Relaying("dm", "never", NUMBERS, {99: "C0ONE"}), Gone()),
    ],
    ids=["no place", "no approval", "no team"],
)
async def test_what_no_form_can_send_is_refused(store, wish, refusal):
    async with refused(refusal), by(store, await a_rep(store, role="admin")) as work:
        await company_settings.relay(work, wish)


async def test_only_admins_settle_it(store):
    async with refused(NotAllowed("company_settings.relay")), by(store, await a_rep(store, role="manager")) as work:
        await company_settings.relay(work, Relaying("dm", "never", NUMBERS))


async def test_the_form_opens_with_what_is_settled_and_an_emptied_channel_is_gone(store):
    admin = await a_rep(store, role="admin")
    await saved(store, CompanySettings(relay_wait=45))
    await saved(store, Team(name="一課", channel="C0ONE"))
    empty = await a_team(store, name="二課")

    form = await pressed(store, admin, "settings.relay", "open")
    assert isinstance(form, Open)
    metadata = str(form.view["private_metadata"])
    wrong = await sent(store, admin, "settings.relay", metadata, **(TYPED | {"relay_wait": "すぐ"}))
    right = await sent(store, admin, "settings.relay", metadata, **TYPED, **{f"channel_{empty.id}": "C0TWO"})

    fields = {block["block_id"]: block["element"] for block in form.view["blocks"] if block["type"] == "input"}
    assert fields["relay_wait"]["initial_value"] == "45"
    assert [each.get("initial_conversations") for name, each in fields.items() if name.startswith("channel_")] == [
        ["C0ONE"],
        None,
    ]
    assert isinstance(wrong, Errors)
    assert list(wrong.fields) == ["relay_wait"]
    assert not isinstance(right, Errors)
    assert await channels(store) == {"一課": None, "二課": "C0TWO"}
