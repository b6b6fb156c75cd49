"""Static embeddings: the mean of the vectors of a text's pieces."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from lastword.text.embedding.embedder import Vectors, unit
from lastword.text.embedding.pieces import Pieces
from lastword.text.embedding.weights import check_hash, read_vectors

PACKAGE = "wordllama"
WEIGHTS = "weights/l2_supercat_256.safetensors"
PIECES = "tokenizers/l2_supercat_tokenizer_config.json"
HASHES = {
    WEIGHTS: "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5",
    PIECES: "93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68",
}
"""Files inside the package, with the SHA-256 that all figures were measured with."""
LONGEST = 4_000
"""Characters of a text that are read."""
_ROWS = 4_096


class StaticEmbedder:
    """Means of piece vectors: no network, no accelerator, tens of thousands of texts a second.

    Parameters
    ----------
    pieces
        Cuts words into pieces.
    vectors
        One row a piece.
    """

    def __init__(self, name: str, pieces: Pieces, vectors: Vectors) -> None:
        self.name = name
        self._pieces = pieces
        self._vectors = vectors

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text."""
        if not texts:
            return np.zeros((0, self._vectors.shape[1]), np.float32)
        blocks = [texts[start : start + _ROWS] for start in range(0, len(texts), _ROWS)]
        return np.vstack([self._block(block) for block in blocks])

    def _block(self, texts: Sequence[str]) -> Vectors:
        found = [self._pieces.of(text[:LONGEST]) for text in texts]
        ends = np.cumsum([0, *map(len, found)])
        columns = np.concatenate([np.asarray(row, np.int32) for row in found])
        counts = csr_matrix(
            (np.ones(columns.size, np.float32), columns, ends),
            shape=(len(texts), self._vectors.shape[0]),
        )
        return unit(np.asarray(counts @ self._vectors, np.float32))


def installed() -> Path | None:
    """Folder of the package that carries the default weights; None where it is not installed.

    The package is found, not imported: its own loader would look for a network.
    """
    spec = find_spec(PACKAGE)
    return Path(spec.origin).parent if spec and spec.origin else None


def wordllama(folder: Path) -> StaticEmbedder:
    """WordLlama's 256-dimension vectors, their files checked against the pinned hashes."""
    for name, expected in HASHES.items():
        check_hash(folder / name, expected)
    vectors = read_vectors(folder / WEIGHTS)
    return StaticEmbedder("wordllama-256", Pieces.read(folder / PIECES), vectors)
