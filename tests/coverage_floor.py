"""Fail if a room that carries the statistics is tested less than its floor."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

FLOORS = {"stats": 95.0, "verdict": 95.0, "linking": 95.0}


def main() -> int:
    """Print the coverage of every guarded room; 1 if one lies under its floor."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", str(report)]
        subprocess.run(command, check=True)
        files = json.loads(report.read_text())["files"]
    lines: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name, entry in files.items():
        parts = Path(name).parts
        if "lastword" in parts and (room := parts[parts.index("lastword") + 1]) in FLOORS:
            lines[room][0] += entry["summary"]["covered_lines"]
            lines[room][1] += entry["summary"]["num_statements"]
    missed = 0
    for room, floor in FLOORS.items():
        covered, total = lines[room]
        share = 100 * covered / total if total else 0.0
        missed += share < floor
        print(f"coverage of {room}: {share:.1f} % (floor {floor:.0f} %)")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
