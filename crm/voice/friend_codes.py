"""A rep's own QR code: whoever comes by it is theirs from the first word on."""

from collections.abc import Callable

from crm import post
from crm.notices import RepGreeting, RepQr
from crm.post import Reply
from crm.refusals import Gone, InviteUnavailable, Refused
from crm.roles import rule
from crm.voice import codes, friends, invites, strangers
from crm.work import Work
from storage import reps
from storage.tables import LineUser, Outbox
from storage.voice import links

Sentence = Callable[[str, str], str]
"""(the company's language, code) → the polite sentence that fills the box in LINE."""


@rule("friend_codes.show")
async def show(work: Work, sentence: Sentence) -> RepQr:
    """One's own code, made when it is first wanted, as a QR picture in one's direct messages.

    Raises:
        Refused: InviteUnavailable without LINE_BASIC_ID.
    """
    if not work.house.line_basic_id:
        raise Refused(InviteUnavailable())
    rep = await reps.by_id(work.session, work.actor.id)
    if rep is None:
        raise Refused(Gone())
    rep.friend_code = rep.friend_code or codes.new_friend_code()
    link = invites.line_link(work.house, sentence(work.house.language, rep.friend_code))
    notice = RepQr(rep.friend_code, link)
    await post.to_rep(work, rep, notice)
    return notice


async def use(work: Work, account: LineUser, text: str, reply: Reply | None) -> list[Outbox] | None:
    """Where the rep was told that somebody came; None when the words hold nobody's code."""
    code = codes.find_friend_code(text)
    rep = await reps.by_friend_code(work.session, code) if code else None
    if rep is None or not rep.active:
        return None
    account.rep_id = rep.id
    await friends.hint_due(work, account)  # Greeted by name: no hint on how to link on the same day.
    await post.to_line(work, account, RepGreeting(work.house.company, rep.full_name), reply=reply)
    known = await links.customers_of(work.session, account.id)
    return [] if known else await strangers.came(work, account)
