"""What the audit finds in a real call log: two months of a bank, each as a project of its own.

`python -m benchmarks.bank --data DATA`

DATA holds `anonymous_bank/`. Each month is read by `examples/anonymous_bank/lastword.toml` alone,
with individuals allowed; agents stand under their pseudonyms.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import lastword as lw
from benchmarks.record import record, timed
from lastword.analyses.integrity.sign import Sign, pseudonym
from lastword.project.project import Project

MAPPING = Path(__file__).parents[1] / "examples" / "anonymous_bank" / "lastword.toml"
AGREED = "\n[integrity]\nindividuals = true\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data / "anonymous_bank"
    figures = {month: found(folder / f"{month}.txt.gz") for month in ("january", "february")}
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    record("bank", figures)


def found(path: Path) -> dict[str, Any]:
    """Findings of one month, with the harm beside them."""
    with tempfile.TemporaryDirectory() as home, timed() as cost:
        project = loaded(Path(home), path)
        made = lw.integrity.audit(project, level="agent")
    return {
        "tests": made.tests,
        "not testable": [silence.detector for silence in made.silent],
        "found": [said(sign) for sign in made.found],
        **cost,
    }


def loaded(home: Path, path: Path) -> Project:
    """A project that holds one month."""
    text = MAPPING.read_text(encoding="utf-8") + AGREED
    (home / "lastword.toml").write_text(text, encoding="utf-8")
    project = Project.open(home, create=True)
    project.ingest([path])
    project.build()
    return project


def said(sign: Sign) -> dict[str, Any]:
    """A finding in figures: whom it speaks of, how many, how sure, and the harm."""
    return {
        "detector": sign.detector,
        "level": sign.level,
        "unit": None if sign.unit is None else pseudonym(sign.unit),
        "sentence": sign.sentence,
        "count": sign.estimate.text(),
        "q": sign.q,
        "harm": [harm.text() for harm in sign.harm],
        "explanations": [explanation.text() for explanation in sign.explanations],
    }


if __name__ == "__main__":
    main()
