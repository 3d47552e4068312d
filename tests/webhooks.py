"""Signed bodies, as the platforms send them."""

import base64
import hashlib
import hmac
import json
import time

from sandbox.town import LINE_CHANNEL_SECRET, SLACK_SIGNING_SECRET


def slack_headers(body: str, at: float | None = None, secret: str = SLACK_SIGNING_SECRET) -> dict[str, str]:
    stamp = str(int(at or time.time()))
    mark = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    kind = "application/json" if body.startswith(("{", "[")) else "application/x-www-form-urlencoded"
    return {"x-slack-signature": f"v0={mark}", "x-slack-request-timestamp": stamp, "content-type": kind}


def line_headers(body: str, secret: str = LINE_CHANNEL_SECRET) -> dict[str, str]:
    mark = hmac.new(secret.encode(), body.encode(), hashlib.sha256).digest()
    return {"x-line-signature": base64.b64encode(mark).decode(), "content-type": "application/json"}


def text_event(user: str, text: str, event_id: str, at: int) -> str:
    """A webhook of one text message; `at` is in milliseconds."""
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": at,
        "source": {"type": "user", "userId": user},
        "webhookEventId": event_id,
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"{hashlib.md5(event_id.encode()).hexdigest()}",
        "message": {"type": "text", "id": event_id, "text": text, "quoteToken": "q"},
    }
    return json.dumps({"destination": "U" + "0" * 32, "events": [event]}, ensure_ascii=False)
