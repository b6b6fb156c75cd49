"""The grammar refuses what it does not know, and every block of its how-to is valid."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lastword.errors import SettingsError
from lastword.ingest.mapping import read_sources

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "map-your-own-export.md"
BLOCKS = re.findall(r"```toml\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
TABLE = {"table": "contacts", "columns": {"contact_id": "id", "offered_at": "at"}}


def sources(**table: Any) -> dict[str, Any]:
    return {"crm": {"files": [{"match": ["*"], "tables": [{**TABLE, **table}]}]}}


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"table": "calls"}, "Input should be 'contacts'"),
        ({"columns": {"caller": "x"}}, "contacts has no column caller"),
        ({"columns": {"queue": {"column": "x", "value": "y"}}}, "needs exactly one of column"),
        ({"columns": {"queue": {"colum": "x"}}}, "Extra inputs are not permitted"),
        ({"columns": {"offered_at": {"column": "x", "time_zone": "Mars"}}}, "not an IANA zone"),
        ({"drop": [{"column": "x", "equals": ["y"]}]}, "reason"),
        ({"columns": {"queue": {"column": "x", "when": [{"equals": ["y"]}]}}}, "one of column"),
    ],
)
def test_faults_are_named_with_their_place(table: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_sources(sources(**table))
    assert says in str(caught.value)
    assert "[sources.crm.files.0.tables.0" in str(caught.value)


def test_all_faults_are_gathered() -> None:
    wrong = {**sources(table="calls"), "desk": {"files": [], "time_zone": "Mars"}}
    with pytest.raises(SettingsError) as caught:
        read_sources(wrong)
    assert len(caught.value.faults) == 3


def test_a_kind_of_file_may_fill_the_tables_of_another() -> None:
    plain = {"name": "file", "match": ["a"], "tables": [TABLE]}
    other = {"match": ["b"], "like": "file", "names": {"at": "data.at"}}
    first, second = read_sources({"crm": {"files": [plain, other]}})["crm"].resolved
    assert second.tables == first.tables
    assert (second.in_file("at"), second.in_file("id")) == ("data.at", "id")
    with pytest.raises(SettingsError, match="no kind of file with tables is named files"):
        read_sources({"crm": {"files": [plain, {**other, "like": "files"}]}})


def test_short_records_are_not_quoted() -> None:
    decode = {"delimiter": "|", "fewest_fields": 3}
    with pytest.raises(SettingsError, match="nothing is quoted"):
        read_sources({"crm": {"files": [{"match": ["a"], "decode": decode, "tables": [TABLE]}]}})


def test_the_nearest_declaration_wins() -> None:
    raw = sources()
    raw["crm"] |= {"time_zone": "UTC", "date_order": "dmy", "null": ["?"]}
    raw["crm"]["files"][0] |= {"time_zone": "Europe/Berlin", "null": ["-"]}
    (file,) = read_sources(raw)["crm"].resolved
    assert (file.time_zone, file.date_order, file.null) == ("Europe/Berlin", "dmy", ("?", "-"))


@pytest.mark.parametrize("block", BLOCKS)
def test_the_how_to_is_valid(block: str) -> None:
    assert read_sources(tomllib.loads(_completed(block))["sources"])


def _completed(block: str) -> str:
    """A block of the how-to with the frame that it stands in."""
    if "[[sources." not in block:
        if block.startswith("decode"):
            return f'{_frame("crm")}{block}[[sources.crm.files.tables]]\ntable = "contacts"\n'
        table = '[[sources.crm.files.tables]]\ntable = "contacts"\n'
        head = "" if block.startswith("drop") else "[sources.crm.files.tables.columns]\n"
        return f"{_frame('crm')}{table}{head}{block}"
    name = block.split("[[sources.")[1].split(".", maxsplit=1)[0]
    return block if f"[[sources.{name}.files]]" in block else _frame(name) + block


def _frame(name: str) -> str:
    return f'[[sources.{name}.files]]\nmatch = ["*"]\n'
