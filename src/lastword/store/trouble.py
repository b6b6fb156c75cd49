"""What the operating system refused, in words that say what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lastword.errors import LastwordError, StoreError

_FULL = ("No space left on device", "Disk quota exceeded", "disk is full")
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn a full disk or a refused write, by whatever library, into a `StoreError`."""
    try:
        yield
    except LastwordError:
        raise
    except Exception as error:
        message = _words(folder, error)
        if message is None:
            raise
        raise StoreError(message) from error


def _words(folder: Path, error: Exception) -> str | None:
    for cause in _chain(error):
        number = cause.errno if isinstance(cause, OSError) else None
        if number in {errno.ENOSPC, errno.EDQUOT} or any(word in str(cause) for word in _FULL):
            return (
                f"The disk that holds {folder} is full. Nothing was lost: what was current before "
                "is still current. Free some space (`lastword gc` removes old generations), then "
                "run the same command again."
            )
        if number in _REFUSED:
            return (
                f"Writing to {folder} is not allowed ({cause}). Give yourself the right to write "
                "there, or choose another folder with --project."
            )
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
