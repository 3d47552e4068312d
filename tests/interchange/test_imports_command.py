"""`kizuna import FILE` as an operator runs it: shown first, written when told to, killed and gone on with."""

import asyncio
import csv
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.interchange.imports.command import ImportRefusedError, Wishes, import_file
from bot.settings import GivenSettings
from storage.store import Store
from storage.tables import Audit, Customer, CustomerKey, ImportRun
from tests.builders import a_rep
from tests.stage import until

ROOT = Path(__file__).parents[2]
TABLE = "氏名,会社名,メールアドレス\n田中 一郎,株式会社サクラ,ichiro@sakura.example\n山田 花子,,なな\n,モミジ,\n"


class Operator:
    """Somebody at a machine whose input is no terminal; `run` says what was printed, refusals included."""

    def __init__(self, url: str, store: Store, folder: Path, printed: Callable[[], str]) -> None:
        folder.mkdir()
        self.folder = folder
        self._url = url
        self.store = store
        self._printed = printed

    def file(self, content: str | bytes, encoding: str = "utf-8", name: str = "customers.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    async def run(self, path: Path, **wishes) -> str:
        try:
            await import_file(GivenSettings(database_url=self._url), self.store, path, Wishes(**wishes))
        except ImportRefusedError as no:
            return f"refused: {no}"
        return self._printed()

    async def process(self, path: Path, *arguments: str) -> asyncio.subprocess.Process:
        """The command itself, as a process of its own."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        command = (sys.executable, "-m", "bot", "import", str(path), *arguments)
        return await asyncio.create_subprocess_exec(
            *command,
            env=kept | {"DATABASE_URL": self._url},
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )


@asynccontextmanager
async def at_a_terminal(url: str, folder: Path, printed: Callable[[], str]) -> AsyncIterator[Operator]:
    store = Store.open(url)
    await a_rep(store, slack_id="U0SATO")
    yield Operator(url, store, folder, printed)
    await store.close()


@pytest_asyncio.fixture
async def operator(sqlite_url: str, tmp_path: Path, capsys) -> AsyncIterator[Operator]:
    """What is said and what becomes of files is the same on every database."""
    async with at_a_terminal(sqlite_url, tmp_path / "files", lambda: capsys.readouterr().out) as made:
        yield made


@pytest_asyncio.fixture
async def on_either(database_url: str, tmp_path: Path, capsys) -> AsyncIterator[Operator]:
    async with at_a_terminal(database_url, tmp_path / "files", lambda: capsys.readouterr().out) as made:
        yield made


async def names(store: Store) -> list[str]:
    async with store.read() as session:
        return list(await session.scalars(select(Customer.name).order_by(Customer.id)))


async def number_of(store: Store, table) -> int:
    async with store.read() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_a_file_is_shown_and_only_written_when_told_to(on_either):
    path = on_either.file(TABLE, "cp932")

    looked = await on_either.run(path, owner="U0SATO")
    before = await names(on_either.store)
    written = await on_either.run(path, owner="U0SATO", sure=True)

    for words in ("Shift_JIS", "会社名 → 会社名", "3行目 メールアドレス", "何も取り込んでいません"):
        assert words in looked
    assert before == []
    assert "新規\t1" in written
    assert await names(on_either.store) == ["田中 一郎"]


async def test_the_errors_file_can_be_mended_and_imported(operator):
    path = operator.file(TABLE, "cp932")
    await operator.run(path, owner="U0SATO", sure=True)
    errors = path.with_name("customers.csv.errors.csv")
    rows = list(csv.reader(errors.read_text("cp932").splitlines()))

    mended = operator.file(errors.read_text("cp932").replace("なな", "hanako@example.com"), "cp932", "mended.csv")
    said = await operator.run(mended, owner="U0SATO", sure=True)

    assert rows[0] == ["Kizuna 行", "Kizuna 理由", "氏名", "会社名", "メールアドレス"]
    assert [row[0] for row in rows[1:]] == ["3", "4"]
    assert rows[1][2:] == ["山田 花子", "", "なな"]
    assert errors.stat().st_mode & 0o077 == 0
    assert "新規\t1" in said
    assert await names(operator.store) == ["田中 一郎", "山田 花子"]


async def test_the_errors_file_runs_nothing_in_a_spreadsheet_and_means_the_same(operator):
    path = operator.file("氏名,備考,メールアドレス\n=1+1,'@SUM(A1),なな\n'+佐藤,-5,はち\n")
    await operator.run(path, owner="U0SATO", sure=True)
    errors = path.with_name("customers.csv.errors.csv").read_text("utf-8")
    rows = list(csv.reader(errors.splitlines()))

    mended = operator.file(errors.replace("なな", "a@example.com").replace("はち", "b@example.com"), name="mended.csv")
    await operator.run(mended, owner="U0SATO", sure=True)

    assert [row[2:4] for row in rows[1:]] == [["'=1+1", "''@SUM(A1)"], ["''+佐藤", "-5"]]
    async with operator.store.read() as session:
        found = (await session.execute(select(Customer.name, Customer.note).order_by(Customer.id))).all()
    assert [tuple(each) for each in found] == [("=1+1", "'@SUM(A1)"), ("'+佐藤", "-5")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp932"])
async def test_the_errors_file_is_written_as_the_file_was(operator, encoding):
    path = operator.file(TABLE, encoding)

    await operator.run(path, owner="U0SATO", sure=True)

    content = path.with_name("customers.csv.errors.csv").read_bytes()
    assert "山田 花子" in content.decode(encoding)
    assert content[:2] == path.read_bytes()[:2] or encoding == "cp932"


async def test_a_file_that_somebody_is_mending_is_never_overwritten(operator):
    path = operator.file(TABLE)
    path.with_name("customers.csv.errors.csv").write_text("直しかけ", encoding="utf-8")

    await operator.run(path, owner="U0SATO", sure=True)
    await operator.run(path, owner="U0SATO", sure=True)

    assert path.with_name("customers.csv.errors.csv").read_text("utf-8") == "直しかけ"
    assert {each.name for each in operator.folder.iterdir()} == {
        "customers.csv",
        "customers.csv.errors.csv",
        "customers.csv.errors-2.csv",
    }


@pytest.mark.parametrize(
    ("content", "wishes", "words"),
    [
        (b"\x89PNG\x00\x00", {}, "CSV形式"),
        ("品番,数量\n1,2\n", {}, "品番 / 数量"),
        ("氏名\n田中\n", {"maps": ["ない=name"]}, "「ない」という列はありません"),
        ("氏名\n田中\n", {"maps": ["氏名"]}, "--map 列名=項目"),
        ("氏名\n田中\n", {"owner": "U0NOBODY"}, "U0NOBODY"),
        ("氏名\n田中\n", {}, "--owner"),
    ],
    ids=["picture", "no names", "no such column", "no field", "no such owner", "no owner"],
)
async def test_what_cannot_be_imported_is_said_in_a_sentence(operator, content, wishes, words):
    path = operator.file(content)

    said = await operator.run(path, sure=True, **wishes)

    assert said.startswith("refused: ")
    assert words in said
    assert await names(operator.store) == []
    assert [each.name for each in operator.folder.iterdir()] == ["customers.csv"]


async def test_columns_are_mapped_as_the_operator_says(operator):
    path = operator.file("顧客,謎,住所\n田中 一郎,A型,東京\n")

    await operator.run(path, owner="U0SATO", sure=True, maps=["顧客=name", "住所=-"], keep_unknown=True)

    async with operator.store.read() as session:
        [tanaka] = await session.scalars(select(Customer))
    assert (tanaka.name, tanaka.note, tanaka.address) == ("田中 一郎", "謎: A型", None)


async def test_an_import_that_is_killed_goes_on_where_it_was(on_either):
    rows = "".join(f"客 {number},株式会社{number % 50},c{number}@example.com\n" for number in range(1500))
    path = on_either.file(f"氏名,会社名,メールアドレス\n{rows}客 7,,c7@example.com\n")
    process = await on_either.process(path, "--owner", "U0SATO", "--yes")

    async def under_way() -> bool:
        return process.returncode is not None or await number_of(on_either.store, Customer) > 0

    await until(under_way, "the first rows", 60)
    process.kill()
    await process.communicate()
    half = await number_of(on_either.store, Customer)
    said = await on_either.run(path, owner="U0SATO", sure=True)

    assert 0 < half < 1500
    assert "新規\t1500" in said
    assert len(set(await names(on_either.store))) == await number_of(on_either.store, Customer) == 1500
    async with on_either.store.read() as session:
        lines = select(Audit.operation).where(Audit.table_name == "customers").distinct()
        operations = list(await session.scalars(lines))
        keyed = (await session.execute(select(func.count(CustomerKey.customer_id.distinct())))).scalar_one()
        [run] = await session.scalars(select(ImportRun))
    assert len(operations) == 1
    assert keyed == 1500
    assert (run.state, run.counts) == ("done", {"new": 1500, "duplicate": 1})


async def test_an_import_that_is_interrupted_says_how_to_go_on(operator):
    rows = "".join(f"客 {number}\n" for number in range(5000))
    process = await operator.process(operator.file(f"氏名\n{rows}"), "--owner", "U0SATO", "--yes")

    async def under_way() -> bool:
        return process.returncode is not None or await number_of(operator.store, Customer) > 0

    await until(under_way, "the first rows", 60)
    process.send_signal(signal.SIGINT)
    _, complaints = await process.communicate()

    assert process.returncode == 130
    assert "もう一度実行すると、続きから始まります" in complaints.decode()
    assert "Traceback" not in complaints.decode()
    assert 0 < await number_of(operator.store, Customer) < 5000


async def test_the_command_takes_its_wishes_from_the_line(operator):
    path = operator.file("顧客,電話番号\n田中 一郎,090-1111-2222\n")

    process = await operator.process(path, "--owner", "U0SATO", "--map", "顧客=name", "--yes")
    out, _ = await process.communicate()

    assert process.returncode == 0
    assert "新規\t1" in out.decode()
    assert await names(operator.store) == ["田中 一郎"]
