"""Delimited text: names, delimiters, lines around the table, line ends, sheer size."""

from __future__ import annotations

from ingest.hostile.case import TABLE, Hostile, lines
from lastword.ingest.decode.hints import Hints

LAYOUTS = (
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
        lines("id;wait", "1;2,5", "2;3,75"),
        read=2,
        holds={1: {"wait": "2,5"}},
    ),
    Hostile(
        "tabs, commas in text",
        "a.tsv",
        lines("id\ttext", "1\ta, b, c", "2\td"),
        read=2,
        holds={1: {"text": "a, b, c"}},
    ),
    Hostile(
        "bars", "a.log", lines("id|text", "1|a,b", "2|c;d"), read=2, holds={1: {"text": "a,b"}}
    ),
    Hostile(
        "spreadsheet names the delimiter",
        "a.csv",
        lines("sep=;", "id;text", "1;a,b"),
        read=1,
        holds={1: {"text": "a,b"}},
    ),
    Hostile(
        "two delimiters fit",
        "a.csv",
        lines("a,b;c", "1,2;3", "4,5;6"),
        refused="the delimiter is not proven (comma: 3 of 3",
    ),
    Hostile(
        "two delimiters fit, one declared",
        "a.csv",
        lines("a,b;c", "1,2;3", "4,5;6"),
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
    Hostile("one column", "a.csv", lines("text", "hello", "world"), read=2, columns=("text",)),
    Hostile(
        "period line before the table",
        "agents.csv",
        lines(
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
        lines("agent,calls,csat", "Ann,5,4", "Bob,7,3", "Reporting period 2024-05"),
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
        lines("a,b,c,d", "1,2,3", "4,5,6"),
        refused="the header names 4 columns, but most records have 3",
    ),
    Hostile(
        "header too long, columns declared",
        "a.csv",
        lines("a,b,c,d", "1,2,3", "4,5,6"),
        Hints(columns=("x", "y", "z")),
        read=2,
        columns=("x", "y", "z"),
    ),
    Hostile(
        "delimiter at the end of records",
        "a.csv",
        lines("a,b", "1,2,", "3,4,"),
        read=2,
        columns=("a", "b", "column_3"),
    ),
    Hostile(
        "no header",
        "a.csv",
        lines("1,2", "3,4"),
        Hints(header=0, columns=("a", "b")),
        read=2,
        holds={1: {"a": "1"}},
    ),
    Hostile("no header, no columns", "a.csv", lines("1,2"), Hints(header=0), refused="columns = "),
    Hostile(
        "header far down",
        "a.csv",
        lines("x,y,z", "junk", "a,b,c", "1,2,3"),
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
        lambda: lines(*[",".join(f"{row}{i}" for i in range(10**4)) for row in ("c", "1", "2")]),
        read=2,
        holds={2: {"c9999": "29999"}},
    ),
    Hostile(
        "too many columns",
        "a.csv",
        lambda: lines(",".join(f"c{i}" for i in range(20_001)), "," * 20_000 + "1"),
        refused="20,001 columns",
    ),
    Hostile(
        "formulas",
        "a.csv",
        lines("id,text", "1,=cmd|' /C calc'!A0", '2,"=1+1"', "3,@SUM(A1)"),
        read=3,
        holds={1: {"text": "=cmd|' /C calc'!A0"}, 3: {"text": "@SUM(A1)"}},
    ),
    Hostile(
        "HTML in fields",
        "a.csv",
        lines("id,text", "1,<script>alert(1)</script>", "2,<b>x</b>"),
        read=2,
        holds={1: {"text": "<script>alert(1)</script>"}},
    ),
    Hostile(
        "SQL in names",
        "a.csv",
        lines('"id"");DROP TABLE x;--",b', "1,2"),
        read=1,
        columns=('id");DROP TABLE x;--', "b"),
    ),
)
