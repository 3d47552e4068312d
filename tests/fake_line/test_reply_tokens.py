"""Reply tokens: once, and within their minute."""

from tests.fake_line.kit import TANAKA, refused, reply, reply_token, said_to


async def test_a_reply_token_works_once(town, api, ear, people):
    await people(f"{TANAKA}/say", text="はい")

    await api.reply_message(reply(reply_token(ear)))
    status, body = await refused(api.reply_message(reply(reply_token(ear))))

    assert (status, body) == (400, {"message": "Invalid reply token"})
    assert await said_to(people) == ["返信"]
    assert town.account.quota.used == 0


async def test_a_reply_token_dies_after_its_minute(town, api, ear, people):
    await people(f"{TANAKA}/say", text="はい")
    town.line.reply_token_seconds = -1

    assert (await refused(api.reply_message(reply(reply_token(ear)))))[0] == 400


async def test_a_redelivered_reply_token_lives_again(town, api, ear, people):
    event = {"type": "follow", "follow": {"isUnblocked": False}, "source": {"type": "user", "userId": TANAKA}}
    await people("event", events=[event])
    first = ear.heard[0].json["events"][0]
    town.account.reply_tokens[first["replyToken"]].at -= 120

    dead = await refused(api.reply_message(reply(first["replyToken"])))
    await people("event", events=[first], redeliver=True)
    await api.reply_message(reply(first["replyToken"]))

    assert dead[0] == 400
    assert ear.heard[1].json["events"][0] == {**first, "deliveryContext": {"isRedelivery": True}}
    assert await said_to(people) == ["返信"]


async def test_a_refused_message_does_not_use_up_the_token(api, ear, people):
    await people(f"{TANAKA}/say", text="はい")

    await refused(api.reply_message(reply(reply_token(ear), text="")))
    await api.reply_message(reply(reply_token(ear)))

    assert await said_to(people) == ["返信"]
