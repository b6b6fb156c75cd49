"""Recordings: a folder of generated calls heard, and what was planted in them found again.

Needs `lastword[audio]` and the sounds of Debian's `asterisk-core-sounds-*-wav` and
`asterisk-moh-opsound-wav`. No sound, word or weight is part of this repository:

    python -m benchmarks.recordings folder --calls 1000 --speakers pretrained.pt --home DIR
    python -m benchmarks.recordings words --model FOLDER --transcript core-sounds-en.txt
    python -m benchmarks.recordings numbers --model FOLDER --utterances 200
    python -m benchmarks.recordings long
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from benchmarks.record import apart, on_record, record
from benchmarks.studio import Studio
from benchmarks.tapes import folder, ten_hours
from benchmarks.transcripts import numbers, words

SEED = 9


def main() -> None:
    asked = _asked()
    figures = on_record("recordings")
    for what in asked.what:
        name, found = _figures(what, asked)
        figures[name] = found
        record("recordings", figures, seed=SEED)
        print(name, found, flush=True)


def _figures(what: str, asked: argparse.Namespace) -> tuple[str, dict[str, Any]]:
    if what == "long":
        return what, apart(ten_hours)
    studio = Studio(asked.sounds)
    if what == "folder":
        return what, folder(studio, asked.home, asked.calls, asked.speakers, asked.jobs, SEED)
    if what == "words":
        found = words(studio, asked.model, asked.transcript, asked.prompts, asked.language)
        return f"words, {asked.model.name}", found
    return what, numbers(studio, asked.model, asked.utterances)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", nargs="+", choices=("folder", "words", "numbers", "long"))
    parser.add_argument("--sounds", type=Path, default=Path("/usr/share/asterisk"))
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--home", type=Path, help="folder for the calls; taken up where it was")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--model", type=Path, help="folder of a faster-whisper model")
    parser.add_argument("--speakers", default="", help="Resemblyzer's pretrained.pt, for mono")
    parser.add_argument("--transcript", type=Path, help="core-sounds-en.txt of Asterisk")
    parser.add_argument("--language", default="", help="spoken; empty: found by the model")
    parser.add_argument("--prompts", type=int, default=160)
    parser.add_argument("--utterances", type=int, default=200)
    return parser.parse_args()


if __name__ == "__main__":
    main()
