"""Whom an operator means who acts on a customer's behalf."""

from crm.records import finding
from crm.refusals import NobodyFound, Refused
from crm.roles import rule
from crm.work import Work
from storage.records import customers, merges
from storage.tables import Customer

# What a column of numbers holds.
LONGEST = 18


@rule("privacy.whom")
async def whom(work: Work, words: str) -> list[Customer]:
    """The customer of this number, or everybody whom the words may mean; never one who is forgotten.

    Raises:
        Refused: NobodyFound, NameMissing.
    """
    number = words.strip()
    if number.isascii() and number.isdecimal() and len(number) <= LONGEST:
        known = await customers.by_id(work.session, int(number))
        if known is None or known.erased_at is not None or known.merged_into_id is not None:
            raise Refused(NobodyFound(number))
        return [known]
    return list((await finding.find(work, words)).customers)


@rule("privacy.extent")
async def extent(work: Work, customer_id: int) -> dict[str, int]:
    """How many rows of each table hang on the customer. Only reads."""
    return await merges.counts(work.session, customer_id)
