"""A programme that somebody wrote: whatever is wrong is named with its line, and what the law asks with its basis."""

import pytest
from pydantic import BaseModel

from crm.points.programme import checks, laws, presets
from crm.points.programme.checks import LARGEST
from crm.points.programme.programme import Programme, Reward
from crm.points.programme.programmes import parsed
from handlers import programmes as words
from handlers.locales import LANGUAGES, phrases
from tests.points.programmes import text_of

REWARD = '[[reward]]\ncode = "a"\nname = "粗品"\npoints = 100\n'
TIERS = '[[tiers.tier]]\ncode = "a"\nname = "銀"\nthreshold = 10\nrate = 120\n'
WRONG = {
    "no toml": ("enabled = = 1", "", "not_toml", 1),
    "cut off": ("[earn]\nvisit = [", "", "not_toml", 2),
    "unknown": ("[zzz]\n", "zzz", "unknown", 1),
    "misspelt": ("[earn]\n\nvisits = 3\n", "earn.visits", "unknown_like", 3),
    "misspelt in a list": (f"{REWARD}pionts = 3\n", "reward[1].pionts", "unknown_like", 5),
    "missing": ('[[reward]]\ncode = "a"\nname = "b"\n', "reward[1].points", "missing", 1),
    "too little": ("[earn]\nvisit = -1\n", "earn.visit", "least", 2),
    "too much": ("[expiry]\nmonths = 500\n", "expiry.months", "most", 2),
    "code": (REWARD.replace('"a"', '"A 1"'), "reward[1].code", "code", 2),
    "empty": (REWARD.replace('"粗品"', '""'), "reward[1].name", "empty", 3),
    "long": (REWARD.replace('"粗品"', f'"{"品" * 41}"'), "reward[1].name", "long", 3),
    "no choice": ('[expiry]\nkind = "weekly"\n', "expiry.kind", "one_of", 2),
    "no figure": ('[earn]\nvisit = "many"\n', "earn.visit", "no_int", 2),
    "half": ("[earn]\nvisit = 1.5\n", "earn.visit", "no_int", 2),
    "a switch for a figure": ("[earn]\nvisit = true\n", "earn.visit", "no_int", 2),
    "a figure for a switch": ("enabled = 1\n", "enabled", "no_bool", 1),
    "a figure for a day": (f"{REWARD}starts = 20261231\n", "reward[1].starts", "no_date", 5),
    "no switch": ('enabled = "maybe"\n', "enabled", "no_bool", 1),
    "no date": (f'{REWARD}starts = "soon"\n', "reward[1].starts", "no_date", 5),
    "no words": (REWARD.replace('"粗品"', "3"), "reward[1].name", "no_string", 3),
    "no list": ("[expiry]\nwarn_days = 3\n", "expiry.warn_days", "no_tuple", 2),
    "no table": ("earn = 3\n", "earn", "no_model", 1),
    "clinic's points": ('preset = "clinic"\nenabled = true\n', "enabled", "clinic_points", 2),
    "clinic's referral": ('preset = "clinic"\nreferral = true\n', "referral", "clinic_referral", 2),
    "warning before it came": ("[expiry]\nmonths = 1\nwarn_days = [28]\n", "expiry.warn_days[1]", "warns_too_early", 3),
    "two rewards": (REWARD + REWARD, "reward[2].code", "twice", 6),
    "two tiers": (TIERS + TIERS.replace("10", "20"), "tiers.tier[2].code", "twice", 7),
    "falling": (TIERS + TIERS.replace('"a"', '"b"'), "tiers.tier[2].threshold", "not_rising", 9),
    "worse rate": (
        TIERS + TIERS.replace('"a"', '"b"').replace("10", "20").replace("120", "110"),
        "tiers.tier[2].rate",
        "rate_falls",
        10,
    ),
    "no such tier": (f'{REWARD}tiers = ["gold"]\n', "reward[1].tiers", "no_such_tier", 5),
    "ends first": (f"{REWARD}starts = 2026-12-02\nends = 2026-12-01\n", "reward[1].ends", "ends_first", 6),
    "coupon": (f'{REWARD}kind = "coupon"\n', "reward[1]", "coupon_without_id", 1),
    "coupon of another": (f'{REWARD}coupon = "01"\n', "reward[1].coupon", "coupon_of_other", 5),
    "large": ("#" * (LARGEST + 1), "", "too_large", 1),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_with_its_line(name):
    text, where, key, line = WRONG[name]

    [fault] = checks.problems(text)

    assert (fault.where, fault.key, fault.line) == (where, key, line)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WRONG)
def test_every_fault_is_said_in_the_readers_language(name, language):
    [fault] = checks.problems(WRONG[name][0])

    said = words.fault_line(fault, phrases(language))

    assert said.startswith(f"{fault.line}: {fault.where}")
    assert "{" not in said


def test_all_faults_are_told_at_once_in_the_order_of_the_text():
    text = "enabled = 3\n[earn]\nvisit = -1\nsurvy = 2\n"

    assert [each.line for each in checks.problems(text)] == [1, 3, 4]


@pytest.mark.parametrize("name", presets.PRESETS)
def test_every_preset_can_be_put_in_force(name):
    programme, faults = checks.read(presets.text(name))

    assert faults == []
    assert programme is not None
    assert programme.preset == name


@pytest.mark.parametrize("name", presets.PRESETS)
def test_no_preset_gives_more_than_the_law_allows_or_has_a_slip(name):
    cautions = laws.cautions(parsed(presets.text(name)))

    assert {each.key for each in cautions} <= {"discounts", "elsewhere", "sold", "clinic"}


def test_the_clinics_points_and_referrals_are_off_with_the_reason_beside_them():
    text, programme = presets.text("clinic"), parsed(presets.text("clinic"))

    [caution] = laws.cautions(programme)

    assert not programme.enabled
    assert not programme.referral
    assert "第2条の4の2" in text
    assert "第2条の4の2" in words.caution(caution, phrases("ja"))


@pytest.mark.parametrize("name", ["shop", "dealer", "b2b"])
def test_presets_offer_what_is_no_cash_too(name):
    programme = parsed(presets.text(name))

    assert all(each.perks for each in programme.tiers.tier)
    assert any(each.priority for each in programme.tiers.tier)


def with_reward(**fields: object) -> Programme:
    """One point for 100 yen; gold earns half as much again."""
    reward = {"code": "gift", "name": "品物", "points": 100, "kind": "gift", "cost": 100} | fields
    return parsed(text_of(reward=[reward]))


@pytest.mark.parametrize(
    ("points", "cost", "purchase", "most"),
    [(150, 2001, "10,000", "2,000"), (6, 201, "400", "200"), (15, 201, "1,000", "200")],
    ids=["a fifth", "under 1,000 yen", "just 1,000 yen"],
)
def test_a_gift_above_the_cap_is_named_with_both_figures(points, cost, purchase, most):
    [caution] = [each for each in laws.cautions(with_reward(points=points, cost=cost)) if each.key == "gift_above"]

    assert caution.law
    assert (caution.parts["purchase"], caution.parts["most"]) == (purchase, most)
    assert "総付告示" in words.caution(caution, phrases("ja"))


@pytest.mark.parametrize(("points", "cost"), [(150, 2000), (6, 200), (15, 200)], ids=str)
def test_a_gift_of_just_the_cap_is_not(points, cost):
    assert "gift_above" not in {each.key for each in laws.cautions(with_reward(points=points, cost=cost))}


def test_the_cap_counts_the_best_rate_of_those_who_may_have_the_gift():
    everyone = with_reward(points=300).reward[0]
    silver = with_reward(points=330, tiers=["silver"]).reward[0]

    assert laws.purchase_for(with_reward(), everyone) == 20_000
    assert laws.purchase_for(with_reward(), silver) == 30_000


def test_a_discount_at_ones_own_shop_is_outside_of_the_caps():
    cautions = laws.cautions(with_reward(kind="discount", cost=100_000))

    assert [each.key for each in cautions] == ["discounts", "sold"]


def test_a_gift_for_points_that_no_purchase_earned_has_the_small_cap():
    programme = with_reward(cost=201).model_copy(update={"earn": Programme().earn})

    keys = [each.key for each in laws.cautions(programme)]

    assert "gift_without_purchase" in keys
    assert "no_purchase_points" in keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_law_asks_is_said_not_to_be_legal_advice(language):
    said = [words.caution(each, phrases(language)) for each in laws.cautions(with_reward(cost=10**6)) if each.law]

    assert len(said) == 3
    assert all(each.startswith(("ご注意（法的助言ではありません）", "Please mind (no legal advice)")) for each in said)


def test_every_field_of_the_programme_stands_in_the_manual(root):
    manual = (root / "docs/points.md").read_text("utf-8")
    tables = [Programme, Reward]
    for table in tables:
        tables += [each for each in _held(table) if each not in tables]

    missing = [
        f"{table.__name__}.{name}" for table in tables for name in table.model_fields if f"`{name}`" not in manual
    ]

    assert missing == []


def _held(table: type[BaseModel]) -> list[type[BaseModel]]:
    kinds = [kind for field in table.model_fields.values() for kind in (field.annotation, *_args(field.annotation))]
    return [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]


def _args(kind: object) -> tuple[object, ...]:
    return getattr(kind, "__args__", ())


@pytest.fixture
def root(pytestconfig):
    return pytestconfig.rootpath
