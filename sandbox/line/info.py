"""What the bot may ask about its account, its webhook and its friends."""

from datetime import UTC, datetime

from sandbox.line.account import BOT_USER, Account
from sandbox.line.request import Request, error
from sandbox.shape import record, string
from sandbox.wire import Answer, JsonObject, json_answer

ENDPOINT = record({"endpoint": string(500, 1, pattern=r"https://\S+", said="Must be a valid HTTPS URL")}, {})
FOLLOWERS_A_PAGE = 1_000


def bot_info(account: Account, _request: Request) -> Answer:
    settings = account.settings
    return json_answer(
        {
            "userId": BOT_USER,
            "basicId": settings.basic_id,
            "displayName": settings.display_name,
            "chatMode": settings.chat_mode,
            "markAsReadMode": "manual" if settings.chat_mode == "chat" else "auto",
        }
    )


def quota(account: Account, _request: Request) -> Answer:
    limited = {"value": account.quota.value} if account.quota.kind == "limited" else {}
    return json_answer({"type": account.quota.kind, **limited})


def consumption(account: Account, _request: Request) -> Answer:
    return json_answer({"totalUsage": account.quota.used})


def delivered(_account: Account, request: Request) -> Answer:
    """Counts of a day appear on the next one, so that today's are never ready."""
    date = request.call.query.removeprefix("date=")
    return json_answer({"status": "unready"}) if len(date) == 8 and date.isdigit() else error("Invalid date")


def get_webhook(account: Account, _request: Request) -> Answer:
    endpoint = account.webhook_endpoint or webhook_url(account)
    return json_answer({"endpoint": endpoint, "active": account.settings.webhook_active})


def put_webhook(account: Account, request: Request) -> Answer:
    """Kept and told; the sandbox goes on sending to the bot it was started with."""
    account.webhook_endpoint = request.checked(ENDPOINT)["endpoint"]
    return json_answer({})


def webhook_url(account: Account) -> str:
    return f"{account.settings.bot_url.rstrip('/')}/line/webhook"


def test_result(status: int, failure: str | None) -> JsonObject:
    """What `webhook/test` tells of one delivery. `reason` as in the reference's table."""
    reasons = {"connection_failed": "COULD_NOT_CONNECT", "http_timeout": "REQUEST_TIMEOUT"}
    succeeded = status == 200
    reason = "OK" if succeeded else reasons.get(failure or "", "ERROR_STATUS_CODE")
    return {
        "success": succeeded,
        "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
        "statusCode": status,
        "reason": reason,
        "detail": str(status) if status else reason,
    }


def profile(account: Account, request: Request) -> Answer:
    person = account.people.get(request.parts[0])
    if person is None or person.blocked or not person.friend:
        return error("Not found", 404)
    optional = {
        "pictureUrl": person.picture_url,
        "statusMessage": person.status_message,
        "language": person.language,
    }
    known = {name: value for name, value in optional.items() if value is not None}
    return json_answer({"userId": person.user_id, "displayName": person.display_name, **known})


def followers(account: Account, _request: Request) -> Answer:
    ids = [one.user_id for one in account.people.values() if one.friend and not one.blocked]
    return json_answer({"userIds": ids[:FOLLOWERS_A_PAGE]})
