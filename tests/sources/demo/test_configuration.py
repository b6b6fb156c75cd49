import tomllib
from pathlib import Path

from lastword.ingest.mapping import read_sources
from lastword.metrics.catalogue import catalogue
from lastword.settings import read_settings
from lastword.sources.demo import Driver, World
from lastword.sources.demo.chunk import draw_chunk
from lastword.sources.demo.configuration import configuration
from lastword.sources.demo.exports import centre_exports, chunk_exports
from lastword.tables import TABLES


def test_the_project_file_is_valid(written: Path) -> None:
    settings = read_settings(written / "lastword.toml")
    assert {target.metric for target in settings.targets} >= {"average_handle_time", "agent_code"}
    named = {target.metric for target in settings.targets}
    named |= {metric for goal in settings.goals for metric in goal.metrics}
    assert named <= set(catalogue())
    assert set(read_sources(settings.sources)) == {"phone", "chat", "desk", "crm", "hr"}


def test_every_export_is_mapped_to_known_columns(small: World) -> None:
    exports = {name: set(table.column_names) for name, table in chunk_exports(draw_chunk(small, 0))}
    exports |= {name: set(table.column_names) for name, table in centre_exports(small)}
    mapped = set()
    for section in tomllib.loads(configuration(small))["sources"].values():
        for file in section["files"]:
            name = file["match"][0].split(".")[0]
            mapped.add(name)
            for table in file["tables"]:
                rules = [table.get("columns", {}), *table.get("rows", [])]
                for rule in rules:
                    assert set(rule) <= set(TABLES[table["table"]].by_name)
                    assert {c for r in rule.values() for c in _columns(r)} <= exports[name]
    assert mapped == set(exports)


def test_attributes_follow_the_drivers_of_the_world() -> None:
    world = World(drivers=(Driver("patience", below=0.4, above=0.4),))
    assert 'value = "patience"' in configuration(world)
    assert "courtesy" not in configuration(world)


def _columns(rule: object) -> set[str]:
    if isinstance(rule, str):
        return {rule}
    if isinstance(rule, dict):
        joined = {part for part in rule.get("join", []) if isinstance(part, str)}
        return joined | ({rule["column"]} if "column" in rule else set())
    return set()
