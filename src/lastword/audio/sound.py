"""Sound: a recording's file, opened whatever its name says and read block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lastword.audio.extra import package
from lastword.errors import InputRefused

Samples = NDArray[np.float32]
"""Shape (n, channels), −1 to 1."""

BLOCK_SECONDS = 60
HEARD_AT = 16_000
"""Samples per second that the models listen to."""
_KINDS = "wav mp3 ogg oga opus flac au aif aiff w64 rf64 gsm m4a aac wma amr"
SUFFIXES = frozenset(f".{kind}" for kind in _KINDS.split())
"""Endings of what is taken for a recording."""
_SHORTEST = 0.5
_MISNAMED = (
    (b"<", "a web page or XML"),
    (b"{", "JSON"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
)
_UNSTATED = 0xFFFF0000
_CLOSED = (
    (4, b"ftyp", "MP4 (AAC)"),
    (0, b"#!AMR", "AMR"),
    (0, bytes.fromhex("3026b2758e66cf11"), "WMA"),
)


@dataclass(frozen=True, slots=True)
class Sound:
    """What a file says of itself.

    Parameters
    ----------
    remark
        What is odd about the file but does not keep it from being read.
    """

    path: Path
    rate: int
    channels: int
    seconds: float
    remark: str = ""


def opened(path: Path, *, longest_hours: float = 4.0) -> Sound:
    """Read a recording's head.

    Raises
    ------
    InputRefused
        If the file is empty, no recording, of a kind that cannot be decoded, has more than two
        channels or lasts too long; says what it is and what to do.
    """
    if path.stat().st_size == 0:
        raise InputRefused("the file is empty")
    soundfile = package("soundfile")
    with path.open("rb") as file:
        begins = file.read(64)
    if other := _no_recording(begins):
        raise InputRefused(other)
    try:
        head = soundfile.info(str(path))
    except (soundfile.LibsndfileError, RuntimeError, TypeError) as error:
        raise InputRefused(_damage(begins)) from error
    seconds = head.frames / head.samplerate if head.samplerate else 0.0
    if not 0 < seconds < float("inf") or seconds < _SHORTEST:
        raise InputRefused(f"holds only {seconds:.1f} s of sound")
    if head.channels > 2:
        raise InputRefused(f"has {head.channels} channels; one or two are understood")
    if seconds > longest_hours * 3600:
        raise InputRefused(
            f"lasts {seconds / 3600:.1f} h, more than [recordings] longest_hours = "
            f"{longest_hours:g}: a line left open, or many calls in one file"
        )
    remarks = (_misnamed(path, head.format), _cut_off(begins, path.stat().st_size))
    return Sound(path, head.samplerate, head.channels, seconds, "; ".join(filter(None, remarks)))


def blocks(sound: Sound) -> Iterator[Samples]:
    """The samples in order, a minute at a time; a damaged end is where they stop."""
    soundfile = package("soundfile")
    with soundfile.SoundFile(str(sound.path)) as file:
        while True:
            try:
                block: Samples = file.read(
                    BLOCK_SECONDS * sound.rate, dtype="float32", always_2d=True
                )
            except (soundfile.LibsndfileError, RuntimeError):
                return
            if not len(block):
                return
            yield block


def heard(block: Samples, rate: int) -> Samples:
    """Samples at the rate that the models listen to."""
    if rate == HEARD_AT:
        return block
    from math import gcd

    from scipy.signal import resample_poly

    common = gcd(rate, HEARD_AT)
    turned: Any = resample_poly(block, HEARD_AT // common, rate // common, axis=0)
    return turned.astype(np.float32, copy=False)  # type: ignore[no-any-return]


def _misnamed(path: Path, kind: str) -> str:
    named = path.suffix.lower().lstrip(".")
    kinds = {"wav": "WAV WAVEX RF64 W64", "mp3": "MP3 MPEG", "ogg": "OGG", "opus": "OGG",
             "oga": "OGG", "flac": "FLAC"}  # fmt: skip
    if named in kinds and kind not in kinds[named].split():
        return f"named .{named} but holds {kind}"
    return ""


def _cut_off(begins: bytes, size: int) -> str:
    """Whether a WAV's head promises more than the file holds; streams state no length."""
    promised = int.from_bytes(begins[4:8], "little") + 8
    if begins[:4] != b"RIFF" or promised >= _UNSTATED or promised <= size + 1:
        return ""
    return f"ends after {size:,} of {promised:,} bytes: the file is cut off"


def _no_recording(begins: bytes) -> str:
    for place, mark, kind in _CLOSED:
        if begins[place : place + len(mark)] == mark:
            return f"holds {kind}, which cannot be decoded; convert it to Opus or WAV"
    for mark, kind in _MISNAMED:
        if begins.lstrip().startswith(mark):
            return f"is no recording but {kind}"
    return ""


def _damage(begins: bytes) -> str:
    if begins[:4] in (b"RIFF", b"OggS", b"fLaC") or begins[:3] == b"ID3":
        return "is damaged: its head can be read, its sound cannot; export it again"
    return "is no recording that can be decoded (WAV, MP3, OGG, Opus and FLAC are)"
