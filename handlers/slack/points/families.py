"""`/points 田中様 家族 田中花子様` and `/points 田中花子様 家族 解除`: who shares a wallet."""

import re

from crm.points.bank import families
from crm.work import Work
from handlers.slack.answers import Answer, Tell

_LINE = re.compile(
    r"(?P<who>[^\s\d+＋−-][^\d+＋−-]*?)[\s、,]+(?:ご?家族|family)[\s、,]+(?P<other>\S.*)", re.IGNORECASE | re.DOTALL
)
_ENDS = frozenset({"解除", "外す", "leave", "end"})


def meant(text: str) -> bool:
    """Whether the line is about a family."""
    return _LINE.fullmatch(text.strip()) is not None


async def command(work: Work, text: str) -> Answer:
    """A line that is `meant`."""
    said = _LINE.fullmatch(text.strip())
    assert said is not None  # noqa: S101 - see above
    who, other = said["who"], said["other"].strip()
    if other.lower() in _ENDS:
        return Tell(await families.leave(work, who))
    return Tell(await families.join(work, who, other))
