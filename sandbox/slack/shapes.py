"""People, conversations, messages and files as Slack's JSON shows them."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sandbox.slack.records import APP_ID, BOT_ID, BOT_USER, TEAM_ID, Conversation, File, Member, Message
from sandbox.wire import JsonObject


def member(one: Member, *, locale: bool = False) -> JsonObject:
    offset = datetime.now(ZoneInfo(one.tz)).utcoffset() or timedelta()
    shape: JsonObject = {
        "id": one.id,
        "team_id": one.team_id,
        "name": one.name,
        "deleted": one.deleted,
        "color": "9f69e7",
        "real_name": one.real_name,
        "tz": one.tz,
        "tz_label": one.tz,
        "tz_offset": int(offset.total_seconds()),
        "profile": profile(one),
        "is_admin": one.is_admin,
        "is_owner": one.is_owner,
        "is_primary_owner": False,
        "is_restricted": one.is_restricted,
        "is_ultra_restricted": one.is_ultra_restricted,
        "is_bot": one.is_bot,
        "is_app_user": False,
        "updated": one.updated,
        "is_email_confirmed": not one.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    if one.is_stranger:
        shape["is_stranger"] = True
    return shape | ({"locale": one.locale} if locale else {})


def profile(one: Member) -> JsonObject:
    return {
        "title": one.title,
        "phone": "",
        "skype": "",
        "real_name": one.real_name,
        "real_name_normalized": one.real_name,
        "display_name": one.display_name,
        "display_name_normalized": one.display_name,
        "fields": None,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": f"g{one.id.lower()}",
        "team": one.team_id,
        **({"email": one.email} if one.email else {}),
        **({"bot_id": BOT_ID, "api_app_id": APP_ID} if one.id == BOT_USER else {}),
    }


def bot_profile(name: str) -> JsonObject:
    return {
        "id": BOT_ID,
        "app_id": APP_ID,
        "user_id": BOT_USER,
        "name": name,
        "icons": {},
        "deleted": False,
        "updated": 0,
        "team_id": TEAM_ID,
    }


def conversation(one: Conversation) -> JsonObject:
    common = {
        "id": one.id,
        "created": one.created,
        "is_archived": one.archived,
        "is_im": one.is_im,
        "is_mpim": False,
        "is_org_shared": False,
        "context_team_id": TEAM_ID,
        "updated": one.created * 1000,
    }
    if one.is_im:
        return {**common, "user": one.person, "is_user_deleted": False, "priority": 0, "is_open": True}
    return {
        **common,
        "name": one.name,
        "name_normalized": one.name,
        "is_channel": not one.private,
        "is_group": one.private,
        "is_general": one.name == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_private": one.private,
        "is_member": BOT_USER in one.members,
        "unlinked": 0,
        "creator": "",
        "shared_team_ids": [TEAM_ID],
        "pending_shared": [],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def message(one: Message, bot_name: str, *, metadata: bool = True) -> JsonObject:
    """As in histories and answers. Metadata only where it was asked for."""
    shape: JsonObject = {"user": one.user, "type": "message", "ts": one.ts}
    if one.from_bot:
        shape |= {"bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": bot_profile(bot_name)}
    shape |= {"text": one.text, "team": TEAM_ID}
    optional: dict[str, Any] = {
        "client_msg_id": one.client_msg_id,
        "subtype": one.subtype,
        "thread_ts": one.thread_ts,
        "blocks": one.blocks,
        "attachments": one.attachments,
        "files": one.files,
        "metadata": one.metadata if metadata else None,
        "edited": {"user": one.user, "ts": one.edited} if one.edited else None,
    }
    return shape | {name: value for name, value in optional.items() if value}


def threaded(one: Message, room: Conversation, bot_name: str, *, metadata: bool = True) -> JsonObject:
    """A message with what is known of its thread."""
    shape = message(one, bot_name, metadata=metadata)
    replies = [] if one.is_reply else room.replies(one.ts)
    if one.is_reply:
        parent = room.messages.get(one.thread_ts or "")
        shape["parent_user_id"] = parent.user if parent else one.user
    elif replies:
        people = list(dict.fromkeys(reply.user for reply in replies))
        shape |= {
            "thread_ts": one.ts,
            "reply_count": len(replies),
            "reply_users_count": len(people),
            "latest_reply": replies[-1].ts,
            "reply_users": people[:5],
            "is_locked": False,
            "subscribed": False,
        }
    return shape


def file(one: File, origin: str, domain: str) -> JsonObject:
    url = f"{origin}/slack/files/{one.id}/{quote(one.name, safe='')}"
    extension = one.name.rsplit(".", 1)[-1].lower() if "." in one.name else "binary"
    return {
        "id": one.id,
        "created": one.created,
        "timestamp": one.created,
        "name": one.name,
        "title": one.title or one.name,
        "mimetype": one.mimetype,
        "filetype": extension,
        "pretty_type": extension.upper(),
        "user": one.owner,
        "user_team": TEAM_ID,
        "editable": False,
        "size": one.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "alt_txt": one.alt_text,
        "url_private": url,
        "url_private_download": url,
        "permalink": f"https://{domain}.slack.com/files/{one.owner}/{one.id}/{one.name}",
        "channels": [room for room in one.shared_in if room.startswith("C")],
        "groups": [],
        "ims": [room for room in one.shared_in if room.startswith("D")],
        "comments_count": 0,
        "has_rich_preview": False,
        "file_access": "visible",
    }
