"""The brief on paper: every character has its glyph, no line begins with 、, and what was known stands on it."""

import re
import threading
from dataclasses import replace
from datetime import date, time
from io import BytesIO

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.delivery import Delivery
from crm.notices import BriefPaper, HandoverBrief, News, Occasion, Sentence, Touch
from crm.notices.handover_briefs import BrokenPromise, Complaint, OwedThing
from handlers.locales import LANGUAGES, phrases
from handlers.paper import breaking, fonts, pages
from handlers.slack.blocks.handovers import papers
from tests.builders import HOUSE, Clock, owed
from tests.postman import Told

TODAY = date(2026, 11, 20)
RARE = "髙﨑 齋藤 邊 𠮷野 草彅 祇園 ﾀﾊﾞｺ ｶﾞﾗｽ Ångström naïve"
BRIEF = HandoverBrief(
    row_id=7,
    customer_id=3,
    today=TODAY,
    name="髙﨑 一郎",
    reading="たかさき いちろう",
    company="株式会社𠮷野サクラ",
    title="購買部長",
    key_person=True,
    predecessor="佐藤 花子",
    successor="鈴木 美咲",
    day=date(2026, 12, 1),
    first_step="年内に渡邊社長と会食を。\n個室がよい。",
    stage=2,
    evidence=(("stage.contacts", {"n": 7}),),
    taboos=f"甲殻類アレルギー。{RARE}",
    likes="日本酒と落語",
    note="Contract renewal is discussed every March with headquarters; send the summary before.",
    mourning_until=date(2027, 3, 3),
    gifts="company",
    promises=(OwedThing("見積の改訂版を送る", date(2026, 11, 25), time(15, 0)),),
    broken=(BrokenPromise("カタログ", date(2026, 9, 10), date(2026, 9, 14)),),
    followups=(OwedThing("年末のごあいさつ", date(2026, 12, 20), None),),
    complaints=(Complaint(date(2026, 11, 12), 3, "納品が遅れた", None, "お詫びの電話", "open"),),
    scores=(News(date(2026, 11, 12), "納品が遅れた", 3), News(date(2026, 5, 8), "対応が早い", 8)),
    words=News(date(2026, 11, 19), "助かります😊🙏"),
    touches=(Touch(date(2026, 11, 18), "visit", "見積の件で打合せ", "佐藤 花子"),),
    occasions=(Occasion("birthday", None, 12, 2, date(2026, 12, 2), 12, 49),),
    phone="03-1234-5678",
    email="takasaki@example.com",
    address="東京都千代田区1-2-3",
    language="ja",
    line="linked",
    consent="yes",
)
BARE = HandoverBrief(8, 4, TODAY, "清水 千夏", None, None, None, key_person=False)


def paper(*briefs: HandoverBrief) -> BriefPaper:
    return BriefPaper(briefs, "サクラ商事", TODAY)


def read(*briefs: HandoverBrief, language: str = "ja") -> list[str]:
    """The pages of the PDF as a program reads them, without the spaces that lie between the pieces of a line."""
    pdf = PdfReader(BytesIO(papers.printed(paper(*briefs), phrases(language))))
    return [re.sub(r"\s", "", page.extract_text()) for page in pdf.pages]


def rows_of(page: pages.Page) -> list[str]:
    return ["".join(text.text for text in placed.row.texts) for placed in page if placed.row.texts]


def laid_out(*briefs: HandoverBrief, language: str = "ja") -> list[pages.Page]:
    return papers.laid_out(paper(*briefs), phrases(language)).pages()


# --- what stands on it ------------------------------------------------------------------------------------------------


def test_what_is_known_stands_on_it():
    told = "".join(read(BRIEF))

    for words in (
        *("株式会社𠮷野サクラ髙﨑一郎様", "購買部長", "キーパーソン", "関係の段階:2担当への信頼"),
        *("最初にすること（佐藤花子さんより）", "年内に渡邊社長と会食を。", "個室がよい。", "対応中のご不満があります"),
        *("避けること甲殻類アレルギー。", "喪中2027年3月3日(水)まで", "贈り物お勤め先の決まりでご辞退"),
        *("11月25日(水)15:00見積の改訂版を送る", "守れず:9月10日(木)カタログ", "12月20日(日)年末のごあいさつ"),
        *("3点「納品が遅れた」→対応中（お詫びの電話:これから）", "5月8日(金)8点「対応が早い」", "LINE「助かります」"),
        *("11月18日(水)訪問・佐藤花子さん「見積の件で打合せ」", "お好み日本酒と落語", "誕生日12月2日"),
        *("03-1234-5678", "takasaki@example.com", "東京都千代田区1-2-3", "LINEつながっています"),
    ):
        assert words in told


def test_it_speaks_english_too():
    told = "".join(read(BRIEF, language="en"))

    assert "What佐藤花子woulddofirst" in told
    assert "Confidential" in told
    assert "MadeonFri20Nov2026" in told


def test_of_a_new_customer_it_says_that_nothing_is_known():
    [page] = read(BARE)

    assert "清水千夏様" in page
    assert "お客様との接点や予定の記録は、まだありません。" in page
    assert "お約束" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_whose_it_is_that_it_stays_inside_and_which_of_how_many(language):
    say = phrases(language)
    told = read(BRIEF, BARE, replace(BRIEF, note="とても長い話。" * 400), language=language)

    assert len(told) > 3
    for number, page in enumerate(told, start=1):
        assert "サクラ商事" in page
        assert say("handover_brief.confidential") in page
        assert re.sub(r"\s", "", say("handover_brief.made_on", day=say.day(TODAY, year=True))) in page
        assert page.endswith(f"{number}/{len(told)}") or f"{number}/{len(told)}" in page


def test_each_customer_begins_on_a_page_of_their_own():
    first = [rows_of(page)[1] for page in laid_out(BARE, BRIEF, BARE) if "引き継ぎの要点" in rows_of(page)[0]]

    assert first == ["清水 千夏様", "株式会社𠮷野サクラ 髙﨑 一郎様", "清水 千夏様"]


def test_the_file_has_its_typefaces_in_it_and_no_name_outside():
    message = papers.brief_paper(paper(BRIEF), phrases("ja"), HOUSE.business.zone)
    [(name, content, title)] = message.files
    pdf = PdfReader(BytesIO(content))

    used = {
        font.get_object()["/BaseFont"]: font.get_object()
        for page in pdf.pages
        for font in page["/Resources"]["/Font"].values()
    }
    embedded = [name for name, font in used.items() if "/FontFile2" in font.get("/FontDescriptor", {})]
    assert not any(part in f"{name}{title}{pdf.metadata}" for part in ("髙﨑", "𠮷野", "takasaki"))
    assert any("IPAexGothic" in each for each in embedded)
    assert any("Rare" in each for each in embedded)
    # Helvetica is named on every page by the library; nothing is set in it.
    assert {each for each in used if each not in embedded} <= {"/Helvetica"}


# --- glyphs -----------------------------------------------------------------------------------------------------------


def has_glyph(character: str) -> bool:
    return any(ord(character) in face.face.charToGlyph for face in fonts.faces())


def test_names_keep_their_own_characters():
    assert fonts.fit(RARE) == RARE


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("ありがとう😊🙏👨‍👩‍👧‍👦🇯🇵👍🏽", "ありがとう"),
        ("☕ が好き ✅ です", "が好き です"),
        ("購買部長　⭐ キーパーソン", "購買部長　キーパーソン"),
        ("葛󠄀城 が か\u3099", "葛城 が が"),
        ("5µm ≤ 10™ ⑴", "5μm ≦ 10TM (1)"),
        ("ร้าน 김 ₩100", "〓〓〓 〓 〓100"),
        ("内ㄅ鄉", "内〓郷"),
        ("a\tb\u200bc\x07d\u2003e", "a bcd e"),
        ("一行目\n\n三行目\u2028四行目", "一行目\n\n三行目\n四行目"),
        ("\ue000外字\U000f0000", "〓外字〓"),
        ("", ""),
        ("😀", ""),
    ],
)
def test_what_has_no_glyph_is_spelt_another_way_or_left_out(typed, printed):
    assert fonts.fit(typed) == printed


@settings(deadline=None)  # the first one loads the typefaces
@given(st.text())
def test_whatever_is_typed_has_a_glyph_in_the_end(text):
    assert [each for each in fonts.fit(text) if each != "\n" and not has_glyph(each)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_ours_can_be_printed(language):
    say = phrases(language)
    printed = ("handover_brief.", "customer.", "stage.", "kind.", "language.", "profile.", "followup.contact")
    ours = [say.sentence(key) for key in sorted(say.keys()) if key.startswith(printed)]

    assert len(ours) > 100
    assert [each for each in ours if fonts.GETA in fonts.fit(each)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_drawn_that_has_no_glyph(language):
    odd = replace(BRIEF, note="김 🍣 \ue000 ร้าน", name="𠮷野 😀 花子", taboos="\x00\ufffe")

    drawn = "".join("".join(rows_of(page)) for page in laid_out(odd, language=language))

    assert [each for each in drawn if not has_glyph(each)] == []


# --- lines ------------------------------------------------------------------------------------------------------------


def em(text: str) -> float:
    """Full-width characters are 2 wide, all others 1."""
    return sum(2 if ord(each) > 0x2E80 else 1 for each in text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一二三四五、六七", ["一二三四", "五、六七"]),
        ("一二三四「五六」七", ["一二三四", "「五六」七"]),
        ("一二三四五ー。六", ["一二三四", "五ー。六"]),
        ("一二三四「五", ["一二三四", "「五"]),
        ("あああああっと", ["ああああ", "あっと"]),
        ("one two three", ["one two", "three"]),
        ("一二三四五 、六", ["一二三四", "五 、六"]),
        ("一二三四（ 五）", ["一二三四", "（ 五）"]),
        ("見積はABCDEFG", ["見積は", "ABCDEFG"]),
        ("ABCDEFGHIJKLMNOPQR", ["ABCDEFGHIJ", "KLMNOPQR"]),
        ("ABCDEFGHIJ、K", ["ABCDEFGHI", "J、K"]),
        ("一\n\n二", ["一", "", "二"]),
        ("", [""]),
    ],
)
def test_lines_end_where_a_reader_expects_it(text, expected):
    assert breaking.lines(text, 10, em) == expected


def test_the_first_line_leaves_room_for_what_stands_before_it():
    assert breaking.lines("一二三四五六七", 10, em, first=4) == ["一二", "三四五六七"]


PIECES = ("東京", "、", "。", "「", "」", "ー", "っ", "Tokyo", "a", " ", "（", "）", "2026", "・", "!", "ｱ")


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_no_line_begins_with_what_may_not_begin_one(text):
    assume(not re.search(r"[ 、。「」ーっ（）・!]{4}", text))  # what cannot be parted may be wider than a line

    lines = breaking.lines(text, 24, em)

    assert [each for each in lines[1:] if each[0] in breaking.NO_START] == []
    assert [each for each in lines[:-1] if each and each[-1] in breaking.NO_END] == []
    assert all(em(each) <= 24 for each in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


# --- pages ------------------------------------------------------------------------------------------------------------


def test_a_heading_goes_with_what_it_stands_above():
    for more in range(1, 60):
        flow = pages.Flow()
        for _ in range(more):
            flow.text("前の行")
        flow.heading("見出し")
        flow.item("はじめの項目")

        sheets = flow.pages()

        [holder] = [page for page in sheets if "見出し" in rows_of(page)]
        assert "・はじめの項目" in rows_of(holder)


def test_long_words_go_on_overleaf_within_the_edges():
    odd = Occasion("other", "とても長い名前の記念日" * 9, 12, 2, date(2026, 12, 2), 12)
    sheets = laid_out(replace(BRIEF, note="とても長い話、その続き。" * 600, occasions=(odd,), name="長" * 100))

    assert len(sheets) > 2
    assert all(rows_of(page)[0].startswith("株式会社𠮷野サクラ 長長") for page in sheets[1:])
    for page in sheets:
        assert all(pages.BOTTOM <= placed.y < pages.HEIGHT - pages.TOP for placed in page)
        for text in (text for placed in page for text in placed.row.texts):
            assert text.x + fonts.width(text.text, text.size) <= pages.WIDTH - pages.RIGHT + 0.01


# --- away from the loop -----------------------------------------------------------------------------------------------


class Drawing(Told):
    """Remembers on which thread it was asked for words."""

    kinds = frozenset({"BriefPaper", "Sentence"})

    def __init__(self) -> None:
        super().__init__()
        self.threads: dict[str, int] = {}

    def phrase(self, notice, _say):
        self.threads[type(notice).__name__] = threading.get_ident()
        return Sentence("said")


async def test_papers_are_drawn_beside_the_loop_that_serves(store):
    await owed(store, "UREP00001", paper(BARE))
    await owed(store, "UREP00002", Sentence("words"))
    mouth = Drawing()

    await Delivery(store, {"slack": mouth}, HOUSE, Clock()).drain()

    assert mouth.threads["Sentence"] == threading.get_ident()
    assert mouth.threads["BriefPaper"] != threading.get_ident()
