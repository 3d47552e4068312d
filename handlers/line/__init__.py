"""LINE's route tables: every event and every button of a customer on one page."""

from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from crm import post
from crm.notices import Apology
from crm.relay.receipts import RECEIPT
from crm.work import SYSTEM, Actor, Work
from handlers.line import (
    consents,
    friends,
    handovers,
    links,
    media,
    menus,
    messages,
    own_surveys,
    points,
    privacy,
    quotas,
    receipts,
    referrals,
    surveys,
    talk,
)
from handlers.line.heard import Heard
from storage.voice import line_users

Handler = Callable[[Work, Heard], Awaitable[None]]

PROFILE = "profile"
"""Not LINE's: delivery asks LINE for a profile and feeds the answer back under this type."""

QUOTA = "quota"
"""As that one: how many messages LINE's month has."""

CONTENT, UPLOAD = "content", "upload"
"""As those: what came of fetching a picture or file from LINE, and from Slack."""

OURS = frozenset({PROFILE, QUOTA, CONTENT, UPLOAD, RECEIPT})
"""What delivery brings: nobody's request."""

log = structlog.get_logger(__name__)


async def ignored(_work: Work, heard: Heard) -> None:
    """Heard, and consciously left alone; the type is all that is logged."""
    log.debug("line_event_ignored", kind=heard.kind, seq=heard.seq)


async def postback(work: Work, heard: Heard) -> None:
    """A button: the first part of its data says whose it is."""
    await POSTBACKS.get(heard.data.partition(":")[0], ignored)(work, heard)


EVENTS: dict[str, Handler] = {
    "message.text": messages.text,
    "message.sticker": messages.media,
    "message.image": messages.media,
    "message.video": messages.media,
    "message.audio": messages.media,
    "message.file": messages.media,
    "message.location": messages.media,
    "message.unknown": messages.media,
    "unsend": messages.unsend,
    "postback": postback,
    "follow": friends.follow,
    "unfollow": friends.unfollow,
    "accountLink": links.account_linked,
    PROFILE: friends.profile,
    QUOTA: quotas.told,
    CONTENT: media.content,
    UPLOAD: media.upload,
    RECEIPT: receipts.told,
    # Groups and rooms: we speak with people one by one.
    "join": ignored,
    "leave": ignored,
    "memberJoined": ignored,
    "memberLeft": ignored,
    "messageEdited": ignored,
    # Features that we do not offer.
    "beacon": ignored,
    "membership": ignored,
    "things": ignored,
    "videoPlayComplete": ignored,
    # LINE to itself: modules and paid notifications.
    "activated": ignored,
    "deactivated": ignored,
    "botSuspended": ignored,
    "botResumed": ignored,
    "module": ignored,
    "delivery": ignored,
}

POSTBACKS: dict[str, Handler] = {
    **dict.fromkeys(surveys.SCORED, surveys.tapped),
    own_surveys.OWN: own_surveys.tapped,
    own_surveys.BALLOT: own_surveys.voted,
    handovers.PULSE: handovers.tapped,
    consents.CONSENT: consents.pressed,
    privacy.SETTINGS: privacy.setting,
    privacy.DISCLOSURE: privacy.disclosure,
    privacy.ERASURE: privacy.erasure,
    links.OFFER: links.answered,
    links.PAGE: links.page,
    talk.MY_REP: talk.my_rep,
    referrals.SHOW: referrals.show,
    points.POINTS: points.tapped,
    menus.CONTACT: ignored,  # the keyboard opens by itself
    talk.UNLINK: talk.unlink,
}


async def hear(work: Work, heard: Heard) -> None:
    """Take one event where it belongs. Events without a person of ours (groups, LINE's own) change nothing."""
    handler = _route(heard.kind) if heard.user else ignored
    await handler(work, heard)


def _route(kind: str) -> Handler:
    """A kind of message that LINE invents tomorrow is still somebody who wants something."""
    return EVENTS.get(kind) or (messages.media if kind.startswith("message.") else ignored)


async def actor(session: AsyncSession, heard: Heard) -> Actor:
    """Who acts: the account; number 0 while we have not met it. Profiles are brought by the system itself."""
    if heard.kind in OURS:
        return SYSTEM
    known = await line_users.by_user_id(session, heard.user) if heard.user else None
    return Actor("customer", known.id if known else 0, "customer")


async def apologise(work: Work, heard: Heard, reference: str) -> None:
    """We have given up on the event: whoever sent it hears so. A profile was nobody's request."""
    account = await line_users.by_user_id(work.session, heard.user) if heard.user and heard.kind not in OURS else None
    if account is not None:
        await post.to_line(work, account, Apology(reference, work.house.company), reply=heard.reply)
