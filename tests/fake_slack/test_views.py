"""Modals and the home tab."""

from tests.fake_slack.kit import SATO, SUZUKI, field, modal, refused, section, text


async def test_a_trigger_opens_one_modal_only(town, client, people):
    trigger = town.workspace.tickets.trigger(SATO)

    opened = await client.views_open(trigger_id=trigger, view=modal(field(), private_metadata="m"))
    again = await refused(client.views_open(trigger_id=trigger, view=modal()))
    screen = await people(f"{SATO}/view")

    assert again["error"] == "exchanged_trigger_id"
    assert [one["id"] for one in screen["modals"]] == [opened["view"]["id"]]
    assert opened["view"]["private_metadata"] == "m"
    assert opened["view"]["state"]["values"] == {"b": {"a": {"type": "plain_text_input", "value": None}}}


async def test_an_old_or_unknown_trigger_opens_nothing(town, client):
    town.workspace.tickets.trigger_seconds = -1
    old = town.workspace.tickets.trigger(SATO)

    expired = await refused(client.views_open(trigger_id=old, view=modal()))
    unknown = await refused(client.views_open(trigger_id="1.2.3", view=modal()))

    assert (expired["error"], unknown["error"]) == ("expired_trigger_id", "invalid_trigger_id")


async def test_a_view_changes_only_for_who_knows_its_hash(town, client, people):
    opened = (await client.views_open(trigger_id=town.workspace.tickets.trigger(SATO), view=modal()))["view"]

    updated = await client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(title=text("新")))
    late = await refused(client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal()))
    lost = await refused(client.views_update(view_id="V99999999", view=modal()))
    screen = await people(f"{SATO}/view")

    assert updated["view"]["id"] == opened["id"]
    assert (late["error"], lost["error"]) == ("hash_conflict", "not_found")
    assert screen["modals"][0]["title"]["text"] == "新"


async def test_three_modals_stand_on_each_other_and_no_more(town, client, people):
    await client.views_open(trigger_id=town.workspace.tickets.trigger(SATO), view=modal())
    for _ in range(2):
        await client.views_push(trigger_id=town.workspace.tickets.trigger(SATO), view=modal())

    answer = await refused(client.views_push(trigger_id=town.workspace.tickets.trigger(SATO), view=modal()))
    stack = (await people(f"{SATO}/view"))["modals"]

    assert answer["error"] == "push_limit_reached"
    assert [one["previous_view_id"] for one in stack] == [None, stack[0]["id"], stack[1]["id"]]
    assert {one["root_view_id"] for one in stack} == {stack[0]["id"]}


async def test_an_external_id_is_somebodys_once(town, client):
    first = town.workspace.tickets.trigger(SATO), town.workspace.tickets.trigger(SUZUKI)
    await client.views_open(trigger_id=first[0], view=modal(external_id="one"))

    answer = await refused(client.views_open(trigger_id=first[1], view=modal(external_id="one")))
    updated = await client.views_update(external_id="one", view=modal(external_id="one", title=text("新")))

    assert answer["error"] == "duplicate_external_id"
    assert updated["view"]["title"]["text"] == "新"


async def test_the_home_tab_is_published_per_person(client, people):
    await client.views_publish(user_id=SATO, view={"type": "home", "blocks": [section()]})

    hers, his = await people(f"{SATO}/view"), await people(f"{SUZUKI}/view")

    assert hers["home"]["type"] == "home"
    assert his["home"] is None
