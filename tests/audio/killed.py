"""A run in a process of its own, for a test to kill: ``python -m audio.killed DIR``."""

from __future__ import annotations

import sys
from pathlib import Path

from audio.test_folder import NINE, SETTINGS, FakeListener
from lastword.audio import folder, run
from lastword.engine import open_engine
from lastword.store import Store
from written_tables import write_tables


def main(home: Path) -> None:
    run.COMMIT = 7
    folder.Listener.of = lambda _: FakeListener(home / "log", pause=0.02)  # type: ignore[method-assign, assignment]
    contacts = [
        {"contact_id": f"pbx:{n}", "channel": "voice", "offered_at": NINE, "ended_at": NINE}
        for n in range(40)
    ]
    with open_engine("duckdb", threads=1) as engine:
        tables = write_tables(engine, home, contacts=contacts)
        folder.listen(Store.open(home / ".lastword"), tables, SETTINGS, home / "tapes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
