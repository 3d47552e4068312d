"""What a rep does with /followup: types a line, presses a button, sends a form; each in a unit of work of its own."""

from datetime import date, datetime

from handlers.slack import ACTIONS, FORMS
from handlers.slack.activities import followup_entries
from handlers.slack.answers import Answer
from handlers.slack.heard import Heard
from storage.store import Store
from storage.tables import Rep
from tests.builders import HOUSE, NOW, a_rep
from tests.deeds import by, created
from tests.stage import SATO

# NOW is Friday 20 November 2026, 9:00; the Monday after it is a holiday.
NEXT_FRIDAY = date(2026, 11, 27)


async def typed(store: Store, rep: Rep, text: str) -> Answer | None:
    async with by(store, rep) as work:
        heard = Heard("command", "/followup", rep.slack_id, text=text, language=rep.language, house=HOUSE)
        return await followup_entries.command(work, heard)


async def pressed(store: Store, rep: Rep, action: str, value: str, now: datetime = NOW) -> Answer | None:
    async with by(store, rep, now) as work:
        heard = Heard("block_actions", action, rep.slack_id, value=value, language=rep.language, house=HOUSE)
        return await ACTIONS[action](work, heard)


async def sent(store: Store, rep: Rep, form: str, metadata: str, **state: str) -> Answer | None:
    async with by(store, rep) as work:
        view = {"private_metadata": metadata}
        heard = Heard("view_submission", form, rep.slack_id, view=view, state=state, language="ja", house=HOUSE)
        return await FORMS[form](work, heard)


async def sato(store: Store, *people: str) -> Rep:
    rep = await a_rep(store, slack_id=SATO, full_name="佐藤 花子")
    for each in people or ("株式会社サクラ 田中一郎",):
        await created(store, rep, each)
    return rep
