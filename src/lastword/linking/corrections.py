"""Corrections by hand, replayed in the order they were made; conflicts are listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lastword.store.corrections import Correction, CorrectionKind


@dataclass(frozen=True, slots=True)
class Conflict:
    """A correction that could not be applied, or that undoes an earlier one.

    Parameters
    ----------
    problem
        What stands against it, and what to do.
    """

    correction: Correction
    problem: str


@dataclass(slots=True)
class Groups:
    """Members (customer references, or contacts in order of time) in groups, changed by hand.

    Parameters
    ----------
    members
        Group → members, in the order that decides who is first in a group.
    belongs_to
        Member → whose it is; only members of one owner can be merged. Empty: no such limit.
    """

    members: dict[str, list[str]]
    belongs_to: Mapping[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    touched: dict[str, CorrectionKind] = field(default_factory=dict)
    group_of: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.group_of = {m: group for group, ms in self.members.items() for m in ms}

    def unknown(self, correction: Correction) -> bool:
        """Note the keys that occur nowhere in the data."""
        missing = [key for key in correction.keys if key not in self.group_of]
        if missing:
            self.note(correction, f"not in the data: {', '.join(missing)}")
        return bool(missing)

    def note(self, correction: Correction, problem: str) -> None:
        """List a conflict."""
        self.conflicts.append(Conflict(correction, problem))

    def merge(self, correction: Correction) -> None:
        """Make one group of the groups of all keys."""
        owners = {self.belongs_to.get(key, "") for key in correction.keys}
        if len(owners) > 1:
            persons = ", ".join(sorted(owners))
            self.note(correction, f"different persons: {persons}. Merge the persons first")
            return
        self._undoes(correction, correction.keys)
        groups = sorted({self.group_of[key] for key in correction.keys})
        into = self.members[groups[0]]
        for group in groups[1:]:
            into.extend(self.members.pop(group))
        self._settle(groups[0], into)
        self._touch(correction)

    def take_out(self, correction: Correction, leaving: Sequence[str]) -> None:
        """Make a group of its own of some members of one group."""
        group = self.group_of[correction.keys[0]]
        stay = [member for member in self.members[group] if member not in set(leaving)]
        if not stay:
            self.note(correction, f"{correction.keys[0]} already begins a group of its own")
            return
        self._undoes(correction, correction.keys[:1])
        del self.members[group]
        self._settle(min(stay), stay)
        self._settle(min(leaving), list(leaving))
        self._touch(correction)

    def _settle(self, group: str, members: list[str]) -> None:
        self.members[group] = members
        self.group_of.update(dict.fromkeys(members, group))

    def _touch(self, correction: Correction) -> None:
        self.touched.update(dict.fromkeys(correction.keys, correction.kind))

    def _undoes(self, correction: Correction, keys: Iterable[str]) -> None:
        before = sorted(
            {k for k in keys if self.touched.get(k, correction.kind) != correction.kind}
        )
        if before:
            self.note(correction, f"undoes an earlier correction of {', '.join(before)}; it stands")


def named(corrections: Sequence[Correction], *kinds: CorrectionKind) -> list[Correction]:
    """Corrections of some kinds, in the order they were made."""
    return sorted((c for c in corrections if c.kind in kinds), key=lambda c: c.made_at)
