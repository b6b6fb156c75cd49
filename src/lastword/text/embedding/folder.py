"""A user's own model folder: static weights, ONNX or sentence-transformers, never a network."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lastword.errors import InputRefused, MissingExtra
from lastword.text.embedding.embedder import Embedder, Vectors, unit
from lastword.text.embedding.pieces import Pieces
from lastword.text.embedding.static import StaticEmbedder
from lastword.text.embedding.weights import read_vectors

OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
"""Set before any library that knows a model hub is imported."""
LONGEST = 256
"""Pieces of a text that a network reads."""
_ROWS = 64


def open_folder(folder: Path) -> Embedder:
    """Open what a folder holds: ONNX, sentence-transformers, or static weights (model2vec).

    Raises
    ------
    InputRefused
        If the folder holds none of them.
    MissingExtra
        If what it holds needs a library that is not installed.
    """
    os.environ.update(OFFLINE)
    networks = sorted(folder.rglob("*.onnx"))
    if networks:
        return OnnxEmbedder(folder, networks[0])
    if (folder / "modules.json").exists():
        return SentenceTransformer(folder)
    weights = sorted(folder.glob("*.safetensors"))
    pieces = folder / "tokenizer.json"
    if weights and pieces.exists():
        return StaticEmbedder(
            f"folder:{folder.name}", Pieces.read(pieces), read_vectors(weights[0])
        )
    raise InputRefused(
        f"{folder} holds no model: neither *.onnx, nor modules.json of sentence-transformers, nor "
        "*.safetensors with tokenizer.json. Name the folder that holds them in [voice] model."
    )


class OnnxEmbedder:
    """A sentence encoder in ONNX with its `tokenizer.json`: mean of the last layer over pieces."""

    def __init__(self, folder: Path, network: Path) -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise MissingExtra("onnxruntime", "embeddings") from error
        self.name = f"onnx:{folder.name}"
        self._session = onnxruntime.InferenceSession(str(network))
        self._inputs = {held.name for held in self._session.get_inputs()}
        self._pieces = Tokenizer.from_file(str(_beside(folder, "tokenizer.json")))
        self._pieces.enable_truncation(LONGEST)
        self._pieces.enable_padding()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text."""
        blocks = [texts[start : start + _ROWS] for start in range(0, len(texts), _ROWS)]
        return np.vstack([self._block(block) for block in blocks])

    def _block(self, texts: Sequence[str]) -> Vectors:
        read = self._pieces.encode_batch(list(texts))
        mask = np.array([row.attention_mask for row in read], np.int64)
        given: dict[str, Any] = {
            "input_ids": np.array([row.ids for row in read], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        last = self._session.run(
            None, {name: held for name, held in given.items() if name in self._inputs}
        )[0]
        if last.ndim == 3:
            last = (last * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return unit(last.astype(np.float32))


class SentenceTransformer:
    """A folder that the library sentence-transformers wrote."""

    def __init__(self, folder: Path) -> None:
        try:
            import sentence_transformers
        except ImportError as error:
            raise MissingExtra("sentence-transformers", "embeddings") from error
        self.name = f"sentence-transformers:{folder.name}"
        self._model = sentence_transformers.SentenceTransformer(
            str(folder), local_files_only=True, trust_remote_code=False
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text."""
        return unit(np.asarray(self._model.encode(list(texts)), np.float32))


def _beside(folder: Path, name: str) -> Path:
    found = sorted(folder.rglob(name))
    if not found:
        raise InputRefused(f"{folder} holds no {name}, which its network needs.")
    return found[0]
