"""JSON lines and JSON documents."""

from __future__ import annotations

import json
from typing import Any

from ingest.hostile.case import Hostile
from lastword.ingest.decode.hints import Hints


def _jsonl(*records: Any) -> bytes:
    return b"".join(
        (record if isinstance(record, bytes) else json.dumps(record).encode()) + b"\n"
        for record in records
    )


OBJECTS = (
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
        "two lists in a list's stead",
        "a.json",
        b'{"r": {"a": [{"id": 1}], "b": [{"id": 2}]}}',
        refused="several lists of objects (“r.a”, “r.b”)",
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
