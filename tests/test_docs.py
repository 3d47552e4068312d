"""The pages for people: they name what exists, and lead to where they say."""

import re
from pathlib import Path

import pytest

from bot.settings import Settings
from storage.interchange import exports
from storage.interchange.nouns import NOUNS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.ja.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def links(page: Path) -> list[str]:
    """Targets of the page's links that lead into this repository."""
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    return [target for target in found if not target.startswith("http")]


def headings(page: Path) -> set[str]:
    """Anchors of the page's headings, as code hosts make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for target in links(page):
        path, _, anchor = target.partition("#")
        there = page.parent / path if path else page

        assert there.exists(), target
        assert not anchor or anchor in headings(there), target


@pytest.mark.parametrize("noun", NOUNS)
def test_the_data_page_describes_every_column_in_order(noun):
    page = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    section = page.partition(f"## {noun}.csv\n")[2].partition("\n#")[0]

    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]

    assert [column for row in rows for column in re.findall(r"`(\w+)`", row)] == exports.columns(noun)


def test_the_readme_names_every_setting():
    page = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [name for name in Settings.model_fields if f"`{name.upper()}`" not in page] == []
