"""Import costs: nothing heavy before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import lastword

HEAVY = {"ibis", "duckdb", "pandas", "numpy", "scipy", "pyarrow", "altair", "pydantic", "rich"}


def _loaded(code: str) -> set[str]:
    script = f"{code}\nimport sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(lastword.__file__).parents[1])},
    )
    return set(done.stdout.splitlines()[-1].split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not _loaded("import lastword; dir(lastword)") & HEAVY


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import lastword.cli.main as m, click.testing as t\n"
        "assert t.CliRunner().invoke(m.cli, ['--help']).exit_code == 0"
    )
    assert not _loaded(code) & HEAVY


def test_every_public_name_exists() -> None:
    assert all(getattr(lastword, name) is not None for name in lastword.__all__)
