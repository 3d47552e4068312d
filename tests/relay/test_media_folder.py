"""The folder of media: whole files under names of ours, or nothing."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from bot.media import previews
from bot.media.folder import MOST_BYTES, BadNameError, MediaFolder, UnwantedError
from tests.relay.media_kit import EXE, MP4, picture


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def parts(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def cut_off(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    raise ConnectionError


async def test_a_file_is_kept_byte_for_byte_with_its_digest(tmp_path: Path) -> None:
    folder, name, content = MediaFolder(tmp_path / "media"), uuid4().hex, picture()

    kept = await folder.keep(name, parts(content[:10], content[10:]), "image", "")

    assert folder.place(name).read_bytes() == content
    assert (kept.size, kept.digest) == (len(content), hashlib.sha256(content).hexdigest())
    assert kept.mimetype == "image/png"


async def test_a_file_that_is_written_again_after_a_crash_takes_the_place_of_the_first(tmp_path: Path) -> None:
    folder, name = MediaFolder(tmp_path), uuid4().hex
    await folder.keep(name, parts(picture(seed=1)), "image", "")

    await folder.keep(name, parts(picture(seed=2)), "image", "")

    assert names(tmp_path) == [name]
    assert folder.place(name).read_bytes() == picture(seed=2)


@pytest.mark.parametrize(
    ("chunks", "why"),
    [((), "empty"), ((EXE,), "type"), ((b"\xff\xd8\xff", *(bytes(1 << 20) for _ in range(25))), "large")],
    ids=["empty", "type", "large"],
)
async def test_nothing_is_left_of_what_is_not_wanted(chunks: tuple[bytes, ...], why: str, tmp_path: Path) -> None:
    with pytest.raises(UnwantedError) as no:
        await MediaFolder(tmp_path).keep(uuid4().hex, parts(*chunks), "file", "")

    assert no.value.why == why
    assert names(tmp_path) == []


async def test_a_file_of_just_the_limit_is_kept(tmp_path: Path) -> None:
    content = b"%PDF-1.7\n".ljust(MOST_BYTES, b" ")

    kept = await MediaFolder(tmp_path).keep(uuid4().hex, parts(content), "file", "pdf")

    assert kept.size == MOST_BYTES


async def test_nothing_is_left_of_a_file_that_is_cut_off(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError):
        await MediaFolder(tmp_path).keep(uuid4().hex, cut_off(picture()), "image", "")

    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["", "..", "../secret", "a" * 31, "A" * 32, f"{'a' * 32}\n", f"/{'a' * 31}", "a.half"])
async def test_only_names_of_ours_lead_anywhere(name: str, tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path)

    for deed in (lambda: folder.place(name), lambda: folder.delete(name)):
        with pytest.raises(BadNameError):
            deed()
    with pytest.raises(BadNameError):
        await folder.keep(name, parts(picture()), "image", "")


async def test_a_large_picture_has_a_small_one_and_stays_as_it_is(tmp_path: Path) -> None:
    folder, name, content = MediaFolder(tmp_path), uuid4().hex, picture(side=1_500)
    await folder.keep(name, parts(content), "image", "")

    small = await previews.made(folder, name, "image/png")

    assert len(content) > 1 << 20
    assert folder.place(small).read_bytes()[:3] == b"\xff\xd8\xff"
    assert folder.place(small).stat().st_size <= 1 << 20
    assert folder.place(name).read_bytes() == content


async def test_a_film_has_a_drawn_picture_and_what_only_looks_like_a_picture_has_none(tmp_path: Path) -> None:
    folder, film, fake = MediaFolder(tmp_path), uuid4().hex, uuid4().hex
    await folder.keep(film, parts(MP4), "video", "")
    await folder.keep(fake, parts(b"\xff\xd8\xff" + bytes(100)), "image", "")

    assert folder.place(await previews.made(folder, film, "video/mp4")).stat().st_size > 0
    assert await previews.made(folder, fake, "image/jpeg") == ""
