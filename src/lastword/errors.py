"""Every exception of Lastword. One sentence each: what was found, where, what to do.

LastwordError
├── UsageError              the call or command was wrong (exit 2)
│   ├── SettingsError       lastword.toml is wrong; all faults gathered
│   └── NotIdentified       what some columns do cannot be told apart
├── InputRefused            a file or frame cannot be read at all (exit 3)
├── NotTestable             the data cannot answer the question
├── ThresholdMissed         a --fail-on threshold was missed (exit 1)
├── MissingExtra            an optional dependency is not installed (exit 2)
└── StoreError              the project's files
    ├── Locked              another process writes to the project (exit 5)
    └── Damaged             a manifest and its files disagree
"""

from __future__ import annotations

from collections.abc import Sequence


class LastwordError(Exception):
    """Base of all errors that a user can meet; its text is complete."""

    exit_code = 2


class UsageError(LastwordError):
    """The call or command was wrong; the message lists what is allowed."""


class SettingsError(UsageError):
    """`lastword.toml` is wrong; every fault is listed, each with its place."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class NotIdentified(UsageError):
    """What some columns do cannot be told apart, or is infinite; names the columns."""

    def __init__(self, message: str, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        super().__init__(message)


class InputRefused(LastwordError):
    """A file or frame cannot be read at all; says where reading stopped and what to do."""

    exit_code = 3


class NotTestable(LastwordError):
    """The data cannot answer the question; says which column or answer is missing."""

    exit_code = 3


class ThresholdMissed(LastwordError):
    """A threshold given with `--fail-on` was missed."""

    exit_code = 1


class MissingExtra(LastwordError):
    """An optional dependency is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"{package} is not installed. Install it with: pip install 'lastword[{extra}]'"
        )


class StoreError(LastwordError):
    """The project's files cannot be used as they are."""

    exit_code = 3


class Locked(StoreError):
    """Another process writes to the project; wait for it or stop it."""

    exit_code = 5


class Damaged(StoreError):
    """A manifest and its files disagree; says which file and how to restore it."""
