"""Small pictures of pictures and films, as LINE wants them beside the large ones: JPEG, at most 1 MB."""

import asyncio
import hashlib
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from bot.media.folder import MediaFolder
from crm.relay.kinds import JPEG, MP4, PNG

SIDE = 1024
MOST_BYTES = 1 << 20
# A picture of more points than any camera makes is an attack on our memory.
MOST_POINTS = 60_000_000
QUALITIES = (85, 70, 50, 30)
FILM = (640, 360)
DARK, LIGHT = (44, 48, 56), (240, 240, 240)


async def made(folder: MediaFolder, name: str, mimetype: str) -> str:
    """Make and keep the small picture of the file `name`; its name, or "" where there is none to be made."""
    if mimetype not in {JPEG, PNG, MP4}:
        return ""
    small = await asyncio.to_thread(_drawn, folder.place(name), mimetype)
    if small is None:
        return ""
    own = name_of(name)
    await folder.put(own, small)
    return own


def name_of(name: str) -> str:
    """The same each time, so that a repeat leaves nothing behind; nobody outside learns it."""
    return hashlib.sha256(f"preview of {name}".encode()).hexdigest()[:32]


def _drawn(path: Path, mimetype: str) -> bytes | None:
    return _film() if mimetype == MP4 else _picture(path)


def _picture(path: Path) -> bytes | None:
    """None for what only looks like a picture."""
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as image:
            if image.width * image.height > MOST_POINTS:
                return None
            image.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((SIDE, SIDE))
            return _jpeg(_on_white(upright))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(ground, layer).convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    content = b""
    for quality in QUALITIES:
        file = BytesIO()
        image.save(file, "JPEG", quality=quality, optimize=True)
        content = file.getvalue()
        if len(content) <= MOST_BYTES:
            break
    return content


def _film() -> bytes:
    """No frame of it is decoded: a plain ground with the sign that it can be played."""
    image = Image.new("RGB", FILM, DARK)
    (width, height), half = FILM, 60
    x, y = width // 2, height // 2
    draw = ImageDraw.Draw(image)
    draw.polygon([(x - half * 3 // 4, y - half), (x - half * 3 // 4, y + half), (x + half, y)], fill=LIGHT)
    return _jpeg(image)
