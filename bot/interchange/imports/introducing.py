"""Whoever is named as an owner and has never used the bot is looked up in Slack."""

from bot import slack, wiring
from bot.house import house_of
from bot.people import People, SlackSilentError
from bot.settings import Settings
from storage.store import Store


async def introduce(settings: Settings, store: Store, slack_id: str) -> None:
    """If Slack is silent, or we have no key to it, they stay unknown."""
    if settings.slack_bot_token is None:
        return
    async with slack.http_session() as session:
        token = settings.slack_bot_token.get_secret_value()
        client = slack.web_client(token, settings.slack_api_url, session, retries=True)
        try:
            await People(store, client, house_of(settings), wiring.utc_now).ensure([slack_id])
        except SlackSilentError:
            return
