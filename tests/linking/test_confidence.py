"""Confidences: words, and how they fade with the pause."""

from __future__ import annotations

from importlib import import_module

import pytest

from lastword.engine import Engine
from lastword.errors import UsageError
from lastword.linking.confidence import fading, words
from lastword.linking.quality import linking_errors
from lastword.settings import LinkingSettings
from linking.worlds import world

SETTINGS = LinkingSettings.model_validate({})


@pytest.mark.parametrize(
    ("confidence", "said"),
    [
        (1.0, "almost certain"),
        (0.95, "very likely"),
        (0.7, "likely"),
        (0.69, "possible"),
        (None, "unknown"),
    ],
)
def test_a_confidence_is_said_in_words(confidence: float | None, said: str) -> None:
    assert words(confidence) == said


def test_confidence_fades_to_the_longest_pause_and_no_further(duckdb_engine: Engine) -> None:
    import pyarrow as pa

    pauses = duckdb_engine.frame(pa.table({"pause": [-5, 0, 50, 100, 500]}))
    faded = pauses.select(pause="pause", sure=fading((0.9, 0.5), pauses.pause, 100))
    rows = {row["pause"]: row["sure"] for row in duckdb_engine.fetch(faded).to_pylist()}
    assert rows == pytest.approx({-5: 0.9, 0: 0.9, 50: 0.7, 100: 0.5, 500: 0.5})


def test_free_text_as_reason_is_refused(
    duckdb_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module("lastword.linking.issue_contacts")
    monkeypatch.setattr(module, "CODES", 2)
    contacts = world([1, 2, 3], 30).tables(duckdb_engine)["contacts"]
    with pytest.raises(UsageError, match="3 different values; at most 2"):
        module.reason_codes(duckdb_engine, contacts)


def test_without_contacts_no_error_is_seen(duckdb_engine: Engine) -> None:
    tables = world([], 1).tables(duckdb_engine)
    found = linking_errors(tables, SETTINGS)
    assert (found.issues, found.merges, found.splits) == (0, 0.0, 0.0)
