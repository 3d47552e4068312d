"""People and conversations."""

import pytest

from tests.fake_slack.kit import GENERAL, SATO, SUZUKI, refused


async def test_users_info_tells_locale_zone_and_standing(town, client):
    town.add_slack_user("U00000003", "Guest", is_restricted=True)
    town.add_slack_user("U00000004", "Stranger", is_stranger=True)

    suzuki = (await client.users_info(user=SUZUKI, include_locale=True))["user"]
    guest = (await client.users_info(user="U00000003"))["user"]
    stranger = (await client.users_info(user="U00000004"))["user"]

    assert (suzuki["locale"], suzuki["tz"], suzuki["profile"]["real_name"]) == (
        "en-US",
        "America/New_York",
        "鈴木 一郎",
    )
    assert guest["is_restricted"]
    assert "locale" not in guest
    assert (stranger["is_stranger"], stranger["team_id"]) == (True, "T00000099")


async def test_an_unknown_user_is_refused(client):
    assert (await refused(client.users_info(user="U99999999")))["error"] == "user_not_found"


async def test_users_list_comes_in_pages(client):
    first = await client.users_list(limit=3)
    second = await client.users_list(limit=3, cursor=first["response_metadata"]["next_cursor"])

    assert len(first["members"]) == 3
    assert {one["id"] for one in first["members"] + second["members"]} == {"UBOT00001", "USLACKBOT", SATO, SUZUKI}


async def test_a_dm_opens_once(client):
    first = await client.conversations_open(users=SATO)
    again = await client.conversations_open(users=SATO)

    assert first["channel"]["id"].startswith("D")
    assert again["channel"] == first["channel"]
    assert again["already_open"]


@pytest.mark.parametrize(
    ("users", "code"),
    [("", "users_list_not_supplied"), ("U99999999", "user_not_found"), (f"{SATO},{SUZUKI}", "missing_scope")],
)
async def test_a_dm_with_nobody_does_not_open(client, users, code):
    assert (await refused(client.conversations_open(users=users)))["error"] == code


async def test_channels_are_listed_with_their_members(town, client):
    town.slack.scopes = (*town.slack.scopes, "channels:read")

    channels = (await client.conversations_list())["channels"]
    members = (await client.conversations_members(channel=GENERAL))["members"]
    info = (await client.conversations_info(channel=GENERAL, include_num_members=True))["channel"]

    assert [one["name"] for one in channels] == ["general"]
    assert members == [SATO, SUZUKI, "UBOT00001"]
    assert (info["num_members"], info["is_member"]) == (3, True)
