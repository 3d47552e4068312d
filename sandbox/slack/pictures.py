"""Whether the uploaded files that image blocks name exist."""

from collections.abc import Iterator

from sandbox.shape import Fault, Path
from sandbox.slack.records import File
from sandbox.slack.workspace import Workspace


def picture_faults(space: Workspace, blocks: object, path: Path = ("blocks",)) -> list[Fault]:
    return [
        Fault(where, "said", "invalid slack file")
        for where, reference in _references(blocks, path)
        if _found(space, reference) is None
    ]


def _references(value: object, path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _references(one, (*path, index))
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "slack_file" and isinstance(one, dict):
                yield (*path, name), one
            else:
                yield from _references(one, (*path, name))


def _found(space: Workspace, reference: dict[str, str]) -> File | None:
    file_id = str(reference.get("id") or "") or str(reference.get("url") or "").rsplit("/files/", 1)[-1].split("/")[0]
    file = space.files.get(file_id)
    return file if file is not None and file.content is not None else None
