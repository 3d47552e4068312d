"""Whom a name means: every way of writing it finds the customer, and a doubt is a question, never a guess."""

from crm import names
from crm.customers import NAME
from crm.refusals import NameMissing, NobodyFound, Refused
from crm.roles import rule
from crm.work import Work
from storage import customers
from storage.tables import Customer

# A picker with more than this is not read; the rep is asked for a longer name instead.
CHOICES = 10
# A company, a name and what stands between them; what is longer finds nobody, and databases refuse to look for it.
MOST_KEY = 3 * NAME


@rule("customers.find")
async def find(work: Work, name: str) -> list[Customer]:
    """All customers the words could mean, the surest reading only: an exact key beats a beginning beats a part.

    Raises:
        Refused: NobodyFound, or NameMissing for empty words.
    """
    keys = _sure_keys(name)
    if not keys:
        raise Refused(NameMissing())
    for key in (key for key in keys if len(key) <= MOST_KEY):
        for look in (customers.with_key, customers.with_prefix, customers.with_part):
            found = await look(work.session, key, CHOICES + 1)
            if found:
                return found
    raise Refused(NobodyFound(name.strip()[:NAME]))


def _sure_keys(name: str) -> list[str]:
    """The words as they stand, and 「サクラの田中」 as the firm and the person in it."""
    whole, *parts = names.query_keys(name) or ("",)
    firm_and_person = "".join(reversed(parts)) if len(parts) == 2 else ""
    return [key for key in (whole, firm_and_person) if key]
