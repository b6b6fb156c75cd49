"""Tf-idf embeddings: the fallback where no weights are installed."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from lastword.text.embedding.embedder import Vectors, unit
from lastword.text.head import terms
from lastword.text.naming import SMALL_WORDS
from lastword.text.plain import plain, words

WIDTH = 512
_BUCKETS = 1 << 18


class TfIdfEmbedder:
    """Words and pairs of neighbours, hashed, then projected at random to 512 dimensions.

    Needs no weights and knows no synonyms: BANKING77's same-intent AUC is .83 against .93 of the
    default. Words of all languages count alike; small words are left out in place of a rarity
    learnt from a corpus, so that a text's vector never depends on its neighbours.
    """

    name = "tf-idf"

    def __init__(self) -> None:
        signs = np.random.default_rng(77).integers(0, 2, (_BUCKETS, 4), dtype=np.int8) * 2 - 1
        places = np.random.default_rng(78).integers(0, WIDTH, (_BUCKETS, 4), dtype=np.int16)
        rows = np.repeat(np.arange(_BUCKETS), 4)
        self._projection = csr_matrix(
            (signs.ravel().astype(np.float32), (rows, places.ravel())), shape=(_BUCKETS, WIDTH)
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text."""
        columns: list[int] = []
        ends = [0]
        for text in texts:
            told = [word for word in words(plain(text)) if word not in SMALL_WORDS]
            columns += [zlib.crc32(term.encode()) % _BUCKETS for term in terms(told)]
            ends.append(len(columns))
        counts = csr_matrix(
            (np.ones(len(columns), np.float32), columns, ends), shape=(len(texts), _BUCKETS)
        )
        counts.sum_duplicates()
        return unit((counts @ self._projection).toarray())
