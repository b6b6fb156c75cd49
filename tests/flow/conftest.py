"""One small demo centre, reported on once, for every test of the whole way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lastword.project.project import Project
from lastword.report import write_report
from lastword.sources.demo import World, read, write


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a demo centre with its project and report; treat it as read-only."""
    folder = write(World(contacts=5_000, seed=3), tmp_path_factory.mktemp("flow") / "centre")
    project = Project.for_exports((folder,))
    project.ingest((folder,))
    project.build()
    results = project.results(truth=read(folder).planted)
    write_report(results, folder / "lastword-report.html", project=project)
    return folder


@pytest.fixture
def centre(reported: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(reported, tmp_path / "centre"))
