import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.surveys.nps import Ces, Nps, band, ces, csat, half_up, percent

people = st.integers(0, 10_000)


def test_six_is_a_detractor_and_seven_and_eight_are_passive():
    assert [band(score) for score in range(11)] == ["detractor"] * 7 + ["passive"] * 2 + ["promoter"] * 2


@pytest.mark.parametrize("score", [-1, 11])
def test_there_is_no_band_outside_nought_to_ten(score):
    with pytest.raises(ValueError, match="from 0 to 10"):
        band(score)


def test_the_score_is_promoters_less_detractors_in_all_answers():
    # 50 - 20 of 100, the passives below the line
    nps = Nps(promoters=50, passives=30, detractors=20)

    assert nps.n == 100
    assert nps.score == 30


def test_the_score_rounds_once_from_counts_and_not_from_rounded_shares():
    # 5/8 = 62.5 % and 2/8 = 25 %: rounded shares give 63 - 25 = 38 or 62 - 25 = 37; 37.5 half up is 38
    assert Nps(5, 1, 2).score == 38
    # 1/3 - 2/3 = -33.33, while 33 - 67 would be -34
    assert Nps(1, 0, 2).score == -33


def test_halves_go_up_on_both_sides_of_nought():
    # 1 of 8 = 12.5; -1 of 8 = -12.5; 5 of 8 = 62.5, which half to even would make 62
    assert Nps(1, 7, 0).score == 13
    assert Nps(0, 7, 1).score == -12
    assert Nps(5, 3, 0).score == 63


def test_no_answers_are_no_score_rather_than_nought():
    nobody = Nps(0, 0, 0)

    assert nobody.score is None
    assert nobody.margin is None


def test_the_margin_is_the_adjusted_wald_of_rocks():
    # n + 3 = 103; p = 50.75/103 = .492718, d = 20.75/103 = .201456
    # .694175 - .291262^2 = .609341; / 103 = .00591593; root .0769151; x 196 = 15.0754
    assert Nps(50, 30, 20).margin == pytest.approx(15.0754, abs=0.0005)


def test_unanimous_answers_still_have_a_margin():
    # n + 3 = 13; p = 10.75/13 = .826923, d = .75/13 = .0576923
    # .884615 - .769231^2 = .292899; / 13 = .0225307; root .150102; x 196 = 29.42
    assert Nps(10, 0, 0).margin == pytest.approx(29.42, abs=0.005)


def test_under_five_answers_only_counts_are_shown():
    assert Nps(4, 0, 0).counts_only
    assert not Nps(4, 1, 0).counts_only


def test_under_thirty_answers_the_score_is_a_reference_value():
    assert Nps(20, 5, 4).reference_only
    assert not Nps(20, 5, 5).reference_only


def test_two_periods_differ_only_beyond_both_margins_together():
    # margins of about 15.1 each: together 21.3. 30 and 8 differ, 30 and 10 do not.
    now = Nps(50, 30, 20)

    assert now.differs(Nps(39, 30, 31))
    assert not now.differs(Nps(40, 30, 30))
    assert not now.differs(now)


def test_a_difference_is_one_from_either_side():
    assert Nps(39, 30, 31).differs(Nps(50, 30, 20))


def test_a_handful_of_answers_never_differs():
    assert not Nps(4, 0, 0).differs(Nps(0, 0, 400))
    assert not Nps(0, 0, 0).differs(Nps(50, 30, 20))


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="nought"):
        Nps(1, -1, 0)


def test_answers_counted_by_score_fall_into_their_bands():
    assert Nps.of({10: 2, 9: 1, 8: 4, 7: 3, 6: 5, 0: 1}) == Nps(promoters=3, passives=7, detractors=6)
    assert Nps.of({}).n == 0


@settings(deadline=None)
@given(people, people, people)
def test_the_score_stays_on_its_scale_and_within_half_a_point_of_the_truth(promoters, passives, detractors):
    nps = Nps(promoters, passives, detractors)

    if nps.n:
        exact = 100 * (promoters - detractors) / nps.n
        assert -100 <= nps.score <= 100
        assert abs(nps.score - exact) <= 0.5
        assert 0 < nps.margin < 100


def test_csat_is_the_share_of_fours_and_fives():
    # 7 of 9 = 77.8 %
    assert csat({5: 4, 4: 3, 3: 1, 1: 1}) == 78
    assert csat({1: 3}) == 0
    assert csat({}) is None


def test_csat_rounds_half_up():
    # 1 of 8 = 12.5 %, which half to even would make 12
    assert csat({5: 1, 2: 7}) == 13


def test_ces_is_the_mean_to_one_decimal_and_the_share_that_found_it_easy():
    # (7 + 6 + 5 + 4 + 1) / 5 = 4.6; 3 of 5 = 60 %
    assert ces({7: 1, 6: 1, 5: 1, 4: 1, 1: 1}) == Ces(n=5, mean=4.6, easy=60)
    assert ces({}) is None


def test_ces_rounds_half_up():
    # 17 / 4 = 4.25, which half to even would make 4.2
    assert ces({4: 3, 5: 1}) == Ces(n=4, mean=4.3, easy=25)


@pytest.mark.parametrize(("figure", "answer"), [(csat, 0), (csat, 6), (ces, 0), (ces, 8)])
def test_an_answer_off_the_scale_is_refused(figure, answer):
    with pytest.raises(ValueError, match="an answer from 1 to"):
        figure({answer: 1})


def test_half_up_means_towards_plus_infinity():
    assert [half_up(top, 2) for top in (-5, -3, -1, 1, 3, 5)] == [-2, -1, 0, 1, 2, 3]


def test_nothing_of_nothing_is_no_share():
    assert percent(0, 0) is None
    assert percent(3, 8) == 38
