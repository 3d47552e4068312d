"""Small files of every kind, made of their first bytes; pictures that can really be opened."""

import base64
import io
import random
import zipfile

from PIL import Image

TYPES = "[Content_Types].xml"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41" + bytes(64)
M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x02\x00M4A mp42" + bytes(64)
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + bytes(200)
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(form: str = "PNG", side: int = 40, seed: int = 1) -> bytes:
    """A picture of noise: about `side`² × 3 bytes as PNG."""
    noise = random.Random(seed).randbytes(side * side * 3)
    file = io.BytesIO()
    Image.frombytes("RGB", (side, side), noise).save(file, form)
    return file.getvalue()


def archive(*members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for member in members:
            made.writestr(member, "x")
    return file.getvalue()


def sent(content: bytes, name: str = "", mimetype: str = "") -> dict[str, str]:
    """As a person of the sandbox sends it."""
    given = {"name": name, "mimetype": mimetype}
    return {"base64": base64.b64encode(content).decode(), **{key: value for key, value in given.items() if value}}
