"""Linking of accounts: a token for the bot, and the dialog that a person's browser comes to with it.

Source: LINE Developers, "Link a LINE account".
"""

import secrets
import time
from urllib.parse import parse_qs

from sandbox.line import webhooks
from sandbox.line.account import TOKENS_KEPT, Account, LinkToken, remember
from sandbox.line.request import Request, error
from sandbox.wire import Answer, Call, json_answer

DIALOG = "/dialog/bot/accountLink"
NONCE = range(10, 256)
_PAGE = """<!DOCTYPE html><html lang="ja"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>LINE</title>
<p style="font: 1.1rem sans-serif; text-align: center; margin: 4rem 1rem">{}</p></html>"""


def link_token(account: Account, request: Request) -> Answer:
    user_id = request.parts[0]
    if user_id not in account.people:
        return error("Not found", 404)
    token = secrets.token_urlsafe(24)
    remember(account.link_tokens, token, LinkToken(user_id, time.monotonic()), TOKENS_KEPT)
    return json_answer({"linkToken": token})


async def dialog(account: Account, call: Call) -> Answer:
    """Where our page sends the browser: a good token is used up and told to the bot, a bad one tells nobody."""
    given = {name: values[0] for name, values in parse_qs(call.query).items()}
    token = account.link_tokens.pop(given.get("linkToken", ""), None)
    fresh = token is not None and time.monotonic() - token.at <= account.settings.link_token_seconds
    if token is None or not fresh or len(given.get("nonce", "")) not in NONCE:
        return _shown("連携できませんでした。もう一度お試しください。", 400)
    linked = {"result": "ok", "nonce": given["nonce"]}
    event = webhooks.user_event(account, "accountLink", token.user_id, link=linked)
    account.courier.later(webhooks.send(account, [event]))
    return _shown("連携しました。LINEのトークにお戻りください。", 200)


def _shown(words: str, status: int) -> Answer:
    return Answer(status, _PAGE.format(words).encode(), {"content-type": "text/html; charset=utf-8"})
