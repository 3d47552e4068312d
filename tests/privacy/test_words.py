"""The few fixed words by which customers settle things; anything else is for a person."""

import pytest

from crm.privacy import words
from crm.privacy.words import Wish


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("停止", "stop"),
        ("再開", "start"),
        ("設定", "settings"),
        ("「設定」", "settings"),
        ("Settings", "settings"),
        ("開示", "disclosure"),
        ("個人情報の削除", "erasure"),
        ("消去。", "erasure"),
    ],
)
def test_a_word_is_understood_as_a_whole_message(text, kind):
    assert words.read(text) == Wish(kind)


@pytest.mark.parametrize(
    ("text", "hour", "sure"),
    [
        ("配信は20時", 20, True),
        ("配信は２０時にお願いします", 20, True),
        ("配信時間は午後8時", 20, True),
        ("お届けは朝9時ごろ", 9, True),
        ("配信を18:00にして", None, None),
        ("配信は18:00", 18, True),
        ("夜8時に", 20, False),
        ("20時", 20, False),
        ("深夜12時", 0, False),
        ("deliver at 15:00", 15, True),
        ("deliver at 8 pm", 20, True),
        ("at 8pm please", 20, False),
        ("8 pm", 20, False),
        ("配信は25時", None, None),
        ("8", None, None),
        ("20時に伺います", None, None),
        ("明日の20時", None, None),
    ],
)
def test_an_hour_is_understood_and_alone_it_is_not_sure(text, hour, sure):
    wish = words.read(text)

    assert (wish.hour if wish else None, wish.sure if wish else None) == (hour, sure)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("English please", "en"),
        ("English, please.", "en"),
        ("in English", "en"),
        ("英語でお願いします", "en"),
        ("日本語にしてください", "ja"),
        ("Japanese please", "ja"),
        ("英語のメニューはありますか", None),
        ("Do you speak English?", None),
    ],
)
def test_a_language_is_asked_for(text, language):
    wish = words.read(text)

    assert (wish.language if wish else None) == language


@pytest.mark.parametrize(
    "text", ["予約を解除したい", "設定を教えて", "消去してほしい写真があります", "開示請求とは", "", "。"]
)
def test_the_words_inside_a_sentence_are_for_a_person(text):
    assert words.read(text) is None
