"""What a file is, told by its bytes: names and headers are whatever their sender likes.

Nothing is unpacked: looked at are the first bytes, of office documents the list of their members, of plain words all.
"""

import codecs
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from crm.relay.kinds import (
    ALLOWED,
    CSV,
    DOCX,
    GIF,
    HEIC,
    JPEG,
    M4A,
    MOV,
    MP3,
    MP4,
    PDF,
    PNG,
    PPTX,
    TXT,
    WAV,
    WEBP,
    XLSX,
)

_BEGINNINGS = {
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"GIF87a": GIF,
    b"GIF89a": GIF,
    b"%PDF-": PDF,
    b"ID3": MP3,
}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_MP4_BRANDS = re.compile(rb"isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash|mmp4")
_DOCUMENTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
# Members of an office document that do something by themselves, or bring along what does.
_ACTIVE = re.compile(r"vbaproject\.bin|vbadata\.xml|(^|/)(activex|macrosheets|embeddings)/", re.IGNORECASE)
_MOST_MEMBERS = 5_000
_CHUNK = 1 << 16
# The last four are what Shift_JIS makes of bytes that mean nothing in it.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\uf8f0-\uf8f3]")
# Words that a program would not take for words: pages and drawings with scripts in them, and scripts themselves.
_CODE = re.compile(r"\s*(<|#!|@echo\b)", re.IGNORECASE)


def mimetype_of(path: Path, kind: str = "", ending: str = "") -> str | None:
    """The type of the file at `path`; None when it is none that is allowed.

    `kind` is what its sender calls it (image, video, audio, file), `ending` that of its name there: computers go by it.
    """
    if ending and ending not in ALLOWED:
        return None
    with path.open("rb") as file:
        head = file.read(64)
    found = _by_head(head, kind)
    if found is None and head.startswith(b"PK\x03\x04"):
        found = _document(path)
    if found is None and ending in {"txt", "csv"} and _is_words(path):
        found = CSV if ending == "csv" else TXT
    return found


def _by_head(head: bytes, kind: str) -> str | None:
    for beginning, mimetype in _BEGINNINGS.items():
        if head.startswith(beginning):
            return mimetype
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12], kind)
    return MP3 if _is_mp3_frame(head) else None


def _by_brand(brand: bytes, kind: str) -> str | None:
    """The family of MP4: telephones write sound with the brand of films."""
    if brand in _HEIC_BRANDS:
        return HEIC
    if brand in {b"M4A ", b"M4B "}:
        return M4A
    if brand == b"qt  ":
        return MOV
    if _MP4_BRANDS.fullmatch(brand):
        return M4A if kind == "audio" else MP4
    return None


def _is_mp3_frame(head: bytes) -> bool:
    """MPEG audio, layer III, with a bit rate and a sampling rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    version, rate, sampling = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and rate not in {0, 15} and sampling != 3


def _document(path: Path) -> str | None:
    """Which office document it is; None for archives, and for documents that can act."""
    if not 0 < _members(path) <= _MOST_MEMBERS:
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names or any(_ACTIVE.search(name) for name in names):
        return None
    found = [mimetype for member, mimetype in _DOCUMENTS.items() if member in names]
    return found[0] if len(found) == 1 else None


def _members(path: Path) -> int:
    """As many as the archive says it has, before a list of half a million of them is read; 0: it does not say."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 22 - 0xFFFF))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return struct.unpack_from("<H", tail, at + 10)[0] if 0 <= at <= len(tail) - 22 else 0


def _is_words(path: Path) -> bool:
    """UTF-8 or Shift_JIS throughout, without control characters, and no page, drawing or script."""
    return any(_reads_as(path, encoding) for encoding in ("utf-8-sig", "cp932"))


def _reads_as(path: Path, encoding: str) -> bool:
    first = True
    try:
        for words in _decoded(path, encoding):
            if _CONTROLS.search(words) or (first and _CODE.match(words)):
                return False
            first = first and not words.strip()
    except UnicodeDecodeError:
        return False
    return True


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
