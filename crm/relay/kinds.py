"""What kinds of files go between customers and reps, and what they are called: nothing that a computer would run."""

import re
from pathlib import PurePath

JPEG, PNG, GIF, WEBP, HEIC = "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic"
MP4, MOV, M4A, MP3, WAV = "video/mp4", "video/quicktime", "audio/mp4", "audio/mpeg", "audio/wav"
PDF, CSV, TXT = "application/pdf", "text/csv", "text/plain"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = f"{_OFFICE}wordprocessingml.document"
XLSX = f"{_OFFICE}spreadsheetml.sheet"
PPTX = f"{_OFFICE}presentationml.presentation"
ENDINGS: dict[str, tuple[str, ...]] = {
    JPEG: ("jpg", "jpeg", "jfif"),
    PNG: ("png",),
    GIF: ("gif",),
    WEBP: ("webp",),
    HEIC: ("heic", "heif"),
    MP4: ("mp4", "m4v"),
    MOV: ("mov", "qt"),
    M4A: ("m4a", "aac"),
    MP3: ("mp3",),
    WAV: ("wav",),
    PDF: ("pdf",),
    DOCX: ("docx",),
    XLSX: ("xlsx",),
    PPTX: ("pptx",),
    CSV: ("csv",),
    TXT: ("txt",),
}
"""What is allowed, with the endings that its names may have; the first is ours."""
ALLOWED = frozenset(ending for endings in ENDINGS.values() for ending in endings)

_ENDING = re.compile(r"[a-z0-9_]{1,12}")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def ending_of(file_name: str) -> str:
    """`見積.PDF` → `pdf`; "" without one (「第2.1版 見積」)."""
    ending = PurePath(file_name.strip().rstrip(".")).suffix.removeprefix(".").lower()
    return ending if _ENDING.fullmatch(ending) else ""


def shown_name(file_name: str, mimetype: str, otherwise: str) -> str:
    """The name under which people see it: its sender's, with an ending that is true; else `otherwise` with one."""
    plain = _UNSAFE.sub("_", file_name).strip(" .")
    endings = ENDINGS.get(mimetype, ("bin",))
    name = plain or otherwise
    return name if ending_of(name) in endings else f"{name}.{endings[0]}"


def said_kind(mimetype: str) -> str:
    """image, video, audio or file."""
    kind = mimetype.partition("/")[0]
    return kind if kind in {"image", "video", "audio"} else "file"
