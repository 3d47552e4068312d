import hashlib
import string
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.voice.codes import ALPHABET, digest, find_code, new_code

CODE = "KZ-7Q2M-XK0D-93T1-HV5A"

codes = st.lists(st.text(ALPHABET, min_size=4, max_size=4), min_size=4, max_size=4).map(lambda g: "-".join(["KZ", *g]))


def test_a_code_carries_eighty_bits_in_four_groups_of_four():
    code = new_code()

    prefix, *groups = code.split("-")

    assert prefix == "KZ"
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert len(ALPHABET) == len(set(ALPHABET)) == 2**5
    assert set("".join(groups)) <= set(ALPHABET)


def test_no_symbol_looks_like_another():
    assert set(string.digits + string.ascii_uppercase) - set(ALPHABET) == set("ILOU")


def test_two_codes_are_never_the_same():
    fresh = [new_code() for _ in range(200)]

    assert len(set(fresh)) == 200
    assert {symbol for code in fresh for symbol in code} >= set(ALPHABET)


def test_a_new_code_is_found_in_the_sentence_that_line_prefills():
    code = new_code()

    assert find_code(f"招待コード{code}で登録をお願いいたします。") == code


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "kz-7q2m-xk0d-93t1-hv5a",
        "ＫＺ－７Ｑ２Ｍ－ＸＫ０Ｄ－９３Ｔ１－ＨＶ５Ａ",
        "KZ 7Q2M XK0D 93T1 HV5A",
        "KZ　7Q2M　XK0D　93T1　HV5A",
        "KZ7Q2MXK0D93T1HV5A",
        "KZー7Q2MーXK0Dー93T1ーHV5A",
        "KZ–7Q2M—XK0D−93T1‐HV5A",
        "KZ - 7Q2M - XK0D - 93T1 - HV5A",
        "KZ-7Q2M-XK0D-\n93T1-HV5A",
        "KZ-7Q2M-XKOD-93TI-HV5A",
        "kz-7q2m-xkod-93tl-hv5a",
        "KZ-7Q2M-\u200bXK0D-93T1-HV5A",
        "お世話になります。KZ-7Q2M-XK0D-93T1-HV5Aです。よろしくお願いします。",
        "Hello, my code is KZ-7Q2M-XK0D-93T1-HV5A. Thank you",
        "(KZ-7Q2M-XK0D-93T1-HV5A)",
    ],
)
def test_a_code_is_found_however_a_phone_has_bent_it(typed):
    assert find_code(typed) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "よろしくお願いします",
        "KZ-7Q2M-XK0D-93T1-HV5",
        "KZ-7Q2M-XK0D-93T1-HV5AB",
        "KZ-7Q2M-XK0D-93T1",
        "KZ-7Q2M-XK0D-93T1-HV5U",
        "AKZ-7Q2M-XK0D-93T1-HV5A",
        "4111 1111 1111 1111",
        "KZ-7Q2M-XK0D-93T1-HV5 A",
    ],
)
def test_what_is_no_whole_code_is_none(text):
    assert find_code(text) is None


def test_the_first_of_two_codes_counts():
    other = "KZ-0000-0000-0000-0000"

    assert find_code(f"{CODE} {other}") == CODE


@settings(deadline=None)
@given(codes, st.sampled_from(["", " ", "-", "ー", "　"]), st.booleans())
def test_every_code_survives_another_case_and_other_gaps(code, gap, lower):
    typed = code.replace("-", gap)

    assert find_code(typed.lower() if lower else typed) == code


@settings(deadline=None)
@given(st.text())
def test_whatever_is_found_is_in_normal_form_and_is_found_again(text):
    for each in islice([find_code(text), find_code("KZ" + text)], 2):
        assert each is None or find_code(each) == each


def test_the_digest_is_that_of_the_normal_form():
    expected = hashlib.sha256(CODE.encode()).hexdigest()

    assert digest(CODE) == expected
    assert digest("ｋｚ 7q2m xkod 93tl hv5a") == expected


def test_different_codes_have_different_digests():
    assert digest(CODE) != digest("KZ-7Q2M-XK0D-93T1-HV5B")


def test_what_is_no_code_has_no_digest():
    with pytest.raises(ValueError, match="invite code"):
        digest("KZ-1234")
