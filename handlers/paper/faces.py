"""Typefaces as the library embeds them. Importing this costs a third of a second: only whoever prints does."""

import re
from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream
from reportlab.pdfbase.ttfonts import TTFont

_FAR = re.compile("<([0-9A-F]{5,6})>")


class Face(TTFont):
    """A TrueType face whose characters can be found and copied, 𠮷 (U+20BB7) too.

    The library writes down five digits for it where PDF wants UTF-16 (ISO 32000-1, 9.10.3); checked with 5.1.0.
    """

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 - the library's own name
        super().addObjects(doc)
        for name, written in doc.idToObject.items():
            if isinstance(written, PDFStream) and name.startswith("toUnicodeCMap:"):
                written.content = _FAR.sub(_utf16, written.content)


def _utf16(code: re.Match[str]) -> str:
    return f"<{chr(int(code[1], 16)).encode('utf-16-be').hex().upper()}>"


def load(files: Sequence[tuple[str, Path]]) -> tuple[Face, ...]:
    """The faces, under these names."""
    made = tuple(Face(name, str(path)) for name, path in files)
    for face in made:
        pdfmetrics.registerFont(face)
    return made
