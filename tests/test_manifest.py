"""The two Slack manifests: valid for Slack, and alike but for the way in which Slack reaches us."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.check.slack import SCOPES

ROOT = Path(__file__).parent.parent
HTTP = ROOT / "slack-manifest.yaml"
SOCKET = ROOT / "slack-manifest.socket.yaml"
SCHEMA = json.loads((Path(__file__).parent / "data" / "slack-manifest-v2.schema.json").read_text(encoding="utf-8"))
BOTH = pytest.mark.parametrize("path", [HTTP, SOCKET], ids=["http", "socket"])
DOOR = "https://YOUR-HOST/slack/events"
EVENTS = {"message.im", "message.channels", "message.groups", "app_home_opened", "user_change"}


def read(path: Path) -> dict[str, Any]:
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(manifest, dict)
    return manifest


def problems(manifest: dict[str, Any]) -> list[str]:
    return [error.json_path for error in Draft7Validator(SCHEMA).iter_errors(manifest)]


def test_the_schema_is_a_schema():
    Draft7Validator.check_schema(SCHEMA)


@BOTH
def test_the_manifest_is_valid_for_slack(path):
    assert problems(read(path)) == []


def test_a_command_without_a_slash_is_not_valid():
    manifest = read(HTTP)
    manifest["features"]["slash_commands"][0]["command"] = "customer"

    assert problems(manifest) == ["$.features.slash_commands[0].command"]


def test_a_misspelt_setting_is_not_valid():
    manifest = read(HTTP)
    manifest["settings"]["socket_mode_enable"] = True

    assert problems(manifest) == ["$.settings"]


@BOTH
def test_every_command_escapes_mentions_and_shows_how_it_is_used(path):
    commands = read(path)["features"]["slash_commands"]

    assert {command["command"] for command in commands} == {
        *(
            "/customer",
            "/log",
            "/followup",
            "/survey",
            "/case",
            "/handover",
            "/inbox",
            "/purchase",
            "/points",
            "/redeem",
            "/kizuna",
        ),
    }
    assert all(command["should_escape"] is True and command["usage_hint"] for command in commands)


@BOTH
def test_the_bot_can_be_written_to(path):
    home = read(path)["features"]["app_home"]

    assert home == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


@BOTH
def test_the_scopes_are_those_that_the_check_asks_for(path):
    assert tuple(read(path)["oauth_config"]["scopes"]["bot"]) == SCOPES


@BOTH
def test_every_scope_and_event_says_why(path):
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    asked = [line for line in lines if line.startswith(tuple(f"- {name}" for name in (*SCOPES, *EVENTS)))]

    assert len(asked) == len(SCOPES) + len(EVENTS)
    assert [line for line in asked if " # " not in line] == []


@BOTH
def test_the_events_are_those_that_we_hear(path):
    assert set(read(path)["settings"]["event_subscriptions"]["bot_events"]) == EVENTS


def test_over_http_everything_comes_through_one_door():
    settings, commands = read(HTTP)["settings"], read(HTTP)["features"]["slash_commands"]

    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == DOOR
    assert settings["interactivity"]["request_url"] == DOOR
    assert settings["interactivity"]["message_menu_options_url"] == DOOR
    assert {command["url"] for command in commands} == {DOOR}


def test_in_socket_mode_there_is_no_address():
    assert "https://" not in json.dumps(read(SOCKET))
    assert read(SOCKET)["settings"]["socket_mode_enabled"] is True


def test_the_two_variants_differ_in_nothing_else():
    http = copy.deepcopy(read(HTTP))

    for command in http["features"]["slash_commands"]:
        del command["url"]
    del http["settings"]["event_subscriptions"]["request_url"]
    del http["settings"]["interactivity"]["request_url"]
    del http["settings"]["interactivity"]["message_menu_options_url"]
    http["settings"]["socket_mode_enabled"] = True

    assert http == read(SOCKET)
