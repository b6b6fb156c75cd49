from __future__ import annotations

import gzip
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.centre import Centre
from lastword.errors import InputRefused
from lastword.store.manifests import Reconciliation

HEADER = "id,customer,at,wait,changed"
FIRST = "1,a,2024-05-01 10:00:00,5,2024-05-01 11:00:00"
COUNTS = ("read", "loaded", "duplicates", "superseded", "filtered", "quarantined")


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


@pytest.fixture
def centres(tmp_path: Path) -> Iterator[Callable[[], Centre]]:
    """Several centres, one after the other."""
    count = iter(range(1000))

    def make() -> Centre:
        folder = tmp_path / f"centre-{next(count)}"
        folder.mkdir()
        return Centre(folder)

    yield make


def _counts(entry: Reconciliation) -> tuple[int, ...]:
    assert entry.is_exact
    return tuple(getattr(entry, name) for name in COUNTS)


def _contents(centre: Centre, table: str) -> list[dict[str, Any]]:
    own = ("load_id", "row_number")
    rows = [{k: v for k, v in row.items() if k not in own} for row in centre.rows(table)]
    return sorted(rows, key=str)


def test_every_record_is_accounted_for(centre: Centre) -> None:
    centre.write(
        "calls.csv",
        HEADER,
        FIRST,
        FIRST,
        "1,a,2024-05-01 10:00:00,7,2024-05-01 12:00:00",
        "2,b,2024-05-01 10:00:00,5",
        "3,c,yesterday,5,",
        "4,d,2024-05-01 10:00:00,-5,",
        "5,e,2024-05-01 10:00:00,5,",
    )
    loading = centre.load()
    (entry,) = loading.files[0].reconciliations
    assert _counts(entry) == (7, 2, 1, 1, 0, 3)
    assert sum(entry.reasons.values()) == 3
    assert loading.quarantined == 3
    examples = {example.row_number: example for example in loading.files[0].examples}
    assert examples[4].line == 5
    assert examples[4].reason == "has 4 fields, the header 5"
    assert examples[5].column == "offered_at"
    assert examples[5].value == "yesterday"
    assert not any("yesterday" in reason for reason in entry.reasons)
    kept = {row["contact_id"]: row["wait_seconds"] for row in centre.rows("contacts")}
    assert kept == {"phone:1": 7, "phone:5": 5}


def test_same_version_the_later_row_stands(centre: Centre) -> None:
    centre.write("calls.csv", HEADER, "1,a,2024-05-01 10:00:00,5,", "1,a,2024-05-01 10:00:00,6,")
    (entry,) = centre.load().files[0].reconciliations
    assert _counts(entry) == (2, 1, 0, 1, 0, 0)
    assert centre.rows("contacts")[0]["wait_seconds"] == 6


def test_several_rows_out_of_a_record(centre: Centre) -> None:
    centre.write("customers.csv", "customer,phone,email", "a,123,a@x.org", "b,456,", "c,,", "d")
    (entry,) = centre.load().files[0].reconciliations
    assert _counts(entry) == (8, 3, 0, 0, 3, 2)
    assert {row["value"] for row in centre.rows("identifiers")} == {"123", "a@x.org", "456"}


def test_loading_again_changes_nothing(centre: Centre) -> None:
    path = centre.write("calls.csv", HEADER, FIRST)
    first = centre.load()
    before = centre.store.inputs()
    packed = centre.exports / "calls_again.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    second = centre.load()
    assert [file.is_new for file in first.files] == [True]
    assert [file.is_new for file in second.files] == [False, False]
    assert second.files[0].reconciliations == first.files[0].reconciliations
    assert (second.read, second.quarantined) == (0, 0)
    assert centre.store.inputs() == before


def test_order_of_paths_does_not_matter(centres: Callable[[], Centre]) -> None:
    manifests = []
    for turn in (1, -1):
        centre = centres()
        paths = [
            centre.write(f"calls_{i}.csv", HEADER, FIRST.replace("1,", f"{i},", 1))
            for i in range(4)
        ]
        centre.load(*paths[::turn])
        manifests.append([(load.load_id, load.file) for load in centre.store.loads()])
    assert manifests[0] == manifests[1]
    assert len(manifests[0]) == 4


def test_shuffled_and_repeated_delivery_gives_the_same_rows(
    centres: Callable[[], Centre],
) -> None:
    versions = [
        f"{i},c{i % 7},2024-05-01 10:00:00,{v},2024-05-0{v} 11:00:00"
        for i in range(40)
        for v in range(1, 4)
    ]
    rng = random.Random(1)
    results = []
    for _ in range(3):
        lines = versions + rng.sample(versions, 30)
        rng.shuffle(lines)
        centre = centres()
        centre.write("calls.csv", HEADER, *lines)
        (entry,) = centre.load().files[0].reconciliations
        assert _counts(entry) == (150, 40, 30, 80, 0, 0)
        results.append(_contents(centre, "contacts"))
    assert results[0] == results[1] == results[2]
    assert {row["wait_seconds"] for row in results[0]} == {3}


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    records=st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from(["5", "7", "-1", "x", ""]),
            st.sampled_from(["", "2024-05-01 11:00:00", "2024-05-02 11:00:00"]),
            st.sampled_from(["", ",surplus"]),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_reconciliation_agrees_with_brute_force(
    centres: Callable[[], Centre], records: list[tuple[str, str, str, str]]
) -> None:
    centre = centres()
    padding = [f"p{i},p,2024-05-01 10:00:00,1," for i in range(40)]
    lines = [f"{i},c,2024-05-01 10:00:00,{w},{v}{extra}" for i, w, v, extra in records]
    centre.write("calls.csv", HEADER, *padding, *lines)
    (entry,) = centre.load().files[0].reconciliations
    sound = [(i, w, v) for i, w, v, extra in records if not extra and w not in ("-1", "x")]
    distinct, keys = set(sound), {i for i, _, _ in sound}
    assert _counts(entry) == (
        40 + len(records),
        40 + len(keys),
        len(sound) - len(distinct),
        len(distinct) - len(keys),
        0,
        len(records) - len(sound),
    )


def test_secrets_never_reach_the_store(centre: Centre) -> None:
    card = "4111 1111 1111 1111"
    at = "2024-05-01 10:00:00"
    said = {"id": 1, "chat": {"id": 7}, "at": at, "text": f"Card {card}"}
    centre.write(
        "chat.jsonl",
        json.dumps(said),
        json.dumps({**said, "id": 2, "text": "Thanks"}),
        json.dumps({**said, "id": 3})[:-1],
        json.dumps({**said, "id": 4, "at": card}),
    )
    loading = centre.load()
    assert [row["text"] for row in centre.rows("messages")] == ["Card [card number]", "Thanks"]
    assert all(card not in str(example) for example in loading.files[0].examples)
    assert "[card number]" in str(loading.to_dict())
    for path in centre.store.folder.rglob("*"):
        assert not path.is_file() or b"1111 1111" not in path.read_bytes()
    assert all("1111" not in str(row) for row in centre.rows("quarantine"))


def test_keys_that_no_object_has_are_unknown(centre: Centre) -> None:
    centre.write("chat.jsonl", '{"id": 1, "chat": {"id": 7}, "at": "2024-05-01 10:00:00"}')
    (entry,) = centre.load().files[0].reconciliations
    assert _counts(entry) == (1, 1, 0, 0, 0, 0)
    assert centre.rows("messages")[0]["text"] is None


def test_nothing_is_left_in_staging(centre: Centre) -> None:
    centre.write("calls.csv", HEADER, FIRST)
    centre.write("notes.txt", "Dear all,", "please, call, me", "bye")
    centre.load()
    left = [path for path in centre.store.staging.rglob("*") if path.is_file()]
    assert left == []


def test_files_that_are_no_exports(centre: Centre) -> None:
    centre.write("calls.csv", HEADER, FIRST)
    for name in ("lastword.toml", ".hidden.csv", ".git/calls.csv", "truth/calls.csv"):
        centre.write(name, HEADER, FIRST.replace("1,", "9,", 1))
    centre.write("sub/truth.csv", "a,b", "1,2")
    centre.write("notes.txt", "Dear all,", "please, call, me", "bye")
    loading = centre.load()
    assert [file.label for file in loading.files] == ["calls.csv"]
    assert [file.label for file in loading.left_out] == ["notes.txt", "sub/truth.csv"]
    assert "delimiter is not proven" in loading.left_out[0].reason
    assert "its columns are not standard ones (a, b)" in loading.left_out[1].reason


def test_nothing_to_load_is_refused(centre: Centre) -> None:
    with pytest.raises(InputRefused, match="No file was found"):
        centre.load()
    centre.write("notes.txt", "Dear all,", "please, call, me", "bye")
    with pytest.raises(InputRefused, match=r"None of 1 files could be loaded:\n- notes\.txt: "):
        centre.load()


def test_a_zip_is_loaded_member_by_member(centre: Centre, tmp_path: Path) -> None:
    with zipfile.ZipFile(centre.exports / "all.zip", "w") as archive:
        archive.writestr("calls.csv", f"{HEADER}\n{FIRST}\n")
        archive.writestr("readme.pdf", b"%PDF-1.7")
    loading = centre.load()
    assert [file.label for file in loading.files] == ["all.zip/calls.csv"]
    assert [file.label for file in loading.left_out] == ["all.zip/readme.pdf"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("1,a,03/04/2024 10:00,5,", "offered_at"),
        ("1,a,2024-02-30 10:00:00,5,", "offered_at"),
        ('1,a,2024-05-01 10:00:00,"2,5",', "wait_seconds"),
        (",a,2024-05-01 10:00:00,5,", "contact_id"),
    ],
    ids=["day or month", "no such day", "decimal comma", "no key"],
)
def test_values_that_prove_nothing_are_quarantined(centre: Centre, line: str, column: str) -> None:
    centre.write("calls.csv", HEADER, line, FIRST.replace("1,", "2,", 1))
    loading = centre.load()
    (entry,) = loading.files[0].reconciliations
    assert _counts(entry) == (2, 1, 0, 0, 0, 1)
    (example,) = loading.files[0].examples
    assert (example.row_number, example.column) == (1, column)


def test_hours_that_the_clock_skips_or_repeats_are_marked(centre: Centre) -> None:
    centre.write(
        "calls.csv",
        HEADER,
        "1,a,2024-03-31 02:30:00,5,",
        "2,a,2024-10-27 02:30:00,5,",
        "3,a,2024-05-01 02:30:00,5,",
    )
    (entry,) = centre.load().files[0].reconciliations
    assert _counts(entry) == (3, 3, 0, 0, 0, 0)
    quality = {row["contact_id"]: row["time_quality"] for row in centre.rows("contacts")}
    assert quality == {"phone:1": "shifted", "phone:2": "ambiguous", "phone:3": "exact"}


def test_what_is_assumed_of_a_zone_is_said_every_time(centre: Centre) -> None:
    """Standard names without an offset are UTC; offsets and declared zones need no assumption."""
    centre.write("log.csv", "contact_id,started_at,ended_at", "1,2024-05-01 10:00,")
    centre.write("zoned.csv", "contact_id,started_at", "2,2024-05-01T10:00:00Z")
    centre.write("calls.csv", HEADER, FIRST)
    for _ in range(2):
        assumed = {file.label: file.assumed for file in centre.load().files}
        assert assumed["calls.csv"] == assumed["zoned.csv"] == ()
        (said,) = assumed["log.csv"]
        assert said.startswith("started_at: times without an offset are taken as UTC")
