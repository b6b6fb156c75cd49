"""Lines of JSON objects, cut without a copy where that is safe."""

from __future__ import annotations

import pytest

from lastword.ingest.decode.lines import objects


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b'{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']),
        (b'{"a":1}\r\n{"b":2}', ['{"a":1}', '{"b":2}']),
        (b'\n  {"a":1}\n\n{"b":"\xc3\xa9"} \n', ['{"a":1}', '{"b":"é"}']),
    ],
)
def test_lines_are_cut_at_their_ends(body: bytes, lines: list[str]) -> None:
    found = objects(body)
    assert found is not None
    assert [line.strip() for line in found.to_pylist()] == lines


def test_what_does_not_begin_as_an_object_is_looked_at_closely() -> None:
    assert objects(b'{"a":1}\n[2]\n') is None
