"""Labels in a project: what may be read, once, resumable, corrected; on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lastword.analyses.voice import labelling as labelling_module
from lastword.analyses.voice import reading as reading_module
from lastword.analyses.voice.allowed import allowed
from lastword.analyses.voice.labelling import Labelling
from lastword.engine import Engine, Tables
from lastword.settings import VoiceSettings
from lastword.store.corrections import Correction
from lastword.store.readings import Readings
from lastword.text.embedding.tfidf import TfIdfEmbedder

AT = datetime(2026, 10, 7, 12)
SETTINGS = VoiceSettings(model="tf-idf")


def quiet(what: str, share: float) -> None:
    """Say nothing."""


def said(number: int, text: str, **more: Any) -> dict[str, Any]:
    return {
        "message_id": f"m{number}", "contact_id": f"c{number}", "position": 1, "author": "customer",
        "text": text, "sent_at": AT, "is_public": True, **more,
    }  # fmt: skip


MESSAGES = [
    said(1, "Third time I call about my bill."),
    said(2, "That solved it, thanks."),
    said(3, "Third time I call.", is_public=False),
    said(4, "Third time I call, and I refused."),
    said(5, "Third time I call, by mail."),
    said(6, "I will call you back by Friday.", author="agent"),
    said(7, "Third time I call, and I refused once but agreed later."),
]
CONTACTS = [
    {"contact_id": f"c{number}", "customer_ref": f"k{number}", "offered_at": AT,
     "channel": "email" if number == 5 else "chat"}
    for number in range(1, 8)
]  # fmt: skip
CONSENTS = [
    {"customer_ref": "k4", "purpose": "text", "is_given": False, "at": AT},
    {"customer_ref": "k7", "purpose": "text", "is_given": False, "at": AT - timedelta(days=9)},
    {"customer_ref": "k7", "purpose": "text", "is_given": True, "at": AT},
]
Make = Callable[..., Tables]


@pytest.fixture
def tables(engine: Engine, make_tables: Make) -> Tables:
    return make_tables(engine, messages=MESSAGES, contacts=CONTACTS, consents=CONSENTS)


def labelling(tables: Tables, folder: Path, corrections: tuple[Correction, ...] = ()) -> Labelling:
    staged = folder / f"staged-{len(list(folder.glob('staged-*')))}"
    staged.mkdir()
    return Labelling(tables, SETTINGS, Readings(folder / "readings" / "v1"), staged, corrections)


def rows(work: Labelling) -> list[dict[str, Any]]:
    table = work.table(quiet)
    assert table is not None
    found: list[dict[str, Any]] = work.tables.engine.fetch(table).to_pylist()
    return sorted(found, key=lambda row: row["label_id"])


def judged(kind: str, *keys: str) -> Correction:
    return Correction(kind, keys, "qa", AT)  # type: ignore[arg-type]


def test_labels_of_a_project(tables: Tables, tmp_path: Path, monkeypatch: Any) -> None:
    switched = SETTINGS.model_copy(update={"channels_off": ("email",)})
    may = tables.engine.fetch(allowed(tables, switched))["message_id"].to_pylist()
    assert sorted(may) == ["m1", "m2", "m6", "m7"]

    found = rows(labelling(tables, tmp_path))
    by_kind = {(row["message_id"], row["kind"]): row for row in found}
    label = by_kind["m1", "effort_said"]
    assert MESSAGES[0]["text"][label["span_start"] : label["span_end"]].startswith("Third time")
    assert (label["value"], label["made_by"], label["source"]) == ("high", "phrases", "lastword")
    assert by_kind["m6", "promise"]["value"] == "call back by 2026-10-09"
    assert ("m3", "effort_said") not in by_kind
    assert ("m4", "effort_said") not in by_kind
    assert len({row["label_id"] for row in found}) == len(found)

    monkeypatch.setattr(reading_module, "labels_of", None)
    assert rows(labelling(tables, tmp_path)) == found, "what was read is not read again"

    wrong = judged("label_wrong", "c1", "m1", "effort_said", "high")
    added = judged("label_added", "c2", "m2", "heard_said", "understood")
    changed = rows(labelling(tables, tmp_path, (wrong, added)))
    kinds = {(row["message_id"], row["kind"], row["made_by"]) for row in changed}
    assert ("m1", "effort_said", "phrases") not in kinds
    assert ("m2", "heard_said", "by hand") in kinds
    right = replace(wrong, kind="label_right", made_at=AT + timedelta(days=1))
    assert rows(labelling(tables, tmp_path, (wrong, right))) == found, "the last word counts"


@pytest.mark.spark
def test_spark_reads_by_batches_what_duckdb_reads(
    on_duckdb: Tables, spark_engine: Engine, make_tables: Make, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(reading_module, "BATCH", 2)
    on_spark = make_tables(spark_engine, messages=MESSAGES, contacts=CONTACTS, consents=CONSENTS)
    folders = [tmp_path / name for name in ("duckdb", "spark")]
    for folder in folders:
        folder.mkdir()
    expected, found = (
        rows(labelling(each, folder))
        for each, folder in zip((on_duckdb, on_spark), folders, strict=True)
    )
    assert found == expected
    assert {row["kind"] for row in found} >= {"effort_said", "resolution_said", "promise"}


@pytest.fixture
def on_duckdb(duckdb_engine: Engine, make_tables: Make) -> Tables:
    return make_tables(duckdb_engine, messages=MESSAGES, contacts=CONTACTS, consents=CONSENTS)


def test_a_killed_run_goes_on_where_it_was(
    on_duckdb: Tables, tmp_path: Path, monkeypatch: Any
) -> None:
    whole = rows(labelling(on_duckdb, tmp_path))
    monkeypatch.setattr(reading_module, "BATCH", 2)
    other = tmp_path / "other"
    other.mkdir()
    read, calls = reading_module.labels_of, []

    def killed_at_the_second(batch: Any) -> Any:
        calls.append(len(batch))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return read(batch)

    monkeypatch.setattr(reading_module, "labels_of", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        labelling(on_duckdb, other).table(quiet)
    (other / "readings" / "v1" / "labels-000001.parquet").write_bytes(b"half")
    assert rows(labelling(on_duckdb, other)) == whole
    assert sum(calls) == len(whole) + 2 or sum(calls) >= 5


def test_a_changed_text_is_read_again(duckdb_engine: Engine, tmp_path: Path) -> None:
    from written_tables import write_tables

    for number, text in enumerate(("That solved it.", "Third time I call.")):
        folder = tmp_path / str(number)
        folder.mkdir()
        changed = write_tables(
            duckdb_engine, folder, messages=[said(1, text)], contacts=CONTACTS[:1]
        )
        found = rows(labelling(changed, tmp_path))
    assert "effort_said" in {row["kind"] for row in found}
    assert "resolution_said" not in {row["kind"] for row in found}


def test_precision_of_a_centre_comes_from_its_own_judgements() -> None:
    keys = [("c1", f"m{number}", "effort_said", "high") for number in range(4)]
    said = [judged("label_right", *key) for key in keys[:3]]
    said += [judged("label_wrong", *keys[3]), judged("merge_issues", "c1", "c2")]
    found = labelling_module.precision(said)
    assert (found["effort_said"].value, found["effort_said"].n) == (0.75, 4)


def test_nothing_is_read_where_reading_is_off(on_duckdb: Tables, tmp_path: Path) -> None:
    work = replace(labelling(on_duckdb, tmp_path), settings=VoiceSettings(is_read=False))
    assert work.table(quiet) is None
    assert not (tmp_path / "readings").exists()


def test_topics_are_named_in_customers_words(
    duckdb_engine: Engine, make_tables: Make, tmp_path: Path, monkeypatch: Any
) -> None:
    asked = ["I lost my card {}", "where is my refund for order {}", "the internet is down in {}"]
    places = ["berlin", "rome", "paris", "oslo", "london", "madrid", "lisbon", "vienna"] * 3
    messages = [said(number, asked[number % 3].format(places[number // 3])) for number in range(72)]
    contacts = [
        {"contact_id": f"c{number}", "customer_ref": f"k{number}", "offered_at": AT}
        for number in range(72)
    ]
    monkeypatch.setattr(labelling_module, "embedder_named", lambda _: TfIdfEmbedder())
    tables = make_tables(duckdb_engine, messages=messages, contacts=contacts)
    topics = {
        row["message_id"]: row["value"]
        for row in rows(labelling(tables, tmp_path))
        if row["kind"] == "topic"
    }
    assert len(topics) == 72
    told = [{topics[f"m{n}"] for n in range(72) if n % 3 == kind} for kind in range(3)]
    assert not told[0] & told[1] and not told[1] & told[2]
    assert any("card" in name for name in told[0])
