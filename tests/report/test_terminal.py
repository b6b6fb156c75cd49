from __future__ import annotations

import io

import pytest
from rich.console import Console

import made_results
from lastword.ingest.loading import LeftOut, LoadedFile, Loading
from lastword.pages import pages_of
from lastword.report.terminal import (
    console,
    print_callbacks,
    print_first_screen,
    print_pages,
    print_remarks,
)

FIRST_SCREEN = """\
ACME SERVICE   18,112 customers, 22,870 problems, 41,204 contacts, 2,140 answers
(9.4 %)
1 October 2026 – 31 October 2026, as of 31 October 2026 23:59 UTC.
 1 SOLVED?     You claim 86 %. Customers who answered: 61 % (59–63).
               All, inferred: 56 % (51–61); assuming nothing: 6–96 %.
               Inferred holds if the silent are like those who answered; no
               answer can test that.
 2 FIRST?      4,610 “first-time” contacts came from customers who had contacted
               us before about it (20 %, 19–21).
               Main break: web → voice (2,204).
 3 DROPPED     318 cut off at 30:00 of waiting; 76 % (70–80) tried again within
               the hour.
               7.1 % (6.8–7.4) gave up waiting.
               940 conversations closed on the customer's open question.
 4 SATISFIED   Best answer only: 31 % (29–33); best two: 58 % (56–60).
               NPS −12.0 (−16.0 to −8.0).
 5 WAITING     24 % (23–25) of callers wait longer than 20 s, 2 hours of their
               lives a day on hold.
 6 TARGETS     People are held to 3 targets; 1 of them is the customer's
               verdict.
 7 GOAL LOST   Pattern consistent with the 10-minute limit. Consider not
               displaying it.
 → MONDAY      call these 37 · let the customer close the ticket · lift the
               30:00 cut-off

What these data cannot answer: Is a scale flipped? How long is it silent?
"""


def out(width: int = 80) -> Console:
    return Console(file=io.StringIO(), width=width, no_color=True, highlight=False)


def text(printed: Console) -> str:
    assert isinstance(printed.file, io.StringIO)
    return "\n".join(line.rstrip() for line in printed.file.getvalue().splitlines()) + "\n"


def test_the_first_screen_at_80_columns() -> None:
    results, printed = made_results.full(), out()
    print_first_screen(pages_of(results), results.name, printed)
    assert text(printed) == FIRST_SCREEN


@pytest.mark.parametrize("world", ["full", "unasked", "hostile"])
def test_every_page_fits_80_columns(world: str) -> None:
    results, printed = getattr(made_results, world)(), out()
    print_first_screen(pages_of(results), results.name, printed)
    print_pages(pages_of(results), printed)
    print_callbacks(results.callbacks, printed)
    assert max(len(line) for line in text(printed).splitlines()) <= 80
    assert "\x1b" not in text(printed)
    assert "\x00" not in text(printed)


def test_words_in_brackets_are_not_taken_for_markup() -> None:
    results, printed = made_results.hostile(), out(200)
    print_pages(pages_of(results, "callbacks"), printed)
    assert "[31mred" in text(printed)


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert console().no_color


def test_nobody_to_call_is_said() -> None:
    printed = out()
    print_callbacks((), printed)
    assert text(printed) == "Nobody to call back today.\n"


def test_what_was_assumed_and_left_out_is_said_once() -> None:
    assumed = ("times are taken as UTC",)
    files = tuple(
        LoadedFile(f"{name}.csv", "files", name, True, (), assumed=assumed) for name in "ab"
    )
    printed = out()
    print_remarks(Loading(files, (LeftOut("[red]x.pdf", "no table in it"),)), printed)
    assert text(printed) == (
        "assumed: a.csv and 1 more: times are taken as UTC\nleft out: [red]x.pdf: no table in it\n"
    )


def test_files_that_nobody_knows_are_one_remark() -> None:
    left = tuple(
        LeftOut(f"{name}.csv", f"{name}.csv: no mapping ({name})", "unknown") for name in "abc"
    )
    printed = out()
    print_remarks(Loading((), (*left, LeftOut("tags.csv", "tags.csv: tags", "unneeded"))), printed)
    lines = text(printed).replace("\n", " ")
    assert "left out: a.csv and 2 more: no source knows it." in lines
    assert "left out: tags.csv: known, but nothing of it is needed." in lines
