"""What no row of the database names is deleted by and by, and nothing else."""

import os
import time
from pathlib import Path
from uuid import uuid4

from bot.media.folder import MediaFolder
from bot.media.orphans import OLD_SECONDS, Orphans
from storage.store import Store
from storage.tables import Media
from tests.builders import saved

NOW = time.time()
OLD = NOW - OLD_SECONDS - 1


def a_file(folder: Path, name: str, at: float = OLD) -> Path:
    path = folder / name
    path.write_bytes(b"x")
    os.utime(path, (at, at))
    return path


async def test_old_files_that_nobody_names_go_and_all_others_stay(store: Store, tmp_path: Path) -> None:
    own, small, gone = (uuid4().hex for _ in range(3))
    await saved(store, Media(kind="image", name=own, preview=small, state="kept"))
    await saved(store, Media(kind="image", name=gone, state="gone"))
    stay = {a_file(tmp_path, name) for name in (own, small, "README")} | {a_file(tmp_path, uuid4().hex, NOW)}
    for name in (gone, uuid4().hex, "tmp12345.half"):
        a_file(tmp_path, name)

    deleted = await Orphans(store, MediaFolder(tmp_path)).sweep(NOW)

    assert deleted == 3
    assert set(tmp_path.iterdir()) == stay  # noqa: ASYNC240 - a test may wait for its disk


async def test_the_folder_of_another_database_is_left_alone(store: Store, tmp_path: Path) -> None:
    there = {a_file(tmp_path, uuid4().hex) for _ in range(3)}

    deleted = await Orphans(store, MediaFolder(tmp_path)).sweep(NOW)

    assert deleted == 0
    assert set(tmp_path.iterdir()) == there  # noqa: ASYNC240 - as above


async def test_a_folder_that_is_not_there_yet_is_no_trouble(store: Store, tmp_path: Path) -> None:
    assert await Orphans(store, MediaFolder(tmp_path / "none")).sweep(NOW) == 0
