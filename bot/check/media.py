"""Whether the folder of pictures and files can be written to; nothing is made on the way."""

import os
from pathlib import Path

from bot.check.findings import Finding, Say, finding, fine

NAME = "MEDIA_FOLDER"


def media_finding(folder: Path, say: Say) -> Finding:
    """A folder that is not there yet is made at the first file: then what counts is where it will be."""
    path = folder.absolute()
    nearest = next(each for each in (path, *path.parents) if each.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return fine(say, NAME, "media_right", path=path)
    return finding(say, "wrong", NAME, "media_unwritable", path=path)
