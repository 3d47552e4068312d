"""Help: for each role what it can do, in examples that run as they stand."""

import json
import re

import pytest

from crm import helps
from crm.notices import Choice, Help
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks import PHRASES
from handlers.slack.blocks.helps import TOPICS
from storage.store import Store
from storage.tables import Company, Customer, Rep
from storage.tables.people import ROLES
from tests.builders import HOUSE, NOW, Clock, a_case, a_customer, a_line_user, a_rep, an_asking, an_interaction, saved
from tests.deeds import by, created
from tests.line_events import rows
from tests.stage import SATO, Stage, on_stage, until

EXAMPLE = re.compile(r"`(/[^`]+)`")
ZONE = HOUSE.business.zone
TANAKA = Choice(1, "田中 一郎", None, "")


async def helped(store: Store, rep: Rep, topic: str = "") -> Help:
    async with by(store, rep) as work:
        return await helps.show(work, topic)


def said(notice: Help, language: str = "ja") -> str:
    blocks = PHRASES[Help](notice, phrases(language), ZONE).blocks
    return "\n".join(
        text["text"] for block in blocks for text in [block.get("text"), *block.get("elements", ())] if text
    )


# --- whom the examples name -------------------------------------------------------------------------------------------


async def test_the_examples_name_the_customer_of_ones_own_who_was_met_last(store):
    rep = await a_rep(store)
    await created(store, rep, "山本太郎")
    met = await created(store, rep, "株式会社サクラ 田中一郎")
    await created(store, rep, "鈴木花子")
    await created(store, await a_rep(store), "他人のお客様")
    await an_interaction(store, customer=met)

    assert (await helped(store, rep)).who == Choice(met.id, "田中一郎", None, "")


async def test_where_the_name_is_shared_the_company_stands_before_it(store):
    rep = await a_rep(store)
    await created(store, rep, "有限会社モミジ 田中一郎")
    last = await created(store, rep, "株式会社サクラ 田中一郎")

    assert (await helped(store, rep)).who == Choice(last.id, "田中一郎", "株式会社サクラ", "")


async def test_a_name_that_would_not_run_is_passed_over(store):
    rep = await a_rep(store)
    plain = await created(store, rep, "田中一郎")
    await created(store, rep, "鈴`木")
    await a_customer(store, owner=rep, name="あ" * 100)
    await saved(store, Company(name="無名", key="無名"))

    assert (await helped(store, rep)).who == Choice(plain.id, "田中一郎", None, "")


async def test_a_duplicate_that_lives_on_in_another_is_no_example(store):
    rep = await a_rep(store)
    alive = await created(store, rep, "田中一郎")
    await a_customer(store, owner=rep, name="田中二郎", merged_into_id=alive.id)

    who = (await helped(store, rep)).who

    assert who is not None
    assert who.name == "田中一郎"


async def test_whoever_only_reads_sees_anybodys_customer(store):
    customer = await created(store, await a_rep(store), "田中一郎")

    told = await helped(store, await a_rep(store, role="read_only"))

    assert told.who is not None
    assert told.who.customer_id == customer.id
    assert told.ask is None


async def test_a_survey_is_shown_with_a_customer_who_may_be_asked(store):
    rep = await a_rep(store)
    for number, trouble in enumerate(("none", "left", "asked", "case", "fine")):
        customer = await created(store, rep, f"田中{'一二三四五'[number]}郎")
        if trouble != "none":
            await a_line_user(store, customer=customer, state="gone" if trouble == "left" else "friend")
        if trouble == "asked":
            await an_asking(store, customer=customer, at=NOW)
        if trouble == "case":
            await a_case(store, customer=customer)

    ask = (await helped(store, rep)).ask

    assert ask is not None
    assert ask.name == "田中五郎"


# --- what it says -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reps_help_is_short_enough_for_a_phone(language):
    text = said(Help("rep", SATO, who=TANAKA, ask=TANAKA, invites=True), language)

    assert len(text.splitlines()) <= 12
    assert max(map(len, text.splitlines())) <= 110


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_role_reads_what_it_can_do_and_nothing_else(language):
    told = {role: said(Help(role, SATO, who=TANAKA, ask=TANAKA, invites=True), language) for role in ROLES}
    team, fields = ("チーム", "項目") if language == "ja" else ("team", "fields")

    assert {role for role in ROLES if "/log " in told[role]} == {"rep", "manager", "admin"}
    assert {role for role in ROLES if f"/followup {team}" in told[role]} == {"manager", "admin"}
    assert {role for role in ROLES if f"/kizuna {fields}" in told[role]} == {"admin"}
    assert all("/customer " in told[role] and "/kizuna " in told[role] for role in ROLES)


def test_what_is_not_there_is_not_offered():
    text = said(Help("rep", SATO, who=TANAKA))

    assert "/customer 招待" not in text
    assert "/survey nps" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_first_customer_the_first_example_makes_one(language):
    examples = EXAMPLE.findall(said(Help("rep", SATO), language))

    assert examples[0].startswith(("/customer 新規", "/customer new"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_names_the_readers_customer(language):
    who = Choice(1, "山口 隆", "株式会社みなと製作所", "")

    text = said(Help("admin", SATO, who=who, ask=who, invites=True), language)

    named = [each for each in EXAMPLE.findall(text) if "田中" in each or "Tanaka" in each]
    assert all(each.startswith(("/customer 新規", "/customer new")) for each in named)
    assert text.count("株式会社みなと製作所 山口 隆") >= 6


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic])
@pytest.mark.parametrize("role", ROLES)
def test_every_command_has_a_usage_for_every_role(role, topic):
    for language in LANGUAGES:
        for who in (TANAKA, None):
            assert said(Help(role, SATO, topic, who, who, invites=True), language)


# --- the examples, run ------------------------------------------------------------------------------------------------

REFUSALS = [
    key for key in sorted(phrases("ja").keys()) if key.startswith(("refused.", "mishap.")) or key.endswith(".usage")
]
NAMES = {
    "ja": ("青木健一", "石川涼", "上野香織", "江口誠"),
    "en": ("Oliver Grant", "Sophie Turner", "Emma Walker", "James Cooper"),
}
NOT_FOUND = ["customer.nobody", "customer.which", "log.nobody", "log.which", "help.unknown", "help.unknown_admin"]


def refusals(answer: str, language: str) -> list[str]:
    """The keys of sentences in it that no example may be answered with."""
    say = phrases(language)
    return [key for key in (*REFUSALS, *NOT_FOUND) if _says(answer, re.split(r"\{\w+\}", say.sentence(key)))]


def _says(answer: str, parts: list[str]) -> bool:
    """Whether the parts stand in it one after the other."""
    place = 0
    for part in parts:
        place = answer.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


async def answer_to(stage: Stage, user: str, example: str, seen: set[str] | None = None) -> str:
    """What the command is answered with, or the form that it opens; `seen` are forms of before."""
    done = await stage.post(f"slack/{user}/command", channel="general", text=example)
    assert (done["status"], done.get("error")) == (200, None), example
    if done["ack"]:
        return json.dumps(done["ack"], ensure_ascii=False).replace("\\n", "\n")
    known = seen if seen is not None else set()

    async def look() -> dict | None:
        forms = (await stage.get(f"slack/{user}/view"))["modals"]
        return forms[-1] if forms and forms[-1]["id"] not in known else None

    form = await until(look, f"an answer to {example}")
    known.add(form["id"])
    return json.dumps(form, ensure_ascii=False)


async def run(stage: Stage, user: str, language: str, commands: list[str]) -> list[str]:
    """Run what each of these helps shows, each example once; return the examples."""
    ran: list[str] = []
    seen: set[str] = set()
    for command in commands:
        shown = EXAMPLE.findall(await answer_to(stage, user, command))
        for example in dict.fromkeys(each for each in shown if each not in ran):
            answer = await answer_to(stage, user, example, seen)
            assert refusals(answer, language) == [], (example, answer)
            ran.append(example)
    return ran


async def somebody(stage: Stage, role: str, language: str, *, customers: bool) -> str:
    """A member of this role; with a customer who can be asked, and one whom the company shares."""
    user = f"U0{role.upper()}{language.upper()}{customers:d}".replace("_", "")
    stage.town.add_slack_user(user, "山田 太郎", locale="ja-JP" if language == "ja" else "en-GB")
    rep = await a_rep(stage.kizuna.store, slack_id=user, role=role, language=language)
    if customers and role != "read_only":
        name = NAMES[language][ROLES.index(role)]
        made = await created(stage.kizuna.store, rep, name)
        account = f"U{len(await rows(stage.kizuna.store, Customer)):032x}"
        stage.town.add_line_user(account, name)
        await a_line_user(stage.kizuna.store, user_id=account, customer=made)
    return user


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_example_of_every_roles_help_runs_as_it_stands(sqlite_url, language):
    helps_of = [
        "/kizuna help",
        "/customer help",
        "/log help",
        "/followup help",
        "/survey help",
        "/case help",
        "/inbox help",
    ]
    async with on_stage(sqlite_url, Clock()) as stage:
        for role in ROLES:
            user = await somebody(stage, role, language, customers=True)

            ran = await run(stage, user, language, helps_of)

            assert len(ran) >= (5 if role == "read_only" else 15)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_in_an_empty_store_the_examples_run_in_their_order(sqlite_url, language):
    async with on_stage(sqlite_url, Clock()) as stage:
        user = await somebody(stage, "rep", language, customers=False)

        ran = await run(stage, user, language, ["/kizuna"])

        assert ran[0].startswith(("/customer 新規", "/customer new"))
        assert [customer.owner_id for customer in await rows(stage.kizuna.store, Customer)] != []


async def test_an_unknown_word_says_what_there_is(sqlite_url):
    async with on_stage(sqlite_url, Clock()) as stage:
        answer = await answer_to(stage, SATO, "/kizuna せってい")

    assert "「せってい」" in answer
    assert "/kizuna 設定" in answer
