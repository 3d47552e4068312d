"""Letting go: what was kept for one purpose is blanked when that purpose is over."""

from collections.abc import Sequence

from crm.roles import rule
from crm.work import Work
from storage import retention

BLANK = {"text": "", "card": {}}
PROFILE = {"display_name": None, "language": None}


@rule("retention.drafts")
async def blank_drafts(work: Work, ids: Sequence[int]) -> int:
    """Forget the text of these drafts, in the audit log too: no customer is named there by whom an erasure finds it."""
    drafts = await retention.drafts(work.session, ids)
    for draft in drafts:
        draft.text, draft.card = "", {}
    await work.session.flush()
    await retention.blank_audit(work.session, "drafts", ids, BLANK)
    return len(drafts)


@rule("retention.strangers")
async def blank_strangers(work: Work, ids: Sequence[int]) -> int:
    """Forget name and language of these accounts, in the audit log too; LINE tells them again when they write."""
    accounts = await retention.accounts(work.session, ids)
    for account in accounts:
        account.display_name, account.language = None, None
    await work.session.flush()
    await retention.blank_audit(work.session, "line_users", ids, PROFILE)
    return len(accounts)
