"""Phrases: pools of texts, put together once from `phrases.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa

from lastword.sources.demo.arrays import Ints
from lastword.sources.demo.customers import LANGUAGES
from lastword.sources.demo.reasons import NAMES

KINDS = (
    "solved",
    "unsolved",
    "promises",
    "thanks",
    "questions",
    "closings",
    "ideas",
    "happy",
    "unhappy",
    "begging",
)


@dataclass(frozen=True, slots=True)
class Pools:
    """All texts in one array, cut into pools.

    Parameters
    ----------
    texts
        Every text.
    start, size
        First text and number of texts of each pool.
    """

    texts: pa.Array
    start: Ints
    size: Ints

    def draw(self, rng: np.random.Generator, pool: Ints) -> Ints:
        """Index of one text for each pool number."""
        return self.start[pool] + (rng.random(len(pool)) * self.size[pool]).astype(np.int64)


def statement_pool(language: Ints, reason: Ints) -> Ints:
    """Pool of what customers with a reason write first."""
    return language * len(NAMES) + reason


def phrase_pool(language: Ints, kind: str) -> Ints:
    """Pool of one kind of phrase."""
    return len(LANGUAGES) * len(NAMES) + language * len(KINDS) + KINDS.index(kind)


@lru_cache(maxsize=1)
def pools() -> Pools:
    """Put all pools together: a few thousand texts."""
    words = tomllib.loads((files(__package__) / "phrases.toml").read_text(encoding="utf-8"))
    groups = [_statements(words[tag], name) for tag in LANGUAGES for name in NAMES]
    groups += [words[tag][kind] for tag in LANGUAGES for kind in KINDS]
    sizes = np.array([len(group) for group in groups], dtype=np.int64)
    texts = [text for group in groups for text in group]
    return Pools(pa.array(texts), np.cumsum(sizes) - sizes, sizes)


def _statements(words: dict[str, Any], reason: str) -> list[str]:
    parts = (words["openings"], words["problems"][reason], words["details"], words["wishes"])
    return [" ".join(choice) for choice in product(*parts)]
