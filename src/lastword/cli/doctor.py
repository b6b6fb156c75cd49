"""`lastword doctor`: check the installation and the project."""

from __future__ import annotations

import shutil
import sys
from importlib import metadata
from pathlib import Path

import click

from lastword.cli.options import emit, json_option, project_option

PACKAGES = ("ibis-framework", "duckdb", "sqlglot", "pyarrow", "altair", "vl-convert-python")
EXTRAS = {
    "pyspark": "spark",
    "splink": "linkage",
    "holidays": "holidays",
    "faster-whisper": "audio",
}


@click.command()
@project_option
@json_option
def command(project: Path | None, as_json: bool) -> None:
    """Check versions, disk and memory, and every file of the project against its manifest."""
    checks = [*_installation(), *_project(project)]
    emit(
        [{"check": name, "ok": ok, "found": found} for name, ok, found in checks],
        as_json,
        lambda: _print(checks),
    )
    if not all(ok for _, ok, _ in checks):
        from lastword.errors import Damaged

        raise Damaged("Something is wrong: see the lines marked ✗ above.")


def _installation() -> list[tuple[str, bool, str]]:
    version = ".".join(map(str, sys.version_info[:3]))
    checks = [("Python", sys.version_info >= (3, 11), version)]
    checks += [(name, True, metadata.version(name)) for name in PACKAGES]
    checks += [(name, True, _extra(name, extra)) for name, extra in EXTRAS.items()]
    checks.append(("Java (for Spark)", True, shutil.which("java") or "not installed"))
    free = shutil.disk_usage(Path.cwd()).free
    return [*checks, ("free disk", free > 1 << 30, f"{free / (1 << 30):,.0f} GiB")]


def _extra(name: str, extra: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"not installed (optional: pip install 'lastword[{extra}]')"


def _project(folder: Path | None) -> list[tuple[str, bool, str]]:
    from lastword.cli.project import open_project
    from lastword.errors import LastwordError, UsageError

    try:
        opened = open_project(folder)
    except UsageError as error:
        return [] if folder is None else [("project", False, str(error))]
    try:
        opened.store.check()
    except LastwordError as error:
        return [("project files", False, str(error))]
    return [("project files", True, f"{len(opened.store.loads())} loads match their manifests")]


def _print(checks: list[tuple[str, bool, str]]) -> None:
    for name, ok, found in checks:
        click.echo(f"{'✓' if ok else '✗'} {name:<20} {found}")
