"""Hostile files, built by code: name → bytes → what must come of them."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from lastword.ingest.decode.hints import Hints

NO_HINTS = Hints()
Quarantined = tuple[int, int | None, str | None, str]
"""Row number, line, column, and a part of the reason."""


@dataclass(frozen=True)
class Hostile:
    """One hostile file and what decoding must make of it.

    Parameters
    ----------
    refused
        A part of the message, where the whole file is refused.
    read
        Records of all stages together.
    quarantined
        What is quarantined, in order.
    holds
        Row number → some of its values, in the first stage.
    columns
        All columns of the first stage, where these are the point.
    notes
        Parts of the notes.
    """

    name: str
    file: str
    content: bytes | Callable[[], bytes]
    hints: Hints = NO_HINTS
    refused: str | None = None
    read: int = 0
    quarantined: tuple[Quarantined, ...] = ()
    holds: Mapping[int, Mapping[str, str | None]] = field(default_factory=dict)
    columns: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()

    @property
    def data(self) -> bytes:
        return self.content() if callable(self.content) else self.content


TABLE = b"id,at,text\n1,2024-05-01,hello\n2,2024-05-02,world\n3,2024-05-03,again\n"
WIDE_TEXT = "id;name\n1;Jürgen\n2;Zoë\n3;Søren\n"
STORED_HEADER = 15
"""Bytes of gzip before the first byte of data that are stored, not packed."""
SOUND: dict[int, dict[str, str | None]] = {1: {"id": "1", "text": "hello"}}


def _lines(*lines: str, end: str = "\n") -> bytes:
    return (end.join(lines) + end).encode()


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def _zip(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _locked_zip() -> bytes:
    data = bytearray(_zip({"calls.csv": TABLE}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    return bytes(data)


def _corrupt_member() -> bytes:
    rows = b"".join(b"%d,2024-05-01,text %d\n" % (i, i * i) for i in range(200))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("calls.csv"), b"id,at,text\n" + rows)
    return buffer.getvalue().replace(b"text 10000\n", b"text 10001\n")


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("calls.csv")
        info.size = len(TABLE)
        archive.addfile(info, io.BytesIO(TABLE))
    return buffer.getvalue()


def _workbook(*rows: Sequence[Any], sheets: Mapping[str, Sequence[Sequence[Any]]] = {}) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, content in (sheets or {"Sheet1": rows}).items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(content):
                sheet.write_row(place, 0, row)
    return buffer.getvalue()


def _workbook_bomb() -> bytes:
    filler = b"<!--" + b" " * (80 * 2**20) + b"-->"
    return _zip({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": filler})


def _parquet(**columns: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def _jsonl(*records: Any) -> bytes:
    return b"".join(
        (record if isinstance(record, bytes) else json.dumps(record).encode()) + b"\n"
        for record in records
    )


DELIMITED = (
    Hostile("nothing", "a.csv", b"", refused="the file is empty"),
    Hostile("white space", "a.csv", b" \n\n \t\n", refused="the file is empty"),
    Hostile("header only", "a.csv", b"id,at,text\n", columns=("id", "at", "text")),
    Hostile("no final line end", "a.csv", TABLE[:-1], read=3, holds={3: {"text": "again"}}),
    Hostile(
        "ragged early",
        "a.csv",
        _lines("id,at,text", "1,2024-05-01", *(f"{i},2024-05-02,x" for i in range(2, 9))),
        read=8,
        quarantined=((1, 2, None, "has 2 fields, the header 3"),),
    ),
    Hostile(
        "ragged late",
        "a.csv",
        _lines("id,at,text", *(f"{i},2024-05-02,x" for i in range(1, 9)), "9,2024,x,y", "10,a,b"),
        read=10,
        quarantined=((9, 10, None, "has 4 fields, the header 3"),),
        holds={10: {"id": "10"}},
    ),
    Hostile(
        "ragged beyond the sample",
        "a.csv",
        lambda: b"id,text\n" + b"1,%s\n" % (b"x" * 90) * 60_000 + b"2,3,4\n5,6\n",
        read=60_002,
        quarantined=((60_001, 60_002, None, "has 3 fields, the header 2"),),
        holds={60_002: {"id": "5"}},
    ),
    Hostile(
        "quote never closed",
        "a.csv",
        _lines("id,at,text", '1,"2024,x', "2,2024,y", "3,2024,z"),
        read=3,
        quarantined=((1, 2, "at", "never closed"),),
        holds={2: {"text": "y"}, 3: {"text": "z"}},
    ),
    Hostile(
        "quote never closed, quotes later",
        "a.csv",
        _lines("id,at,text", '1,2024,"x', '2,2024,"y"', '3,2024,"z"'),
        read=3,
        quarantined=((1, 2, "text", "text follows the closing quote"),),
        holds={2: {"text": "y"}},
    ),
    Hostile(
        "quote never closed at the end",
        "a.csv",
        _lines("id,at,text", "1,2024,x", "2,2024,y", '3,2024,"z'),
        read=3,
        quarantined=((3, 4, "text", "never closed"),),
    ),
    Hostile(
        "quotes inside quotes",
        "a.csv",
        _lines("id,at,text", '1,2024,"he said "no" to me"', '2,2024,"he said ""no"""'),
        read=2,
        quarantined=((1, 2, "text", "text follows the closing quote"),),
        holds={2: {"text": 'he said "no"'}},
    ),
    Hostile(
        "inches",
        "a.csv",
        _lines("id,at,text", '1,2024,5" pipe', '2,2024,"a, b"', '3,2024,6"'),
        read=3,
        holds={1: {"text": '5" pipe'}, 2: {"text": "a, b"}, 3: {"text": '6"'}},
    ),
    Hostile(
        "line ends in quotes",
        "a.csv",
        b'id,text\n1,"one\ntwo\r\nthree"\n2,"a\n,\nb"\n3\n',
        read=3,
        quarantined=((3, 8, None, "has 1 field, the header 2"),),
        holds={1: {"text": "one\ntwo\r\nthree"}, 2: {"text": "a\n,\nb"}},
    ),
    Hostile(
        "NUL in a field",
        "a.csv",
        b"id,at,text\n1,2024,x\n2,20\x0024,y\n3,2024,z\n",
        read=3,
        quarantined=((2, 3, None, "NUL"),),
    ),
    Hostile(
        "NULs after the end",
        "a.csv",
        TABLE + b"\0" * 5000,
        read=4,
        quarantined=((4, 5, None, "NUL"),),
    ),
    Hostile("NULs only", "a.csv", b"\0" * 100, refused="the file is empty"),
    Hostile("NUL in the header", "a.csv", b"id,a\0t\n1,2\n", refused="NUL"),
    Hostile("byte order mark", "a.csv", b"\xef\xbb\xbf" + TABLE, read=3, holds=SOUND),
    Hostile("UTF-16", "a.csv", WIDE_TEXT.encode("utf-16"), read=3, holds={1: {"name": "Jürgen"}}),
    Hostile(
        "UTF-16 big endian without mark",
        "a.csv",
        WIDE_TEXT.encode("utf-16-be"),
        read=3,
        holds={2: {"name": "Zoë"}},
    ),
    Hostile("UTF-32", "a.csv", WIDE_TEXT.encode("utf-32"), read=3, holds={3: {"name": "Søren"}}),
    Hostile(
        "UTF-16 with half a character",
        "a.csv",
        WIDE_TEXT.encode("utf-16")[:-1],
        read=3,
        quarantined=((3, 4, None, "does not belong to the file's encoding"),),
    ),
    Hostile(
        "code page not declared",
        "a.csv",
        WIDE_TEXT.encode("cp1252"),
        refused="line 2: byte 0xFC is not UTF-8",
    ),
    Hostile(
        "code page declared",
        "a.csv",
        WIDE_TEXT.encode("cp1252"),
        Hints(encoding="cp1252"),
        read=3,
        holds={1: {"name": "Jürgen"}},
    ),
    Hostile(
        "code page with a byte that it lacks",
        "a.csv",
        b"id;name\n1;Z\xf6e\n2;\x81\n",
        Hints(encoding="cp1252"),
        read=2,
        quarantined=((2, 3, None, "does not belong to the file's encoding"),),
    ),
    Hostile(
        "code page in the header",
        "a.csv",
        "id;größe\n1;2\n".encode("cp1252"),
        refused="nothing in the file proves its encoding",
    ),
    Hostile(
        "one row in another encoding",
        "a.csv",
        WIDE_TEXT.encode() + b"4;Ren\xe9\n" + "5;Håkon\n".encode(),
        read=5,
        quarantined=((4, 5, None, "byte 0xE9"),),
        holds={5: {"name": "Håkon"}},
    ),
    Hostile("unknown encoding", "a.csv", TABLE, Hints(encoding="klingon"), refused="klingon"),
    Hostile(
        "names twice",
        "a.csv",
        b"category,category,Category,,row_number\n1,2,3,4,5\n",
        read=1,
        columns=("category", "category_2", "Category_3", "column_4", "row_number_2"),
        notes=("second “category”", "column 4 has no name"),
    ),
    Hostile(
        "translated header",
        "a.csv",
        "Agentenname;Bewertung\nÄnne;5\n".encode(),
        read=1,
        columns=("Agentenname", "Bewertung"),
    ),
    Hostile(
        "semicolons, decimal commas",
        "a.csv",
        _lines("id;wait", "1;2,5", "2;3,75"),
        read=2,
        holds={1: {"wait": "2,5"}},
    ),
    Hostile(
        "tabs, commas in text",
        "a.tsv",
        _lines("id\ttext", "1\ta, b, c", "2\td"),
        read=2,
        holds={1: {"text": "a, b, c"}},
    ),
    Hostile(
        "bars", "a.log", _lines("id|text", "1|a,b", "2|c;d"), read=2, holds={1: {"text": "a,b"}}
    ),
    Hostile(
        "spreadsheet names the delimiter",
        "a.csv",
        _lines("sep=;", "id;text", "1;a,b"),
        read=1,
        holds={1: {"text": "a,b"}},
    ),
    Hostile(
        "two delimiters fit",
        "a.csv",
        _lines("a,b;c", "1,2;3", "4,5;6"),
        refused="the delimiter is not proven (comma: 3 of 3",
    ),
    Hostile(
        "two delimiters fit, one declared",
        "a.csv",
        _lines("a,b;c", "1,2;3", "4,5;6"),
        Hints(delimiter=";"),
        read=2,
        columns=("a,b", "c"),
    ),
    Hostile(
        "prose",
        "notes.txt",
        b"Dear all,\nplease, if you can, call.\nRegards\nAnn, Bob, Cy\n",
        refused="the delimiter is not proven",
    ),
    Hostile(
        "delimiter of two characters",
        "a.csv",
        TABLE,
        Hints(delimiter="||"),
        refused="one ASCII character",
    ),
    Hostile("one column", "a.csv", _lines("text", "hello", "world"), read=2, columns=("text",)),
    Hostile(
        "period line before the table",
        "agents.csv",
        _lines(
            "Reporting period 2024-05-01 to 2024-05-31",
            "",
            "agent,calls,csat",
            "Ann,5,4",
            "Bob,7,3",
        ),
        read=2,
        columns=("agent", "calls", "csat"),
        notes=("line 1 stands before the table: “Reporting period",),
    ),
    Hostile(
        "period line after the table",
        "csat.csv",
        _lines("agent,calls,csat", "Ann,5,4", "Bob,7,3", "Reporting period 2024-05"),
        read=2,
        notes=("line 4 stands after the table: “Reporting period 2024-05”",),
    ),
    Hostile(
        "last line torn off",
        "csat.csv",
        b"agent,calls,csat\nAnn,5,4\nBob,7,3\nCyr",
        read=3,
        quarantined=((3, 4, None, "has 1 field, the header 3"),),
    ),
    Hostile(
        "header too long",
        "a.csv",
        _lines("a,b,c,d", "1,2,3", "4,5,6"),
        refused="the header names 4 columns, but most records have 3",
    ),
    Hostile(
        "header too long, columns declared",
        "a.csv",
        _lines("a,b,c,d", "1,2,3", "4,5,6"),
        Hints(columns=("x", "y", "z")),
        read=2,
        columns=("x", "y", "z"),
    ),
    Hostile(
        "delimiter at the end of records",
        "a.csv",
        _lines("a,b", "1,2,", "3,4,"),
        read=2,
        columns=("a", "b", "column_3"),
    ),
    Hostile(
        "no header",
        "a.csv",
        _lines("1,2", "3,4"),
        Hints(header=0, columns=("a", "b")),
        read=2,
        holds={1: {"a": "1"}},
    ),
    Hostile("no header, no columns", "a.csv", _lines("1,2"), Hints(header=0), refused="columns = "),
    Hostile(
        "header far down",
        "a.csv",
        _lines("x,y,z", "junk", "a,b,c", "1,2,3"),
        Hints(header=3),
        read=1,
        columns=("a", "b", "c"),
    ),
    Hostile(
        "three header rows",
        "survey.csv",
        b'Q1,Q2\n"How was\nit?",Why?\n"{""ImportId"":1}","{""ImportId"":2}"\n5,"good"\n',
        Hints(skip_rows=2),
        read=1,
        holds={1: {"Q1": "5", "Q2": "good"}},
    ),
    Hostile("totals declared", "a.csv", TABLE + b"Total,,3\n", Hints(skip_footer=1), read=3),
    Hostile(
        "mixed line ends",
        "a.csv",
        b"id,text\r\n1,a\n2,b\r3,c\r\n4,d",
        read=4,
        holds={3: {"text": "c"}, 4: {"text": "d"}},
    ),
    Hostile(
        "carriage returns only", "a.csv", b"id,text\r1,a\r2,b\r", read=2, holds={2: {"text": "b"}}
    ),
    Hostile(
        "blank lines", "a.csv", b"id,text\n\n1,a\n\n\n2,b\n\n", read=2, holds={2: {"text": "b"}}
    ),
    Hostile(
        "lines of delimiters",
        "a.csv",
        b"id,at,text\n1,2,3\n,,\n,,\r\n4,5,6\n,,\n,,\n",
        read=2,
        holds={2: {"id": "4"}},
    ),
    Hostile(
        "a field of 10⁶ characters",
        "a.csv",
        lambda: b"id,text\n1," + b"x" * 10**6 + b"\n2,y\n",
        read=2,
        holds={2: {"text": "y"}},
    ),
    Hostile(
        "a quoted field of 10⁶ characters and quotes",
        "a.csv",
        lambda: b'id,text\n1,"' + b'""\n' * 400_000 + b'"\n2,"y"\n',
        read=2,
        holds={2: {"text": "y"}},
    ),
    Hostile(
        "a record that is too long",
        "a.csv",
        lambda: b"id,text\n1," + b"x" * (17 * 2**20) + b"\n2,y\n",
        read=2,
        quarantined=((1, 2, None, "is longer than"),),
        holds={2: {"text": "y"}},
    ),
    Hostile(
        "a quote that swallows the file",
        "a.csv",
        lambda: (
            b'id,text\n1,"x\n' + b"2,yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n" * 400_000
        ),
        read=400_001,
        quarantined=((1, 2, "text", "never closed"),),
        holds={400_001: {"id": "2"}},
    ),
    Hostile(
        "10⁴ columns",
        "a.csv",
        lambda: _lines(*[",".join(f"{row}{i}" for i in range(10**4)) for row in ("c", "1", "2")]),
        read=2,
        holds={2: {"c9999": "29999"}},
    ),
    Hostile(
        "too many columns",
        "a.csv",
        lambda: _lines(",".join(f"c{i}" for i in range(20_001)), "," * 20_000 + "1"),
        refused="20,001 columns",
    ),
    Hostile(
        "formulas",
        "a.csv",
        _lines("id,text", "1,=cmd|' /C calc'!A0", '2,"=1+1"', "3,@SUM(A1)"),
        read=3,
        holds={1: {"text": "=cmd|' /C calc'!A0"}, 3: {"text": "@SUM(A1)"}},
    ),
    Hostile(
        "HTML in fields",
        "a.csv",
        _lines("id,text", "1,<script>alert(1)</script>", "2,<b>x</b>"),
        read=2,
        holds={1: {"text": "<script>alert(1)</script>"}},
    ),
    Hostile(
        "SQL in names",
        "a.csv",
        _lines('"id"");DROP TABLE x;--",b', "1,2"),
        read=1,
        columns=('id");DROP TABLE x;--', "b"),
    ),
)

FOREIGN = (
    Hostile(
        "web page", "export.xls", b"<!DOCTYPE html><html><table></table></html>", refused="web page"
    ),
    Hostile("XML", "export.csv", b"<?xml version='1.0'?><rows/>", refused="web page or XML"),
    Hostile("PDF", "export.csv", b"%PDF-1.7\n...", refused="PDF"),
    Hostile("picture", "logo.png", b"\x89PNG\r\n\x1a\n0000", refused="picture"),
    Hostile("tar", "export.tar", _tar, refused="tar archive"),
    Hostile("7-Zip", "export.7z", b"7z\xbc\xaf\x27\x1c0000", refused="7-Zip"),
)

ARCHIVES = (
    Hostile("gzip", "a.csv.gz", _gzip(TABLE), read=3, holds=SOUND),
    Hostile(
        "gzip in two members",
        "a.csv.gz",
        _gzip(TABLE) + _gzip(b"4,2024,x\n"),
        read=4,
        holds={4: {"text": "x"}},
    ),
    Hostile(
        "gzip cut off",
        "a.csv.gz",
        lambda: gzip.compress(
            b"id,text\n" + b"".join(b"%04d,abcd\n" % i for i in range(900)), compresslevel=0
        )[: STORED_HEADER + 8 + 700 * 10 + 3],
        read=701,
        quarantined=((701, 702, None, "the file breaks off here: the gzip data are cut off"),),
        holds={700: {"id": "0699"}},
    ),
    Hostile(
        "gzip damaged",
        "a.csv.gz",
        _gzip(TABLE)[:-8] + b"\0" * 8,
        refused="damaged",
    ),
    Hostile(
        "gzip bomb", "a.csv.gz", lambda: _gzip(b"id,text\n" + b"0" * (80 * 2**20)), refused="bomb"
    ),
    Hostile("zip of two", "a.zip", _zip({"one.csv": TABLE, "b/two.csv": TABLE}), read=6),
    Hostile(
        "zip with a pattern",
        "a.zip",
        _zip({"one.csv": TABLE, "x.txt": b"Hi, you"}),
        Hints(member="*.csv"),
        read=3,
    ),
    Hostile("zip bomb", "a.zip", lambda: _zip({"a.csv": b"0" * (80 * 2**20)}), refused="bomb"),
    Hostile(
        "zip in a zip", "a.zip", _zip({"b.zip": _zip({"c.csv": TABLE})}), refused="cannot be read"
    ),
    Hostile("zip with a password", "a.zip", _locked_zip, refused="password"),
    Hostile("zip damaged", "a.zip", _zip({"a.csv": TABLE})[:60], refused="damaged"),
    Hostile("zip empty", "a.zip", _zip({}), refused="holds no file"),
    Hostile(
        "zip from a Mac", "a.zip", _zip({"a.csv": TABLE, "__MACOSX/._a.csv": b"\0\5\x16"}), read=3
    ),
    Hostile("zip that climbs out", "a.zip", _zip({"../../../etc/a.csv": TABLE}), read=3),
    Hostile(
        "zip with a damaged member",
        "a.zip",
        _corrupt_member,
        refused="damaged",
    ),
    Hostile("gzip in a zip", "a.zip", _zip({"a.csv.gz": _gzip(TABLE)}), read=3, holds=SOUND),
)

JSON = (
    Hostile(
        "nested",
        "a.jsonl",
        _jsonl({"id": 1, "via": {"channel": "voice", "from": {"n": None}}, "tags": ["a", 1]}),
        read=1,
        holds={1: {"id": "1", "via.channel": "voice", "via.from.n": None, "tags": '["a",1]'}},
    ),
    Hostile(
        "lines that are not JSON",
        "a.jsonl",
        _jsonl({"id": 1}, b'{"id": 2', b"hello", {"id": 4}, b"", b"{'id': 5}"),
        read=5,
        quarantined=(
            (2, 2, None, "is not valid JSON"),
            (3, 3, None, "is not valid JSON"),
            (5, 6, None, "is not valid JSON"),
        ),
        holds={4: {"id": "4"}},
    ),
    Hostile(
        "lines that are not objects",
        "a.jsonl",
        _jsonl({"id": 1}, [1, 2], 3, "x", None, True, {"id": 7}),
        read=7,
        quarantined=(
            (2, 2, None, "but a list"),
            (3, 3, None, "but a number"),
            (4, 4, None, "but a text"),
            (5, 5, None, "but null"),
            (6, 6, None, "but true or false"),
        ),
    ),
    Hostile(
        "cut off",
        "a.jsonl",
        _jsonl({"id": 1}, {"id": 2})[:-5],
        read=2,
        quarantined=((2, 2, None, "is not valid JSON"),),
    ),
    Hostile(
        "NUL and half a character",
        "a.jsonl",
        _jsonl({"id": 1, "t": "a\0b"}, b'{"id": 2, "t": "\\ud800"}', {"id": 3, "t": "😀"}),
        read=3,
        quarantined=((1, 1, None, "NUL"), (2, 2, None, "is not valid JSON")),
        holds={3: {"t": "😀"}},
    ),
    Hostile(
        "wrong encoding within",
        "a.jsonl",
        b'{"id":1,"t":"\xc3\xa9"}\n{"id":2,"t":"\xc3\xa9"}\n{"id":3,"t":"\xe9"}\n',
        read=3,
        quarantined=((3, 3, None, "byte 0xE9"),),
    ),
    Hostile(
        "nested too deep",
        "a.jsonl",
        b'{"a":' * 5000 + b"1" + b"}" * 5000 + b'\n{"id":"2"}\n{"id":"[[[["}\n',
        read=3,
        quarantined=((1, 1, None, "nested more than"),),
        holds={3: {"id": "[[[["}},
    ),
    Hostile(
        "numbers beyond 64 bits",
        "a.jsonl",
        b'{"id": 12345678901234567890123}\n{"id": 0.1}\n',
        read=2,
        holds={1: {"id": "12345678901234567890123"}, 2: {"id": "0.1"}},
    ),
    Hostile(
        "keys that differ by case",
        "a.jsonl",
        _jsonl({"ID": 1, "id": 2, "row_number": 9}),
        read=1,
        holds={1: {"ID": "1", "id_2": "2", "row_number_2": "9"}},
    ),
    Hostile(
        "object here, value there",
        "a.jsonl",
        _jsonl({"by": {"id": 1}}, {"by": "rule"}, {"by": None}, {"by": {"id": 2, "x": {}}}),
        read=4,
        holds={1: {"by": None, "by.id": "1"}, 2: {"by": "rule", "by.id": None}},
    ),
    Hostile(
        "keys with dots, slashes and quotes",
        "a.jsonl",
        _jsonl({"a.b": 1, "c/d": {"~e": 2}, "f\"g'": 3, "": 4}),
        read=1,
        holds={1: {"a.b": "1", "c/d.~e": "2", "f\"g'": "3"}},
    ),
    Hostile(
        "keys that come late",
        "a.jsonl",
        lambda: _jsonl(
            *[{"id": i, "pad": "x" * 90} for i in range(50_000)], {"id": 1, "late": "y"}
        ),
        read=50_001,
        holds={50_001: {"late": "y"}, 1: {"late": None}},
    ),
    Hostile(
        "list",
        "a.json",
        b'[\n {"id": 1},\n {"id": 2, "t": "]}"}\n]\n',
        read=2,
        holds={2: {"t": "]}"}},
    ),
    Hostile(
        "list inside",
        "a.json",
        b'{"count": 2, "data": {"tickets": [{"id": 1}, {"id": 2}]}}',
        read=2,
        holds={2: {"id": "2"}},
    ),
    Hostile(
        "two lists",
        "a.json",
        b'{"a": [{"id": 1}], "b": [{"id": 2}]}',
        refused="several lists of objects (“a”, “b”)",
    ),
    Hostile(
        "two lists, one declared",
        "a.json",
        b'{"a": [{"id": 1}], "b": [{"id": 2}]}',
        Hints(records="b"),
        read=1,
        holds={1: {"id": "2"}},
    ),
    Hostile(
        "declared list is missing",
        "a.json",
        b'{"a": [{"id": 1}]}',
        Hints(records="b"),
        refused="no list of objects at “b”",
    ),
    Hostile(
        "document as one record",
        "a.json",
        b'{"a": [{"id": 1}], "b": {"c": 2}}',
        Hints(records=""),
        read=1,
        holds={1: {"b.c": "2", "a": '[{"id":1}]'}},
    ),
    Hostile("one object", "a.json", b'{\n "id": 1,\n "t": "x"\n}', read=1, holds={1: {"t": "x"}}),
    Hostile(
        "list with other things",
        "a.json",
        b'[{"id": 1}, 5, {"id": 2}, null]',
        read=4,
        quarantined=((2, None, None, "but a number"), (4, None, None, "but null")),
    ),
    Hostile(
        "list cut off",
        "a.json",
        b'[{"id": 1}, {"id": 2}, {"id"',
        read=3,
        quarantined=((3, None, None, "ends before its brackets are closed"),),
    ),
    Hostile(
        "brackets crossed",
        "a.json",
        b'[{"id": 1}, {"id": [2}}, {"id": 3}]',
        read=2,
        quarantined=((2, None, None, "closes nothing"),),
    ),
)

BINARY = (
    Hostile(
        "Parquet",
        "a.parquet",
        lambda: _parquet(
            id=[1, 2],
            at=pa.array([0, 1], pa.timestamp("us", "UTC")),
            via=[{"channel": "voice"}, None],
            tags=[["a"], []],
            row_number=[7, 8],
        ),
        read=2,
        holds={
            1: {
                "id": "1",
                "at": "1970-01-01T00:00:00.000000Z",
                "via.channel": "voice",
                "tags": '["a"]',
                "row_number_2": "7",
            },
            2: {"via.channel": None},
        },
    ),
    Hostile("Parquet cut off", "a.parquet", lambda: _parquet(id=[1, 2])[:-20], refused="Parquet"),
    Hostile("Parquet in a zip", "a.zip", lambda: _zip({"a.parquet": _parquet(id=[1])}), read=1),
    Hostile(
        "workbook",
        "a.xlsx",
        lambda: _workbook(["id", "wait", "ok"], [1, 2.5, True], [2, None, False]),
        read=2,
        holds={1: {"id": "1", "wait": "2.5", "ok": "true"}, 2: {"wait": None}},
    ),
    Hostile(
        "workbook with a title and totals",
        "a.xlsx",
        lambda: _workbook(["Calls in May"], [], ["id", "at", "text"], [1, 2, "x"], [], [3, 4, "y"]),
        read=2,
        columns=("id", "at", "text"),
        notes=("row 1 stands before the table: “Calls in May”",),
        holds={2: {"text": "y"}},
    ),
    Hostile(
        "workbook with cells beyond the header",
        "a.xlsx",
        lambda: _workbook(["id", "text"], [1, "x"], [2, "y", "z"]),
        Hints(columns=("id", "text")),
        read=2,
        quarantined=((2, 3, None, "beyond the 2 columns"),),
    ),
    Hostile(
        "workbook with formulas",
        "a.xlsx",
        lambda: _workbook(["id", "text"], [1, "=1+1"], [2, "+SUM(A1)"]),
        read=2,
        holds={1: {"text": "0"}, 2: {"text": "+SUM(A1)"}},
    ),
    Hostile(
        "workbook of two sheets",
        "a.xlsx",
        lambda: _workbook(sheets={"A": [["id"], ["1"]], "B": [["id"], ["2"], ["3"]]}),
        read=3,
    ),
    Hostile(
        "workbook without the sheet",
        "a.xlsx",
        lambda: _workbook(["id"], [1]),
        Hints(sheet="Calls"),
        refused="has no sheet 'Calls'. It has: Sheet1",
    ),
    Hostile("workbook of numbers", "a.xlsx", lambda: _workbook([1, 2], [3, 4]), refused="header"),
    Hostile("workbook damaged", "a.xlsx", lambda: _workbook(["id"], [1])[:300], refused="damaged"),
    Hostile("workbook bomb", "a.xlsx", _workbook_bomb, refused="bomb"),
)

HOSTILE = (*DELIMITED, *FOREIGN, *ARCHIVES, *JSON, *BINARY)
