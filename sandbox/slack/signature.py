"""Slack's request signature: v0, HMAC-SHA256 over the time and the raw body."""

import hashlib
import hmac
import time

STALE_SECONDS = 600


def signed(secret: str, body: bytes, *, forge: bool = False, stale: bool = False) -> dict[str, str]:
    """The two headers. `forge` signs with another secret, `stale` signs ten minutes ago."""
    stamp = str(int(time.time()) - (STALE_SECONDS if stale else 0))
    key = f"not {secret}" if forge else secret
    digest = hmac.new(key.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}
