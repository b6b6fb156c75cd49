"""One writer at a time: a lock that the operating system drops when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from lastword.errors import Locked


class Lock:
    """The writer's lock of one project.

    The lock itself is the kernel's (`flock`), so a killed holder frees it at that moment and a
    reused process id cannot keep it; the file's content only says who holds it. A thread that
    holds the lock may take it again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._holder: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this thread holds the lock."""
        return self._holder == threading.get_ident()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for a while.

        Raises
        ------
        Locked
            If another process (or thread) holds it: its process id and since when.
        """
        if self.is_held:
            yield
            return
        number = self._take()
        self._holder = threading.get_ident()
        try:
            yield
        finally:
            self._holder = None
            os.ftruncate(number, 0)
            os.close(number)

    def _take(self) -> int:
        number = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(number)
            raise Locked(self._refusal()) from error
        os.ftruncate(number, 0)
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        os.pwrite(number, json.dumps({"pid": os.getpid(), "since": since}).encode(), 0)
        return number

    def _refusal(self) -> str:
        try:
            holder = json.loads(self._path.read_bytes())
            who = f"process {holder['pid']} writes to it since {holder['since']}"
        except (ValueError, KeyError, OSError):
            who = "another process has just begun to write to it"
        return (
            f"{self._path.parent} is locked: {who}. Wait until it ends, or stop that process; "
            "the lock goes with it."
        )
