"""The home page on a stage: opened, pressed, and drawn anew."""

from storage.tables import Rep
from tests.builders import a_followup
from tests.deeds import created
from tests.line_events import rows
from tests.stage import SATO, Stage, until


async def seen(stage: Stage, user: str = SATO) -> dict | None:
    return (await stage.get(f"slack/{user}/view"))["home"]


async def opened(stage: Stage, user: str = SATO, **more) -> dict | None:
    """The page after somebody has opened it."""
    done = await stage.post(f"slack/{user}/home", **more)
    assert done["status"] == 200, done
    return await seen(stage, user)


async def pressed(stage: Stage, page: dict, action: str, user: str = SATO, **choice) -> dict:
    return await stage.post(f"slack/{user}/click", view_id=page["id"], action_id=action, **choice)


async def changed(stage: Stage, page: dict, user: str = SATO) -> dict:
    """The page once it has been drawn anew."""

    async def look() -> dict | None:
        now = await seen(stage, user)
        return now if now and now["hash"] != page["hash"] else None

    return await until(look, "a page drawn anew")


async def owing(stage: Stage) -> dict:
    """佐藤's page with one thing to do today."""
    await opened(stage)
    rep = (await rows(stage.kizuna.store, Rep))[-1]
    customer = await created(stage.kizuna.store, rep, "株式会社サクラ 田中一郎")
    await a_followup(stage.kizuna.store, customer=customer, what="電話")
    page = await opened(stage)
    assert page is not None
    assert "followup.done" in str(page)
    return page
