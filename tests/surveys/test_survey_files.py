"""A survey from a file: taken whole, or everything that is wrong with it and where."""

from datetime import date

import pytest

from bot import surveys
from crm.surveys import questions
from handlers.locales import phrases
from storage.tables import Survey
from tests.builders import HOUSE, NOW
from tests.line_events import rows

GOOD = """
title = "ご来店アンケート"
closes_on = 2026-12-31
remind_after = 7

[[questions]]
key = "again"
kind = "choice"
ja = "またご利用になりますか。"
en = "Will you come again?"

[[questions.choices]]
key = "yes"
ja = "はい"
en = "Yes"
next = "speed"

[[questions.choices]]
key = "no"
ja = "いいえ"

[[questions]]
key = "why"
kind = "text"
ja = "その理由をお聞かせください。"

[[questions]]
key = "speed"
kind = "scale"
ja = "早さはいかがでしたか。"
most = 7
ends = { low_ja = "遅い", high_ja = "早い" }
branches = { 1 = "end" }
"""


async def test_a_good_file_becomes_a_survey(store, tmp_path):
    file = _file(tmp_path, GOOD)

    said = await surveys.bring(store, HOUSE, file)

    [survey] = await rows(store, Survey)
    assert (survey.kind, survey.title, survey.state, survey.closes_on) == (
        "own",
        "ご来店アンケート",
        "open",
        date(2026, 12, 31),
    )
    [again, _, speed] = questions.of(survey.questions)
    assert [(each.key, each.en, each.next) for each in again.choices] == [("yes", "Yes", "speed"), ("no", "いいえ", "")]
    assert (speed.least, speed.most, speed.branches) == (1, 7, {"1": "end"})
    assert f"#{survey.id}" in said


@pytest.mark.parametrize(
    ("good", "broken", "line", "fault"),
    [
        ('title = "ご来店アンケート"', 'title = ""', 2, "words"),
        ("closes_on = 2026-12-31", "closes_on = 2026-01-01", 3, "closes_on"),
        ("remind_after = 7", "remind_after = 0", 4, "number"),
        ('key = "again"', 'key = "end"', 7, "key"),
        ('kind = "choice"', 'kind = "stars"', 8, "kind"),
        ('next = "speed"', 'next = "again"', 16, "next"),
        ('key = "no"', 'key = "yes"', 19, "key"),
        ('ja = "いいえ"', 'nein = "いいえ"', 18, "words"),
        ('ja = "いいえ"', 'ja = "いいえ"\nnein = "x"', 21, "unknown"),
        ('key = "why"', 'key = "again"', 23, "key"),
        ("most = 7", "most = 11", 27, "scale"),
        ('branches = { 1 = "end" }', 'branches = { 1 = "why" }', 33, "next"),
    ],
)
async def test_what_is_wrong_is_told_with_its_line(store, tmp_path, good, broken, line, fault):
    assert good in GOOD
    file = _file(tmp_path, GOOD.replace(good, broken, 1))

    with pytest.raises(surveys.SurveyFileError) as no:
        await surveys.bring(store, HOUSE, file)

    sentence = phrases("ja").sentence(f"survey_faults.{fault}").partition("{")[0]
    assert any(f":{line}: {sentence}" in told for told in str(no.value).splitlines()), str(no.value)
    assert await rows(store, Survey) == []


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    file = _file(tmp_path, GOOD.replace('kind = "text"', 'kind = "x"').replace('title = "ご来店アンケート"', ""))

    with pytest.raises(surveys.SurveyFileError) as no:
        surveys.read(file, HOUSE, NOW, phrases("en"))

    assert len(str(no.value).splitlines()) == 2


@pytest.mark.parametrize("content", [b"title = ", b"\xff\xfe\x00", b"[[questions]]\nkey = 1 1"])
def test_what_is_no_toml_is_refused(tmp_path, content):
    file = tmp_path / "survey.toml"
    file.write_bytes(content)

    with pytest.raises(surveys.SurveyFileError):
        surveys.read(file, HOUSE, NOW, phrases("ja"))


@pytest.mark.parametrize(
    "text",
    [
        "questions = 3",
        "title = 'x'\nquestions = [1, 2]",
        "title = 'x'\n[[questions]]\nchoices = 3\nkind='choice'",
        "title = 'x'\n[[questions]]\nchoices = [1]\nbranches = 3\nends = 3\nkind='scale'\nleast='a'",
        "title = 'x'\nanonymous = 1\nremind_after = true\ncloses_on = 12:00:00\n[questions]\nkey = 'a'",
    ],
)
def test_values_of_other_kinds_are_faults_and_no_crash(tmp_path, text):
    with pytest.raises(surveys.SurveyFileError):
        surveys.read(_file(tmp_path, text), HOUSE, NOW, phrases("ja"))


def test_an_anonymous_survey_has_no_words_and_no_reminder(tmp_path):
    file = _file(tmp_path, "anonymous = true\n" + GOOD)

    with pytest.raises(surveys.SurveyFileError) as no:
        surveys.read(file, HOUSE, NOW, phrases("en"))

    assert len(str(no.value).splitlines()) == 2


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(surveys.SurveyFileError):
        surveys.read(tmp_path / "none.toml", HOUSE, NOW, phrases("ja"))


def _file(folder, text):
    file = folder / "survey.toml"
    file.write_text(text, encoding="utf-8")
    return file
