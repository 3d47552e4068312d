"""What a file is, is told by its bytes; what a computer would run is not let in under any name."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.media.signatures import mimetype_of
from crm.relay import kinds
from tests.relay.media_kit import EXE, GIF, HTML, M4A, MP4, PDF, SVG, TYPES, archive, picture

WELCOME = {
    "jpeg": (picture("JPEG"), "a.jpg", "image/jpeg"),
    "png": (picture(), "a.png", "image/png"),
    "gif": (GIF, "a.gif", "image/gif"),
    "webp": (picture("WEBP"), "a.webp", "image/webp"),
    "heic": (b"\x00\x00\x00\x18ftypheic" + bytes(40), "a.heic", "image/heic"),
    "mp4": (MP4, "a.mp4", "video/mp4"),
    "mov": (b"\x00\x00\x00\x14ftypqt  " + bytes(40), "a.mov", "video/quicktime"),
    "m4a": (M4A, "a.m4a", "audio/mp4"),
    "mp3 with tags": (b"ID3\x04\x00" + bytes(40), "a.mp3", "audio/mpeg"),
    "mp3 without tags": (b"\xff\xfb\x90\x64" + bytes(40), "a.mp3", "audio/mpeg"),
    "wav": (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40), "a.wav", "audio/wav"),
    "pdf": (PDF, "見積.pdf", "application/pdf"),
    "docx": (archive(TYPES, "word/document.xml"), "a.docx", kinds.DOCX),
    "xlsx": (archive(TYPES, "xl/workbook.xml"), "a.xlsx", kinds.XLSX),
    "pptx": (archive(TYPES, "ppt/presentation.xml"), "a.pptx", kinds.PPTX),
    "csv in shift_jis": ("お名前,電話\n田中,03".encode("cp932"), "a.csv", "text/csv"),
    "txt in utf-8": ("田中です\n".encode(), "a.txt", "text/plain"),
    "a picture without a name": (picture(), "", "image/png"),
    "a name with a dot that is no ending": (PDF, "第2.1版 見積", "application/pdf"),
}
UNWELCOME = {
    "exe": (EXE, "a.exe"),
    "exe called pdf": (EXE, "a.pdf"),
    "exe called txt": (EXE, "a.txt"),
    "picture called exe": (picture(), "a.exe"),
    "picture called exe, with a dot behind": (picture(), "a.exe. "),
    "html": (HTML, "a.html"),
    "html called txt": (HTML, "a.txt"),
    "svg": (SVG, "a.svg"),
    "svg called txt": (SVG, "a.txt"),
    "script called txt": (b"#!/bin/sh\nrm -rf /\n", "a.txt"),
    "script": (b"echo 1", "a.sh"),
    "batch called txt": (b"@echo off\r\n", "a.txt"),
    "archive": (archive("a.txt"), "a.zip"),
    "archive called docx": (archive("a.txt"), "a.docx"),
    "docx with macros": (archive(TYPES, "word/document.xml", "word/vbaProject.bin"), "a.docx"),
    "docx with macros, in capitals": (archive(TYPES, "word/document.xml", "word/VBAPROJECT.BIN"), "a.docx"),
    "docx with something embedded": (archive(TYPES, "word/document.xml", "word/embeddings/ole.bin"), "a.docx"),
    "docm": (archive(TYPES, "word/document.xml"), "a.docm"),
    "two documents in one": (archive(TYPES, "word/document.xml", "xl/workbook.xml"), "a.docx"),
    "archive that is cut off": (archive(TYPES, "word/document.xml")[:-10], "a.docx"),
    "words with a nul": (b"a\x00b", "a.txt"),
    "words in no encoding": (b"\xff\xff\xfe", "a.txt"),
    "words without a name": (b"hello", ""),
    "utf-16, which begins as mp3 nearly does": (b"\xff\xfe\x90\x64", "a.mp3"),
}


@pytest.mark.parametrize("what", WELCOME)
def test_what_people_send_each_other_is_known_by_its_bytes(what: str, tmp_path: Path) -> None:
    content, name, mimetype = WELCOME[what]
    path = tmp_path / "file"
    path.write_bytes(content)

    assert mimetype_of(path, "file", kinds.ending_of(name)) == mimetype


@pytest.mark.parametrize("what", UNWELCOME)
def test_what_a_computer_would_run_is_refused_whatever_it_is_called(what: str, tmp_path: Path) -> None:
    content, name = UNWELCOME[what]
    path = tmp_path / "file"
    path.write_bytes(content)

    assert mimetype_of(path, "file", kinds.ending_of(name)) is None


def test_sound_that_a_telephone_writes_as_a_film_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(MP4)

    assert mimetype_of(path, "audio") == "audio/mp4"


def test_an_archive_of_very_many_members_is_not_even_listed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(archive(TYPES, "word/document.xml", *(f"word/{number}.xml" for number in range(6_000))))

    assert mimetype_of(path, "file", "docx") is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("見積.png", "見積.png"),
        ("見積.PNG", "見積.PNG"),
        ("見積.jpg", "見積.jpg.png"),
        ("", "写真-1.png"),
        ("../../etc/passwd", "_.._etc_passwd.png"),
        ("gnp.\u202eexe", "gnp._exe.png"),
        ("a\n<b>.png", "a__b_.png"),
    ],
)
def test_a_name_is_shown_with_an_ending_that_is_true_and_leads_nowhere(name: str, shown: str) -> None:
    assert kinds.shown_name(name, "image/png", "写真-1") == shown


@given(
    begin=st.sampled_from(
        [archive(TYPES, "word/document.xml"), MP4, PDF, picture(side=2), b"", b"PK\x03\x04", b"\xff\xfb"]
    ),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6),
    more=st.binary(max_size=40),
    ending=st.sampled_from(["", "docx", "txt", "csv", "pdf"]),
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_whatever_is_in_it_breaks_the_looking(begin, changes, more, ending, tmp_path: Path) -> None:
    content = bytearray(begin + more)
    for at, value in changes:
        if content:
            content[int(at * len(content))] = value
    path = tmp_path / "file"
    path.write_bytes(content)

    assert mimetype_of(path, "file", ending) in {None, *kinds.ENDINGS}
