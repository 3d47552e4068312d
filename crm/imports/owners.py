"""Who looks after the customers of a file: named in a column by Slack id or full name, or one for all of them."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from crm.imports.faults import OwnerNeeded, OwnerSeveral, OwnerUnknown
from crm.refusals import Refused
from storage.tables import Rep


def _fold(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


@dataclass(frozen=True)
class Owners:
    """Everybody of ours who is with us, and whose a customer becomes whose row names nobody."""

    by_slack_id: dict[str, Rep]
    by_name: dict[str, list[Rep]]
    default: Rep | None = None

    @classmethod
    def among(cls, reps: Iterable[Rep], default: str | None) -> "Owners":
        """Raises Refused(OwnerUnknown) when the default is none of them."""
        by_slack_id, by_name = dict[str, Rep](), dict[str, list[Rep]]()
        for rep in reps:
            by_slack_id[rep.slack_id] = rep
            by_name.setdefault(_fold(rep.full_name), []).append(rep)
        owners = cls(by_slack_id, by_name)
        return cls(by_slack_id, by_name, owners.of(default)) if default else owners

    def of(self, said: str | None) -> Rep:
        """Raises Refused: OwnerUnknown, OwnerSeveral, or OwnerNeeded where nobody is named."""
        if not said:
            if self.default is None:
                raise Refused(OwnerNeeded())
            return self.default
        if said in self.by_slack_id:
            return self.by_slack_id[said]
        named = self.by_name.get(_fold(said), [])
        if len(named) > 1:
            raise Refused(OwnerSeveral(said))
        if not named:
            raise Refused(OwnerUnknown(said))
        return named[0]
