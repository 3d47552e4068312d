"""A points programme in force, for tests."""

import hashlib

import tomlkit

from crm.points.programme.programme import Programme
from crm.points.programme.programmes import parsed
from storage.store import Store
from storage.tables import ProgrammeText
from tests.builders import saved

SHOP = {
    "enabled": True,
    "referral": True,
    "expiry": {"kind": "rolling", "months": 12, "month_end": True},
    "earn": {
        "purchase": {"per": 100, "points": 1},
        "visit": 10,
        "survey": 50,
        "birthday": 500,
        "referral": {"referrer": 500, "friend": 300},
        "event": [{"code": "fair", "name": "秋の展示会", "points": 100}],
    },
    "tiers": {
        "by": "points",
        "tier": [
            {"code": "silver", "name": "シルバー", "threshold": 1000, "rate": 110, "perks": ["優先予約"]},
            {"code": "gold", "name": "ゴールド", "threshold": 3000, "rate": 150, "perks": ["優先窓口", "ご招待会"]},
        ],
    },
    "reward": [
        {"code": "coffee", "name": "コーヒー券", "points": 300, "stock": 10, "cost": 300},
        {"code": "mug", "name": "マグカップ", "points": 1000, "each": 1, "cost": 1200},
        {"code": "dinner", "name": "ご招待会", "points": 2000, "tiers": ["gold"], "cost": 5000},
    ],
}


def text_of(**changes: object) -> str:
    """The shop's programme as TOML, with these tables and fields in place of its own."""
    return tomlkit.dumps(SHOP | changes)


async def a_programme(store: Store, **changes: object) -> Programme:
    """Put it in force."""
    text = text_of(**changes)
    digest = hashlib.sha256(text.encode()).hexdigest()
    await saved(store, ProgrammeText(text=text, digest=digest, source="file"))
    return parsed(text)
