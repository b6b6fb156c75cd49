from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from lastword.errors import InputRefused
from lastword.sources.demo import World, canonical, read
from lastword.sources.demo.chunk import Chunk


def test_true_positions_follow_time(tables: dict[str, pa.Table]) -> None:
    at = _offered(tables)
    issues: dict[int, list[tuple[object, int]]] = {}
    for row in tables["true_contacts"].to_pylist():
        if row["position"] is not None:
            issues.setdefault(row["issue"], []).append((at[row["contact_id"]], row["position"]))
    for contacts in issues.values():
        assert [position for _, position in sorted(contacts)] == list(range(1, len(contacts) + 1))


def test_false_first_timers_by_brute_force(tables: dict[str, pa.Table]) -> None:
    at, seen, expected = _offered(tables), set(), {}
    columns = ("contact_id", "channel", "customer_ref")
    name = {row["contact_id"]: row for row in tables["contacts"].select(columns).to_pylist()}
    rows = [row for row in tables["true_contacts"].to_pylist() if row["position"] is not None]
    for row in sorted(rows, key=lambda row: at[row["contact_id"]]):
        own = name[row["contact_id"]]
        system = (row["issue"], own["channel"], own["customer_ref"])
        expected[row["contact_id"]] = system not in seen and row["position"] > 1
        seen.add(system)
    assert {row["contact_id"]: row["is_false_first"] for row in rows} == expected
    assert 0.02 < sum(expected.values()) / len(expected) < 0.2


def test_true_issues_agree_with_their_contacts(tables: dict[str, pa.Table]) -> None:
    solved: dict[int, bool] = {}
    for row in tables["true_contacts"].to_pylist():
        solved[row["issue"]] = solved.get(row["issue"], False) or row["is_solving"]
    end = max(_offered(tables).values())
    settled = [
        row
        for row in tables["true_issues"].to_pylist()
        if row["last_contact_at"] < end - timedelta(days=2)
    ]
    assert len(settled) > 2_000
    assert all(solved[row["issue"]] == row["is_solved"] for row in settled)


def test_shares_are_those_of_the_true_issues(written: Path) -> None:
    truth = read(written)
    assert truth.says_solved() == pytest.approx(truth.planted["shares"]["says_solved"])
    assert truth.planted["shares"]["claimed"] - truth.planted["shares"]["says_solved"] > 0.2


def test_touched_contacts_are_named(written: Path) -> None:
    truth = read(written)
    for plant in truth.planted["plants"]:
        assert len(truth.touched(plant["kind"])) == plant["touched"]
    assert truth.touched("short_calls")


def test_next_issues_follow_as_planted(large: Chunk) -> None:
    """Tariff change → first bill: .16 of solved issues that leave room for it, ± 4 errors."""
    issues, endings = large.demand.issues, large.endings
    early = endings.last_at < large.world.seconds - 28 * 86_400
    solved = (issues.reason == 2) & endings.is_solved & early & (issues.cause < 0)
    followed = solved.copy()
    followed[:] = False
    followed[issues.cause[issues.cause >= 0]] = True
    share = followed[solved].mean()
    assert share == pytest.approx(0.16, abs=4 * (0.16 * 0.84 / solved.sum()) ** 0.5)


def test_effort_and_unsolved_problems_drive_customers_away() -> None:
    tables = canonical(World(contacts=20_000, seed=2, messages_per_contact=0))
    person = dict(
        zip(
            tables["true_persons"]["customer_ref"].to_pylist(),
            tables["true_persons"]["person"].to_pylist(),
            strict=True,
        )
    )
    left = {
        person[row["customer_ref"]]
        for row in tables["outcomes"].to_pylist()
        if row["kind"] == "cancelled"
    }
    unhappy = {r["person"] for r in tables["true_issues"].to_pylist() if not r["says_solved"]}
    everybody = set(tables["true_issues"]["person"].to_pylist())
    happy = everybody - unhappy
    assert len(left & unhappy) / len(unhappy) > 2 * len(left & happy) / len(happy)


def test_other_folders_hold_no_truth(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="not a demo centre"):
        read(tmp_path)


def _offered(tables: dict[str, pa.Table]) -> dict[str, object]:
    contacts = tables["contacts"]
    return dict(
        zip(contacts["contact_id"].to_pylist(), contacts["offered_at"].to_pylist(), strict=True)
    )
