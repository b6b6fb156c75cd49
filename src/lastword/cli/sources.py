"""`lastword sources`: which systems are understood, and what lies in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lastword.cli.options import console, emit, json_option, project_option
from lastword.cli.project import open_project

FILES = "files"
"""Source of files that are understood by standard names of columns alone."""

if TYPE_CHECKING:
    from lastword.ingest.inventory import Understood
    from lastword.sources.source import Source


@click.command()
@click.argument("exports", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="Settings and mapping; default: lastword.toml beside the exports.",
)
@click.option("--loads", is_flag=True, help="List what a project loaded, and where its rows went.")
@project_option
@json_option
def command(
    exports: tuple[Path, ...],
    config: Path | None,
    loads: bool,
    project: Path | None,
    as_json: bool,
) -> None:
    """List the systems whose exports are understood, what they fill and what they cannot tell.

    With EXPORTS (folders or files): what each file is recognised as, and why. Nothing is loaded.
    """
    from lastword.sources.registry import sources

    if loads:
        known = [_load(load) for load in open_project(project).store.loads()]
        emit(known, as_json, lambda: _print_loads(known))
        return
    if not exports:
        found = sources()
        emit([_told(source) for source in found], as_json, lambda: _print_sources(found))
        return
    files = _inventory(exports, config)
    emit([asdict(file) for file in files], as_json, lambda: _print_files(files))


def _inventory(exports: tuple[Path, ...], config: Path | None) -> tuple[Understood, ...]:
    from lastword.ingest.inventory import inventory
    from lastword.ingest.mapping import read_sources
    from lastword.settings import Settings, read_settings
    from lastword.sources.registry import kinds

    beside = (exports[0] if exports[0].is_dir() else exports[0].parent) / "lastword.toml"
    path = config or (beside if beside.exists() else None)
    settings = read_settings(path) if path else Settings()
    return inventory(exports, read_sources(settings.sources), kinds())


def _told(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "title": source.title,
        "fills": source.fills,
        "unknown": source.unknown,
    }


def _print_sources(found: tuple[Source, ...]) -> None:
    from rich.markup import escape

    out = console()
    for source in found:
        out.print(f"[bold]{source.title}[/] ({source.name})")
        for kind, tables in source.fills.items():
            out.print(f"  {escape(kind)} → {', '.join(tables) or 'nothing'}", highlight=False)
        for sentence in source.unknown:
            out.print(f"  cannot tell: {escape(sentence)}", highlight=False)
        out.print()


def _print_files(files: tuple[Understood, ...]) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("file", "is", "fills", "because", box=None, pad_edge=False, header_style="bold")
    for file in files:
        if file.tables:
            cells = (file.label, _named(file), ", ".join(file.tables), file.why)
            table.add_row(*map(escape, cells))
    if table.rows:
        console().print(table)
    _print_rest("Known, but not needed", [f for f in files if f.source and not f.tables])
    _print_rest("Not understood", [file for file in files if not file.source])


def _print_rest(title: str, files: Sequence[Understood]) -> None:
    """Files that fill nothing, those with the same reason together."""
    from rich.markup import escape

    if not files:
        return
    console().print(f"\n[bold]{title}[/] ({len(files)})", highlight=False)
    for why in dict.fromkeys(file.why for file in files):
        names = ", ".join(file.label for file in files if file.why == why)
        console().print(escape(f"  {names}: {why}"), highlight=False)


def _named(file: Understood) -> str:
    return "a table" if file.source == FILES else f"{file.source} {file.kind or ''}".strip()


def _load(load: Any) -> dict[str, Any]:
    counts = [entry.model_dump() for entry in load.reconciliation]
    return {"load_id": load.load_id, "source": load.source, "file": load.file, "tables": counts}


def _print_loads(loads: list[dict[str, Any]]) -> None:
    from rich.table import Table

    numbers = ("read", "loaded", "duplicates", "superseded", "filtered", "quarantined")
    table = Table("source", "file", "table", box=None, pad_edge=False, header_style="bold")
    for name in numbers:
        table.add_column(name, justify="right")
    for load in loads:
        for entry in load["tables"]:
            counts = (f"{entry[name]:,}" for name in numbers)
            table.add_row(load["source"], load["file"], entry["table"], *counts)
    console().print(table)
