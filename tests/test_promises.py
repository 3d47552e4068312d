"""The design's promises, executed: what is written down in two places must agree."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
import yaml
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.orm import configure_mappers
from sqlmodel import SQLModel

import crm
import handlers.line
import handlers.line.bubbles
import handlers.slack
import handlers.slack.blocks
from crm import notices
from crm.refusals import Refusal
from crm.roles import RULES, TABLE
from crm.work import Work
from handlers.locales import LANGUAGES, phrases
from handlers.slack.say import refusal_key
from reminders.sweeps import SWEEPS
from sandbox import cast
from storage import urls
from storage.tables import METADATA
from storage.tables.people import ROLES

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "reminders", "crm", "storage", "sandbox")


def modules_of(package) -> list:
    names = [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    return [importlib.import_module(name) for name in names]


def placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)[^}]*\}", sentence))


def test_both_catalogues_have_the_same_keys_and_placeholders() -> None:
    ja, en = (phrases(language) for language in LANGUAGES)

    assert ja.keys() == en.keys()
    for key in sorted(ja.keys()):
        assert placeholders(ja.sentence(key)) == placeholders(en.sentence(key)), key
        assert ja.sentence(key).strip(), key
        assert en.sentence(key).strip(), key


def test_no_key_is_written_in_two_files() -> None:
    for language in LANGUAGES:
        files = (ROOT / "handlers/locales" / language).glob("*.po")
        keys = [key for file in files for key in re.findall(r'^msgid "(.+)"', file.read_text("utf-8"), re.MULTILINE)]
        assert len(keys) == len(set(keys)), {key for key in keys if keys.count(key) > 1}


def test_every_key_that_the_code_names_stands_in_the_catalogue() -> None:
    named = set()
    for room in ("bot", "handlers"):
        for path in (ROOT / room).rglob("*.py"):
            named |= set(re.findall(r"""\bsay\(\s*"([a-z_0-9.]+)"[,)]""", path.read_text("utf-8")))
            named |= set(re.findall(r"""\bsentence\(\s*"([a-z_0-9.]+)"[,)]""", path.read_text("utf-8")))
    assert len(named) > 50
    assert named <= phrases("ja").keys(), named - phrases("ja").keys()


def subclasses(kind: type) -> list[type]:
    return [each for sub in kind.__subclasses__() for each in (sub, *subclasses(sub))]


def test_every_refusal_is_a_sentence_in_both_languages() -> None:
    for kind in subclasses(Refusal):
        key = refusal_key(kind(**dict.fromkeys(inspect.signature(kind).parameters, "")))
        for language in LANGUAGES:
            assert key in phrases(language), key
            assert placeholders(phrases(language).sentence(key)) <= set(inspect.signature(kind).parameters), key


def test_every_notice_can_be_phrased_on_its_channel() -> None:
    spoken = {"slack": handlers.slack.blocks.PHRASES, "line": handlers.line.bubbles.PHRASES}
    fetched = {notices.WantProfile, notices.WantQuota, notices.WantMenu, notices.WantImport}
    fetched |= {notices.WantContent, notices.WantSlackFile, notices.WantGone, notices.WantDropped}

    for kind in set(notices.KINDS.values()) - fetched:
        assert kind in spoken[kind.channel], kind.__name__
    for channel, table in spoken.items():
        assert all(kind.channel == channel for kind in table)


@pytest.mark.parametrize("name", ["slack-manifest.yaml", "slack-manifest.socket.yaml"])
def test_every_command_of_the_manifest_is_registered_once(name: str) -> None:
    manifest = yaml.safe_load((ROOT / name).read_text("utf-8"))

    commands = [each["command"] for each in manifest["features"]["slash_commands"]]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]

    assert sorted(commands) == sorted(handlers.slack.COMMANDS)
    assert [each["callback_id"] for each in manifest["features"]["shortcuts"]] == list(handlers.slack.SHORTCUTS)
    assert {event.partition(".")[0] for event in events} == set(handlers.slack.EVENTS)
    assert {command for command, _ in cast.COMMANDS} == set(handlers.slack.COMMANDS)  # the sandbox offers them all


def test_every_button_of_a_message_has_its_handler() -> None:
    pattern = re.compile(r"""kit\.(?:button|select|link)\((?:[^()]|\([^()]*\))*?f?"([a-z]+\.[a-z_]+)""")
    named = set()
    for path in (ROOT / "handlers/slack/blocks").rglob("*.py"):
        named |= set(pattern.findall(path.read_text("utf-8")))

    assert {"log.undo", "followup.done", "case.close", "settings.team"} <= named
    assert named <= set(handlers.slack.ACTIONS), named - set(handlers.slack.ACTIONS)


def test_every_rule_stands_in_the_role_table_and_every_line_of_it_is_a_rule() -> None:
    modules_of(crm)

    assert set(RULES) == set(TABLE)


def test_the_role_table_knows_only_roles_that_exist() -> None:
    known = {*ROLES, "customer", "system"}

    assert all(set(grants) <= known for grants in TABLE.values())


def test_handlers_and_sweeps_call_rules_only() -> None:
    """A handler that calls a bare function of crm/ with its unit of work would pass by the role table."""
    modules_of(crm)
    guarded = {(function.__module__, function.__name__) for function in RULES.values()}
    calls, strays = 0, []
    for path in [*(ROOT / "handlers").rglob("*.py"), *(ROOT / "reminders").rglob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        aliases = _crm_modules(tree)
        for call in (
            node for node in ast.walk(tree) if isinstance(node, ast.Await) and isinstance(node.value, ast.Call)
        ):
            function = call.value.func
            if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
                continue
            module = aliases.get(function.value.id)
            takes_work = (
                call.value.args and isinstance(call.value.args[0], ast.Name) and call.value.args[0].id == "work"
            )
            if module and takes_work:
                calls += 1
                if (module, function.attr) not in guarded:
                    strays.append(f"{path.relative_to(ROOT)}:{call.lineno} {module}.{function.attr}")
    assert calls > len(guarded) / 2  # else the search has gone blind
    assert [each for each in strays if "crm.post." not in each] == []


def _crm_modules(tree: ast.Module) -> dict[str, str]:
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "crm":
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


async def test_a_role_that_the_table_does_not_name_is_refused(store) -> None:
    async with store.read() as session:
        for name, rule in RULES.items():
            work = Work(session, None, actor=type("Nobody", (), {"role": "nobody"})())  # type: ignore[arg-type]
            with pytest.raises(crm.refusals.Refused) as refused:
                await rule(work)
            assert refused.value.refusal == crm.refusals.NotAllowed(name)


def test_every_sweep_has_its_sentence_for_the_operator() -> None:
    assert {f"sweep.{job}" for job in SWEEPS} <= phrases("ja").keys()


def test_every_setting_stands_in_the_example() -> None:
    settings = importlib.import_module("bot.settings").Settings
    example = (ROOT / ".env.example").read_text("utf-8")

    for name in settings.model_fields:
        assert re.search(rf"^#?\s*{name.upper()}=", example, re.MULTILINE), name


def test_migrations_and_tables_agree(database_url: str) -> None:
    engine = create_engine(urls.blocking(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, METADATA)
    engine.dispose()

    assert differences == []


def test_every_relation_is_raised_when_it_was_not_asked_for() -> None:
    configure_mappers()
    relations = [each for mapper in SQLModel._sa_registry.mappers for each in mapper.relationships]

    assert relations
    assert {each.lazy for each in relations} == {"raise"}


def test_nothing_connects_or_runs_at_import() -> None:
    """Importing every module must not start a loop, open a file of ours or a socket: modules hold definitions only."""
    allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign)
    allowed += (ast.AnnAssign, ast.If, ast.AugAssign)
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" in path.parts or path.name == "__main__.py":
                continue
            for node in ast.parse(path.read_text("utf-8")).body:
                documents = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
                assert isinstance(node, allowed) or documents, f"{path.relative_to(ROOT)}:{node.lineno}"
