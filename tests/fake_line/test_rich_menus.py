"""Rich menus: made, pictured, shown."""

import struct

import pytest
from linebot.v3.messaging import RichMenuRequest

from tests.fake_line.kit import SATO, TANAKA, refused


def rich_menu(**more):
    area = {"bounds": {"x": 0, "y": 0, "width": 1200, "height": 400}, "action": {"type": "message", "text": "予約"}}
    body = {"size": {"width": 1200, "height": 400}, "selected": True, "name": "m", "chatBarText": "メニュー"}
    return {**body, "areas": [area], **more}


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


async def test_a_rich_menu_is_made_pictured_and_shown(api, blob, people):
    made = await api.create_rich_menu(RichMenuRequest.from_dict(rich_menu()))
    menu_id = made.rich_menu_id

    early = await refused(api.link_rich_menu_id_to_user(TANAKA, menu_id))
    headers = {"Content-Type": "image/png"}
    odd = await refused(blob.set_rich_menu_image(menu_id, body=png(800, 400), _headers=headers))
    await blob.set_rich_menu_image(menu_id, body=png(1200, 400), _headers=headers)
    twice = await refused(blob.set_rich_menu_image(menu_id, body=png(1200, 400), _headers=headers))
    await api.link_rich_menu_id_to_user(TANAKA, menu_id)
    hers, others = await people(f"{TANAKA}/view"), await people(f"{SATO}/view")
    await api.set_default_rich_menu(menu_id)
    everyone = await people(f"{SATO}/view")
    await api.delete_rich_menu(menu_id)

    assert (early[0], odd[0], twice[0]) == (400, 400, 400)
    assert (hers["richMenu"]["richMenuId"], others["richMenu"]) == (menu_id, None)
    assert everyone["richMenu"]["richMenuId"] == menu_id
    assert (await api.get_rich_menu_list()).richmenus == []


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"chatBarText": "x" * 15}, "chatBarText"),
        ({"size": {"width": 800, "height": 800}}, "size"),
        ({"areas": rich_menu()["areas"] * 21}, "areas"),
    ],
)
async def test_a_rich_menu_beyond_a_limit_is_refused(post, more, place):
    status, answer = await post("richmenu", rich_menu(**more))

    assert (status, answer["details"][0]["property"]) == (400, place)
