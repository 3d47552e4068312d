"""Rich menus: made, given a picture, set as default, linked to one person."""

import secrets
import struct
from typing import Any

from sandbox.line.account import Account, Content
from sandbox.line.limits import RICH_MENU
from sandbox.line.request import Request, error
from sandbox.wire import Answer, JsonObject, bytes_answer, json_answer

MOST = 1_000
PICTURE_BYTES = 1024 * 1024
PICTURES = ("image/png", "image/jpeg")
PNG = b"\x89PNG\r\n\x1a\n"


def create(account: Account, request: Request) -> Answer:
    menu = request.checked(RICH_MENU)
    if len(account.menus.objects) >= MOST:
        return error("The number of rich menus has reached its limit")
    menu_id = f"richmenu-{secrets.token_hex(16)}"
    account.menus.objects[menu_id] = {"richMenuId": menu_id, **menu}
    return json_answer({"richMenuId": menu_id})


def validate(_account: Account, request: Request) -> Answer:
    request.checked(RICH_MENU)
    return json_answer({})


def listing(account: Account, _request: Request) -> Answer:
    return json_answer({"richmenus": list(account.menus.objects.values())})


def get(account: Account, request: Request) -> Answer:
    menu = account.menus.objects.get(request.parts[0])
    return error("richmenu not found", 404) if menu is None else json_answer(menu)


def delete(account: Account, request: Request) -> Answer:
    menu_id = request.parts[0]
    if account.menus.objects.pop(menu_id, None) is None:
        return error("richmenu not found", 404)
    account.menus.pictures.pop(menu_id, None)
    if account.menus.default == menu_id:
        account.menus.default = None
    for person in account.people.values():
        person.rich_menu = None if person.rich_menu == menu_id else person.rich_menu
    return json_answer({})


def upload(account: Account, request: Request) -> Answer:
    """JPEG or PNG of the menu's own size; once given it cannot be replaced."""
    menu_id, call = request.parts[0], request.call
    menu = account.menus.objects.get(menu_id)
    if menu is None:
        return error("richmenu not found", 404)
    if call.content_type not in PICTURES:
        return error("The media type of the uploaded file is unsupported", 415)
    if len(call.body) > PICTURE_BYTES:
        return error("The image size must be 1MB or less", 413)
    if menu_id in account.menus.pictures:
        return error("An image has already been uploaded to the richmenu")
    if call.content_type == "image/png" and _png_size(call.body) != (menu["size"]["width"], menu["size"]["height"]):
        return error("The image dimensions must match the size of the richmenu")
    account.menus.pictures[menu_id] = Content(call.body, call.content_type, 0.0)
    return json_answer({})


def download(account: Account, request: Request) -> Answer:
    picture = account.menus.pictures.get(request.parts[0])
    return error("Not found", 404) if picture is None else bytes_answer(picture.body, picture.mimetype)


def set_default(account: Account, request: Request) -> Answer:
    if (refused := _unusable(account, request.parts[0])) is not None:
        return refused
    account.menus.default = request.parts[0]
    account.stream.publish("line")
    return json_answer({})


def get_default(account: Account, _request: Request) -> Answer:
    menu_id = account.menus.default
    return error("no default richmenu", 404) if menu_id is None else json_answer({"richMenuId": menu_id})


def clear_default(account: Account, _request: Request) -> Answer:
    account.menus.default = None
    account.stream.publish("line")
    return json_answer({})


def link(account: Account, request: Request) -> Answer:
    user_id, menu_id = request.parts
    if (refused := _unusable(account, menu_id)) is not None:
        return refused
    return _set(account, user_id, menu_id)


def unlink(account: Account, request: Request) -> Answer:
    return _set(account, request.parts[0], None)


def linked(account: Account, request: Request) -> Answer:
    person = account.people.get(request.parts[0])
    if person is None or person.rich_menu is None:
        return error("the user has no richmenu", 404)
    return json_answer({"richMenuId": person.rich_menu})


def shown_to(account: Account, user_id: str) -> JsonObject | None:
    """The menu on that person's screen."""
    person = account.people.get(user_id)
    own: Any = person.rich_menu if person is not None else None
    return account.menus.objects.get(own or account.menus.default or "")


def _set(account: Account, user_id: str, menu_id: str | None) -> Answer:
    person = account.people.get(user_id)
    if person is None:
        return error("Not found", 404)
    person.rich_menu = menu_id
    account.stream.publish("line", user_id)
    return json_answer({})


def _unusable(account: Account, menu_id: str) -> Answer | None:
    if menu_id not in account.menus.objects:
        return error("richmenu not found", 404)
    if menu_id not in account.menus.pictures:
        return error("must upload richmenu image before applying it to user")
    return None


def _png_size(body: bytes) -> tuple[int, int] | None:
    if not body.startswith(PNG) or len(body) < 24:
        return None
    width, height = struct.unpack(">II", body[16:24])
    return width, height
