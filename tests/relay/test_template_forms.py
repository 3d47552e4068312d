"""The templates of replies in Slack: what the list and the form show, and a manager's way through them."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from crm.relay import wordings
from crm.relay.templates import NAME, PAGE, Listing
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks import reps as settings
from handlers.slack.blocks.relay import templates
from sandbox.slack.checks import view_faults
from storage.tables import Rep, ReplyTemplate, Team
from tests.builders import NOW
from tests.records.test_profile_forms import pressed, sent
from tests.stage import ITO, SATO, Stage, on_stage

LONG = "<!channel> & {お客様} " * 40
TEAMS = tuple(Team(id=each, name=f"<@U0ITO>営業{each}課") for each in range(1, 120))
MANY = tuple(
    ReplyTemplate(
        id=each,
        name="<!here>" + "名" * (NAME - 7),
        text=LONG[: wordings.LONGEST],
        language="ja" if each % 2 else "en",
        team_id=each if each % 3 else None,
        active=bool(each % 4),
    )
    for each in range(1, PAGE + 1)
)
MINE = frozenset(each.id for each in MANY)
VIEWS = {
    "nothing": lambda say: templates.listing(Listing((), frozenset(), (), 0, 0, makes=True), say),
    "a page among several": lambda say: templates.listing(Listing(MANY, MINE, TEAMS, 40, 1, makes=True), say),
    "a reader's": lambda say: templates.listing(Listing(MANY, frozenset(), TEAMS, 40, 0, makes=False), say),
    "new": lambda say: templates.form(None, TEAMS, 0, say),
    "known": lambda say: templates.form(MANY[0], TEAMS, 2, say),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_slack_takes_every_view(view, language):
    assert view_faults(VIEWS[view](phrases(language)), ["modal"]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_nobodys_words_call_anybody(view, language):
    shown = [each["text"] for each in _mrkdwn(VIEWS[view](phrases(language)))]

    assert not any(call in text for text in shown for call in ("<!", "<@"))


def _mrkdwn(node: object) -> Iterator[Mapping]:
    if isinstance(node, Mapping):
        if node.get("type") == "mrkdwn":
            yield node
        node = list(node.values())
    if isinstance(node, Sequence) and not isinstance(node, str):
        for each in node:
            yield from _mrkdwn(each)


def test_who_only_reads_has_no_buttons_to_change_anything():
    shown = str(VIEWS["a reader's"](phrases("ja")))

    assert "template.page" in shown
    assert not any(deed in shown for deed in ("template.new", "template.edit", "template.restore"))


@pytest.mark.parametrize(("language", "field"), [("ja", "`{お客様}`"), ("en", "`{customer}`")])
def test_the_form_names_every_field_in_the_readers_language(language, field):
    shown = str(VIEWS["new"](phrases(language)))

    assert field in shown
    assert shown.count("`{") == len(wordings.FIELDS)


@pytest.mark.parametrize(("role", "found"), [("read_only", False), ("rep", True), ("manager", True), ("admin", True)])
def test_whoever_writes_finds_the_templates_in_the_settings(role, found):
    rep = Rep(slack_id="USATO", display_name="佐藤", full_name="佐藤", language="ja", seen_at=NOW, role=role)

    form = settings.settings_form(rep, phrases("ja"), NOW.time(), NOW.date(), admin=role == "admin")

    assert ("settings.templates" in str(form)) is found


# --- on stage ---------------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began = datetime.now(UTC)
    async with on_stage(database_url, lambda: NOW + (datetime.now(UTC) - began)) as made:
        yield made


async def test_an_admin_makes_a_template_mends_retires_and_restores_it_and_a_rep_reads_it(stage: Stage) -> None:
    await stage.command("/kizuna 定型文", by=ITO)

    form = await pressed(stage, "template.new", ITO)
    wrong = await sent(stage, form, ITO, name={"value": "お礼"}, text={"value": "{お名前}様、ありがとうございます。"})
    made = await sent(stage, form, ITO, name={"value": "お礼"}, text={"value": "{お客様}、ありがとうございます。"})
    listed = await stage.modal(ITO, after=form)
    form = await pressed(stage, "template.edit", ITO)
    changed = await sent(stage, form, ITO, text={"value": "{お客様}、誠にありがとうございます。"})
    await stage.modal(ITO, after=form)
    await pressed(stage, "template.edit", ITO)
    retired = await pressed(stage, "template.retire", ITO)
    restored = await pressed(stage, "template.restore", ITO)
    await stage.command("/kizuna 定型文", by=SATO)
    read = await stage.modal(SATO)

    assert "「{お名前}」は置き換えられません" in wrong["errors"]["text"]
    assert (made["errors"], changed["errors"]) == (None, None)
    assert "*お礼*" in str(listed)
    assert "休止中" in str(retired)
    assert "休止中" not in str(restored)
    assert "誠にありがとうございます" in str(read)
    assert "template.edit" not in str(read)
