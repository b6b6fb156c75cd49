"""Plain files: numbers and words as they are, unreadable ones refused with the line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lastword.errors import InputRefused
from lastword.ingest.plain import read_plain


def test_numbers_words_and_blanks(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv.gz"
    text = "\ufeffcsat;reason;speed\n5;late;\n3;;1.5\n4;cold;2\n"
    path.write_bytes(gzip.compress(text.encode()))
    table = read_plain(path)
    assert table.to_pydict() == {
        "csat": [5.0, 3.0, 4.0],
        "reason": ["late", None, "cold"],
        "speed": [None, 1.5, 2.0],
    }


def test_parquet_is_read_as_it_is(tmp_path: Path) -> None:
    table = pa.table({"csat": [1, 2], "agent": ["a", "b"]})
    pq.write_table(table, tmp_path / "survey.parquet")
    assert read_plain(tmp_path / "survey.parquet") == table


def test_a_record_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("a,b\n" + "1,2\n" * 20 + "1,2,3\n" + "1,2\n" * 20, encoding="utf-8")
    with pytest.raises(InputRefused, match=r"1 of 41 records cannot be read, the first in line 22"):
        read_plain(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no such file"):
        read_plain(tmp_path / "nothing.csv")
