"""What the operator asked for beside the file itself."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Wishes:
    """`maps`: 列名=field, as typed; `sure`: write without asking."""

    owner: str | None = None
    maps: Sequence[str] = ()
    overwrite: bool = False
    keep_unknown: bool = False
    sure: bool = False
    dry_run: bool = False

    @property
    def of_a_file(self) -> list[str]:
        """The options that say something of a file of customers, and nothing of an export that is put back.

        Whoever puts one back is never asked, so `--yes` promises what happens anyway.
        """
        options = {
            "--owner": self.owner is not None,
            "--map": bool(self.maps),
            "--overwrite": self.overwrite,
            "--keep-unknown": self.keep_unknown,
            "--dry-run": self.dry_run,
        }
        return [option for option, given in options.items() if given]
