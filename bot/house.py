"""The company, from its settings."""

import hmac

from bot.settings import Settings
from crm.calendar import BusinessTime
from crm.house import House


def house_of(settings: Settings) -> House:
    """The company as the rules know it."""
    host, port = settings.bind
    return House(
        company=settings.company_name or "",
        language=settings.default_language,
        business=BusinessTime(settings.zone),
        line_basic_id=settings.line_basic_id,
        public_url=settings.public_url or f"http://{host}:{port}",
        public=settings.public_url is not None,
        admins=settings.slack_admins,
        team_channel=settings.slack_team_channel,
        seal=_seal(settings),
    )


def _seal(settings: Settings) -> bytes:
    """A key of our own made of a secret that every process has and no database holds; none without secrets."""
    secret = settings.slack_signing_secret or settings.line_channel_secret
    return hmac.digest(secret.get_secret_value().encode(), b"kizuna seal", "sha256") if secret else b""
