"""Names that stand for rich menus, so that one menu can take another's place."""

from sandbox.line.account import Account
from sandbox.line.request import Request, error
from sandbox.shape import record, string
from sandbox.wire import Answer, json_answer

MOST = 1_000
_MENU = {"richMenuId": string(least=1)}
NEW = record({"richMenuAliasId": string(32, 1, pattern=r"[a-z0-9_-]+", said="Invalid alias"), **_MENU}, {}, nulls=True)
CHANGED = record(_MENU, {}, nulls=True)


def create(account: Account, request: Request) -> Answer:
    body = request.checked(NEW)
    alias = body["richMenuAliasId"]
    if alias in account.menus.aliases:
        return error("conflict richmenu alias id")
    if len(account.menus.aliases) >= MOST:
        return error("The number of rich menu aliases has reached its limit")
    return _set(account, alias, body["richMenuId"])


def update(account: Account, request: Request) -> Answer:
    alias = request.parts[0]
    body = request.checked(CHANGED)
    return _set(account, alias, body["richMenuId"]) if alias in account.menus.aliases else _missing()


def get(account: Account, request: Request) -> Answer:
    alias = request.parts[0]
    menu = account.menus.aliases.get(alias)
    return json_answer({"richMenuAliasId": alias, "richMenuId": menu}) if menu is not None else _missing()


def listing(account: Account, _request: Request) -> Answer:
    found = [{"richMenuAliasId": alias, "richMenuId": menu} for alias, menu in account.menus.aliases.items()]
    return json_answer({"aliases": found})


def delete(account: Account, request: Request) -> Answer:
    return _missing() if account.menus.aliases.pop(request.parts[0], None) is None else json_answer({})


def _set(account: Account, alias: str, menu: str) -> Answer:
    if menu not in account.menus.pictures:
        return error("richmenu not found")
    account.menus.aliases[alias] = menu
    return json_answer({})


def _missing() -> Answer:
    return error("richmenu alias not found", 404)
