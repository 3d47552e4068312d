"""The arithmetic of the three surveys: Net Promoter Score, CSAT and Customer Effort Score 2.0.

Every figure comes from whole counts and is rounded once, half up; Python's `round` is half to even.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot, sqrt
from typing import Literal, Self

Band = Literal["promoter", "passive", "detractor"]

_Z95 = 1.96
_FEWEST_TO_SCORE = 5
_FEWEST_TO_TRUST = 30


def half_up(top: int, bottom: int) -> int:
    """`top / bottom` as a whole number, halves towards plus infinity: 5/2 is 3 and -5/2 is -2. `bottom` > 0."""
    return (2 * top + bottom) // (2 * bottom)


def percent(part: int, whole: int) -> int | None:
    """Whole per cent, None of nothing: also the response rate that stands beside every score."""
    return half_up(100 * part, whole) if whole else None


def band(score: int) -> Band:
    """What an answer from 0 to 10 counts as; 6 is a detractor. ValueError outside the scale."""
    _on_scale(score, range(11))
    if score >= 9:
        return "promoter"
    return "passive" if score >= 7 else "detractor"


@dataclass(frozen=True)
class Nps:
    """A Net Promoter Score as its three counts. ValueError for a negative count."""

    promoters: int
    passives: int
    detractors: int

    def __post_init__(self) -> None:
        if min(self.promoters, self.passives, self.detractors) < 0:
            raise ValueError("people are counted from nought")

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> Self:
        """From answers counted by score 0 to 10: `{9: 4, 3: 1}`. ValueError outside the scale."""
        sums: dict[Band, int] = {"promoter": 0, "passive": 0, "detractor": 0}
        for score, count in counts.items():
            sums[band(score)] += count
        return cls(sums["promoter"], sums["passive"], sums["detractor"])

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> int | None:
        """From -100 to 100, None without answers. Print it with its sign, without a per cent sign, and with `n`."""
        return half_up(100 * (self.promoters - self.detractors), self.n) if self.n else None

    @property
    def unrounded(self) -> float:
        """The score for further arithmetic; 0 without answers."""
        return 100 * (self.promoters - self.detractors) / max(self.n, 1)

    @property
    def margin(self) -> float | None:
        """Half the width of the 95 % interval in points of the score, None without answers.

        Adjusted Wald: n + 3, promoters + 3/4, detractors + 3/4, so that small samples are not too sure of themselves.
        Source: B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American Statistician 70(4), 2016,
        pp. 365-372; arXiv:1601.07235.
        """
        if not self.n:
            return None
        whole = self.n + 3
        promoters, detractors = (self.promoters + 0.75) / whole, (self.detractors + 0.75) / whole
        variance = promoters + detractors - (promoters - detractors) ** 2
        return _Z95 * 100 * sqrt(variance / whole)

    @property
    def counts_only(self) -> bool:
        """Under five answers the counts are shown and no score."""
        return self.n < _FEWEST_TO_SCORE

    @property
    def reference_only(self) -> bool:
        """Under thirty answers the score is marked 「参考値」."""
        return self.n < _FEWEST_TO_TRUST

    def differs(self, other: Self) -> bool:
        """Whether two periods differ beyond chance (95 %). What shows counts only is never said to differ."""
        mine, theirs = self.margin, other.margin
        if mine is None or theirs is None or self.counts_only or other.counts_only:
            return False
        return abs(self.unrounded - other.unrounded) > hypot(mine, theirs)


def csat(counts: Mapping[int, int]) -> int | None:
    """Whole per cent of answers 4 and 5 among all from 1 to 5, counted by answer; None without answers."""
    for answer in counts:
        _on_scale(answer, range(1, 6))
    return percent(counts.get(4, 0) + counts.get(5, 0), sum(counts.values()))


@dataclass(frozen=True)
class Ces:
    """Customer Effort Score 2.0: `mean` from 1.0 to 7.0 with one decimal, `easy` the whole per cent of 5 to 7."""

    n: int
    mean: float
    easy: int


def ces(counts: Mapping[int, int]) -> Ces | None:
    """From agreement 1 to 7 with "... made it easy", counted by answer; None without answers."""
    for answer in counts:
        _on_scale(answer, range(1, 8))
    n = sum(counts.values())
    if not n:
        return None
    tenths = half_up(10 * sum(answer * count for answer, count in counts.items()), n)
    easy = sum(count for answer, count in counts.items() if answer >= 5)
    return Ces(n=n, mean=tenths / 10, easy=half_up(100 * easy, n))


def _on_scale(answer: int, scale: range) -> None:
    if answer not in scale:
        raise ValueError(f"an answer from {scale.start} to {scale.stop - 1}, not {answer}")
