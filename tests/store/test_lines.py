"""Append-only lines: torn ones never count, broken ones are named."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from lastword.errors import Damaged
from lastword.store import Correction, Store
from lastword.store.lines import Lines


@pytest.fixture
def lines(tmp_path: Path) -> Lines:
    return Lines(tmp_path / "some.jsonl", "Do this.")


def test_lines_come_back_in_order(lines: Lines) -> None:
    lines.append([{"n": 1}, {"n": 2}])
    lines.append([])
    lines.append([{"n": 3}])
    assert [line["n"] for line in lines.all()] == [1, 2, 3]


def test_a_torn_line_never_counts(lines: Lines) -> None:
    lines.append([{"n": 1}])
    with lines.path.open("ab") as file:
        file.write(b'{"n": 2, "text": "half a l')
    assert lines.all() == [{"n": 1}]
    lines.append([{"n": 3}])
    assert lines.all() == [{"n": 1}, {"n": 3}]


def test_a_broken_line_is_named(lines: Lines) -> None:
    lines.path.write_bytes(b'{"n": 1}\nnot json\n{"n": 3}\n')
    with pytest.raises(Damaged, match=r"some.jsonl line 2: .*Do this."):
        lines.all()


def test_corrections_keep_kind_keys_and_moment(store: Store) -> None:
    made = Correction(
        "merge_issues", ("crm:c1", "crm:c2"), "qa", datetime(2024, 3, 4), "same fault"
    )
    store.corrections.add(made)
    assert Store.open(store.folder).corrections.all() == (made,)
