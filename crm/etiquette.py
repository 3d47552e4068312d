"""How people and firms are addressed. The only place that adds 様, さん or 御中, so that none is ever doubled.

Other languages than Japanese follow their own customs: there a name is said as it was given.
"""

import unicodedata
from typing import Literal

from crm.names import bare, clean, honorific, titled
from crm.names.honorifics import is_honorific, is_title, is_whole

FirmKind = Literal["company", "clinic", "hospital", "bank", "school", "shop", "consumer"]

_SOMEBODY = "お客様"
_TEACHER = "先生"
_WRITTEN: dict[FirmKind, str] = {
    "company": "貴社",
    "clinic": "貴院",
    "hospital": "貴院",
    "bank": "貴行",
    "school": "貴校",
    "shop": "貴店",
    "consumer": "",
}
_SPOKEN: dict[FirmKind, str] = {
    "company": "御社",
    "clinic": "御院",
    "hospital": "御院",
    "bank": "御行",
    "school": "御校",
    "shop": "お店",
    "consumer": "",
}
_OURS: dict[FirmKind, str] = {
    "company": "弊社",
    "clinic": "当院",
    "hospital": "当院",
    "bank": "当行",
    "school": "当校",
    "shop": "当店",
    "consumer": "",
}


def outward(name: str, language: str, title: str | None = None) -> str:
    """How a customer is addressed: 「田中様」, with a title 「部長の田中様」, a teacher or physician 「佐藤先生」.

    Honorifics and titles typed with the name are not doubled. A nickname with emoji in it, or no name at all, is
    「お客様」: 様 behind a nickname mocks. In other languages the name as it is, "Mr" included.
    """
    name = clean(name)
    if not _japanese(language):
        return name
    plain, rank, teacher = _parts(name)
    if not plain or is_honorific(plain) or _is_nickname(plain):
        return _SOMEBODY
    if is_whole(plain) or is_title(plain):
        return plain
    rank = title or rank
    if rank == _TEACHER or (teacher and not rank):
        return f"{plain}{_TEACHER}"
    return f"{rank}の{plain}様" if rank else f"{plain}様"


def named(name: str, language: str) -> str:
    """As `outward`, for our own people: they must see whose case it is, so even a nickname is said as it is."""
    polite = outward(name, language)
    return clean(name) if polite == _SOMEBODY and clean(name) else polite


def inward(name: str, language: str) -> str:
    """How colleagues speak of somebody: 「田中さん」; a typed title or 先生 stands for it: 「田中部長」."""
    name = clean(name)
    if not _japanese(language):
        return name
    plain, rank, teacher = _parts(name)
    if not plain or is_whole(plain) or is_title(plain):
        return plain
    return f"{plain}{rank or (_TEACHER if teacher else 'さん')}"


def own_staff(name: str, company: str, language: str, kind: FirmKind = "company") -> str:
    """One of our own before a customer, never with さん: 「弊社の鈴木」, 「当院の鈴木」, "Suzuki of Acme"."""
    if not _japanese(language):
        return f"{clean(name)} of {clean(company)}" if company.strip() else clean(name)
    ours = _OURS[kind]
    return f"{ours}の{bare(clean(name))}" if ours else bare(clean(name))


def firm(kind: FirmKind, *, written: bool = True) -> str:
    """What a customer's firm is called to its face in Japanese: 貴社 in writing, 御社 in speech; "" to consumers."""
    return (_WRITTEN if written else _SPOKEN)[kind]


def company(name: str) -> str:
    """A firm as the addressee of a letter in Japanese: 「株式会社サクラ 御中」; a typed 御中 or 様 is not doubled."""
    plain = honorific(clean(name))[0]
    return f"{plain} 御中" if plain else ""


def _parts(name: str) -> tuple[str, str | None, bool]:
    """Name, title and whether 先生 was typed."""
    unadorned, typed = honorific(name)
    plain, rank = titled(unadorned)
    return bare(plain), rank, typed == _TEACHER


def _is_nickname(name: str) -> bool:
    """Emoji, stars and hearts are no part of a name that anybody signs with."""
    return any(unicodedata.category(each) in {"So", "Sk", "Sm"} for each in name)


def _japanese(language: str) -> bool:
    return language.lower().startswith("ja")
