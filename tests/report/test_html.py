from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser

import pytest

import made_results
from lastword.charts.palette import DARK, LIGHT
from lastword.pages import pages_of
from lastword.pages.page import Figure
from lastword.report.html import html, stylesheet

WORLDS = ("full", "unasked", "hostile")
EVERY = pytest.mark.parametrize("world", WORLDS)
VOID = {"meta", "link", "br", "img", "input", "hr", "wbr"}


class Reader(HTMLParser):
    """Tags, attributes and text of a page, and whether every tag is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def values(self, name: str) -> list[str]:
        return [value for _, found, value in self.attributes if found == name]


@cache
def page(world: str) -> str:
    results = getattr(made_results, world)()
    return html(results, pages_of(results))


@cache
def read(world: str) -> Reader:
    return Reader(page(world))


@EVERY
def test_every_tag_is_closed(world: str) -> None:
    assert read(world).open == []


@EVERY
def test_nothing_runs_and_nothing_is_fetched(world: str) -> None:
    found = read(world)
    assert not set(found.tags) & {"script", "iframe", "object", "embed", "form", "img", "base"}
    assert not [name for _, name, _ in found.attributes if name.startswith("on") or name == "style"]
    links = found.values("href") + found.values("src") + found.values("action")
    assert all(link.startswith("#") or link == "data:," for link in links)
    fetched = re.findall(r"url\(([^)]{1,30})", stylesheet())
    assert all(place.startswith("data:font/woff2") for place in fetched)
    assert "@import" not in stylesheet()


@EVERY
def test_the_policy_allows_this_style_alone(world: str) -> None:
    digest = b64encode(sha256(stylesheet().encode()).digest()).decode()
    (policy,) = [v for v in read(world).values("content") if "default-src" in v]
    assert policy.startswith("default-src 'none'")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert f"<style>{stylesheet()}</style>" in page(world)


@EVERY
def test_ids_are_unique_and_links_arrive(world: str) -> None:
    found = read(world)
    ids = found.values("id")
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    targets = {link[1:] for link in found.values("href") if len(link) > 1 and link[0] == "#"}
    assert targets - set(ids) == set()


def test_hostile_texts_are_words_and_nothing_else() -> None:
    words = " ".join(read("hostile").words)
    assert "<script>alert(1)</script>" in words
    assert '=HYPERLINK("http://evil.example","click")' in words
    assert "{{7*7}} ${7*7}" in words
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page("hostile"))


def test_every_chart_comes_wide_and_narrow() -> None:
    figures = [
        block
        for one in pages_of(made_results.full())
        for block in one.blocks
        if isinstance(block, Figure)
    ]
    found = read("full")
    assert found.tags["svg"] == 2 * len(figures)
    assert found.values("aria-label").count(figures[0].alternative) == 2


def test_phones_get_the_narrow_form() -> None:
    """Up to 46 rem (736 px) narrow: 320 and 390; above it wide: 768, 1280 and 1920."""
    style = stylesheet()
    phone = style[style.index("@media (max-width:46rem)") :]
    assert ".wide{display:none}" in phone
    assert ".narrow{display:none}" in style[: style.index("@media (max-width:46rem)")]


def test_both_themes_and_print_set_every_colour() -> None:
    style = stylesheet()
    for role in LIGHT:
        assert style.count(f"--{role}:{LIGHT[role]}") == 2
        assert style.count(f"--{role}:{DARK[role]}") == 2
        assert f"var(--{role})" in style
    named = set(re.findall(r"var\(--([a-z]+)\)", style))
    assert named <= set(LIGHT)


def test_no_card_breaks_over_a_printed_page() -> None:
    printed = stylesheet().partition("@media print")[2]
    assert ".card,.tiles>div,tr,.screen li{break-inside:avoid}" in printed


def test_unknown_is_said_in_words() -> None:
    words = " ".join(" ".join(read("unasked").words).split())
    assert "no customer was asked whether it is solved" in words
    assert "You claim 0" not in words


def test_every_number_leads_to_its_rows() -> None:
    words = " ".join(" ".join(read("full").words).split())
    assert "830 more: lastword issues --behind verdict.resolution" in words
    assert "lastword contacts --behind verdict.dropped" in words


def test_the_report_is_small() -> None:
    assert len(page("full").encode()) < 35_000 * len(pages_of(made_results.full()))
