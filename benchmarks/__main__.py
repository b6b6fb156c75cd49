"""`python -m benchmarks [NAME …]`: run benchmarks, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LEFT_OUT = {
    "__init__", "__main__", "answers", "centres", "gaming", "loaded", "reading", "record",
    "studio", "tapes", "transcripts",
}  # fmt: skip


def names() -> list[str]:
    """Every benchmark, by module name."""
    found = {path.stem for path in Path(__file__).parent.glob("*.py")}
    return sorted(found - LEFT_OUT)


def main(wanted: list[str]) -> int:
    """Run the named benchmarks, or all."""
    unknown = set(wanted) - set(names())
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}. Choose from: {', '.join(names())}")
        return 2
    codes = [
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
        for name in wanted or names()
    ]
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
