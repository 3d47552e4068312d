"""`kizuna` as a process of its own, without the seconds that its imports take: forked from one that has made them.

It is as real as one from a shell: its own memory, environment, signals, exit code and output. Only what `python -m bot`
itself does is not shown by it; tests/test_serving.py does.
"""

import asyncio
import os
import shutil
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp

from tests.patience import PATIENCE

ROOT = Path(__file__).parent.parent
FORKING = get_context("forkserver")
# What the commands import when they run, and what multiprocessing looks for in every child of pytest.
READY = ["pytest", "tests.processes", "bot.serving", "bot.sweep", "bot.interchange.restore"]


class Running:
    """A started process, as asyncio's are; at the latest it ends with the tests."""

    def __init__(self, words: tuple[str, ...], environment: Mapping[str, str], folder: Path) -> None:
        self._said = Path(mkdtemp(prefix="kizuna-said-"))
        self.out = self.err = b""
        given = (words, dict(environment), folder, self._said)
        self._process = FORKING.Process(target=_become, args=given, daemon=True)

    async def start(self) -> "Running":
        FORKING.set_forkserver_preload(READY)
        await asyncio.to_thread(self._process.start)  # the first one waits for the imports
        return self

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        self._process.kill()

    async def wait(self) -> int:
        """Its exit code, when it has ended."""
        await asyncio.to_thread(self._process.join, PATIENCE)
        assert self.returncode is not None, "the process does not end"
        if self._said.exists():
            self.out, self.err = ((self._said / name).read_bytes() for name in ("out", "err"))
            shutil.rmtree(self._said)
        return self.returncode

    async def communicate(self) -> tuple[bytes, bytes]:
        """What it said on both streams, when it has ended."""
        await self.wait()
        return self.out, self.err


async def kizuna(*words: str, environment: Mapping[str, str], folder: Path = ROOT) -> Running:
    """Start the command in that environment and folder."""
    return await Running(words, environment, folder).start()


def _become(words: tuple[str, ...], environment: dict[str, str], folder: Path, said: Path) -> None:
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(said / name, os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["kizuna", *words]
    from bot.cli import main  # noqa: PLC0415 - not in the process of the tests

    main()
