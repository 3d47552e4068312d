"""`kizuna` as a process: what it refuses with a sentence, and how it ends."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

import aiohttp
import pytest

from bot import health, serving
from bot.health import STUCK_SECONDS, Pulse
from bot.serving import CannotServeError
from handlers.locales import phrases
from storage.store import Store
from tests.patience import PATIENCE
from tests.processes import ROOT, Running, kizuna
from tests.stage import free_port, until

ja = phrases("ja")


class Process:
    """A `kizuna` command with an environment of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = free_port()
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "BIND": f"127.0.0.1:{self.port}",
            "DATABASE_URL": f"sqlite:///{folder}/kizuna.db",
        } | environment

    async def start(self, *words: str) -> Running:
        return await kizuna(*words, environment=self.environment, folder=self.folder)

    async def run(self, *words: str) -> tuple[int | None, str, str]:
        """Exit code, and what it said on both streams."""
        process = await self.start(*words)
        out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()

    async def well(self) -> bool:
        try:
            async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{self.port}/healthz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Running]:
        process = await self.start("serve")
        try:
            await until(self.well, "the doors")
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()


async def test_a_second_one_on_the_same_file_is_refused_and_the_first_ends_when_it_is_asked_to(tmp_path):
    first, second = Process(tmp_path), Process(tmp_path)
    async with first.serving() as process:
        code, _, said = await second.run("serve")
        still_well = await first.well()

        process.send_signal(signal.SIGTERM)
        await process.wait()

        assert (code, said.strip()) == (1, ja("serve.another"))
        assert still_well
        assert process.returncode == 0


async def test_the_doors_alone_do_not_open_on_a_database_that_is_not_migrated(tmp_path):
    code, _, said = await Process(tmp_path).run("web")

    assert (code, said.strip()) == (1, ja("serve.not_migrated"))


async def test_a_database_that_is_away_is_said_so_in_a_sentence(tmp_path):
    code, _, said = await Process(tmp_path, DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing").run("serve")

    assert (code, said.strip()) == (1, ja("check.database_unreachable.mend"))


def test_a_file_in_a_folder_that_is_not_there_is_said_so_too(tmp_path):
    with pytest.raises(CannotServeError) as no, serving.only_one(f"sqlite:///{tmp_path}/nowhere/kizuna.db"):
        pass

    assert no.value.key in phrases("en")


def test_the_right_to_serve_is_given_back(tmp_path):
    url = f"sqlite:///{tmp_path}/kizuna.db"

    for _ in range(2):
        with serving.only_one(url):
            with pytest.raises(CannotServeError) as no, serving.only_one(url):
                pass
            assert no.value.key == "serve.another"


def from_a_shell(*words: str) -> subprocess.CompletedProcess[str]:
    """As an operator starts it; all others here are forked (tests/processes.py)."""
    command = (sys.executable, "-X", "importtime", "-m", "bot", *words)
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_help_names_every_command_of_the_contract_and_waits_for_none_of_them():
    done = from_a_shell("--help")

    commands = ("serve", "web", "worker", "migrate", "check", "export", "sweep", "when")
    assert done.returncode == 0
    assert all(command in done.stdout for command in commands)
    assert not re.search(r"\| +(slack_bolt|linebot|sqlalchemy|pydantic)$", done.stderr, re.MULTILINE)


def test_when_tells_what_it_understands_and_waits_for_no_platform():
    done = from_a_shell("when", "--at", "2026-11-20T09:00", "来週金曜15時に電話")

    assert (done.returncode, done.stdout) == (0, "2026-11-27T15:00\t来週金曜15時\n")
    assert not re.search(r"\| +(slack_bolt|linebot|aiohttp)$", done.stderr, re.MULTILINE)


async def test_a_check_of_nothing_fails_and_names_what_is_missing(tmp_path):
    code, out, _ = await Process(tmp_path).run("check", "--offline")

    assert code == 1
    assert all(name in out for name in ("SLACK_BOT_TOKEN", "LINE_CHANNEL_SECRET", "COMPANY_NAME"))


# --- health -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, None), (0.0, None), (STUCK_SECONDS + 1, "stuck: worker")],
    ids=["none here", "well", "stuck"],
)
async def test_a_loop_that_has_not_come_round_for_a_minute_is_stuck_and_one_that_never_ran_is_not(store, seconds, said):
    pulse = Pulse({"worker": lambda: None if seconds is None else perf_counter() - seconds})

    assert await health.problem(store, pulse) == said


async def test_a_database_that_cannot_be_reached_is_told_to_the_operator(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/nowhere/kizuna.db")

    assert await health.problem(store, Pulse()) == "database away"
    await store.close()
