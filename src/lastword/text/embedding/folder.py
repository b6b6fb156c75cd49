"""A user's own model folder: static weights, ONNX or sentence-transformers, never a network."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lastword.errors import InputRefused, MissingExtra
from lastword.text.embedding.embedder import Embedder, Vectors, unit
from lastword.text.embedding.pieces import Pieces
from lastword.text.embedding.static import StaticEmbedder
from lastword.text.embedding.weights import check_hash, read_vectors

OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
"""Set before any library that knows a model hub is imported."""
SUMS = "SHA256SUMS"
"""File with the hashes of a model's files, as `sha256sum` writes it; checked wherever it lies."""
LONGEST = 256
"""Pieces of a text that a network reads."""
_ROWS = 64


def open_folder(folder: Path) -> Embedder:
    """Open what a folder holds: ONNX, sentence-transformers, or static weights (model2vec).

    Files named in `SUMS` must have the hashes that stand there.

    Raises
    ------
    InputRefused
        If the folder holds none of them, or other files than it says.
    MissingExtra
        If what it holds needs a library that is not installed.
    """
    os.environ.update(OFFLINE)
    _check(folder)
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
    """A sentence encoder in ONNX with its `tokenizer.json`.

    Its vector is the mean of the last layer over pieces, or that of the first piece where
    `1_Pooling/config.json` of sentence-transformers says so.
    """

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
        self._is_first = _is_first(folder)

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
        if last.ndim == 3 and self._is_first:
            last = last[:, 0]
        elif last.ndim == 3:
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


def _check(folder: Path) -> None:
    sums = folder / SUMS
    if not sums.exists():
        return
    for line in sums.read_text(encoding="utf-8").splitlines():
        stated, _, name = line.partition(" ")
        path = folder / name.lstrip(" *")
        if not path.is_file():
            raise InputRefused(f"{path} is missing, which {sums} names. Fetch the model anew.")
        check_hash(path, stated)


def _is_first(folder: Path) -> bool:
    pooling = folder / "1_Pooling" / "config.json"
    if not pooling.exists():
        return False
    told = json.loads(pooling.read_text(encoding="utf-8"))
    return bool(told.get("pooling_mode_cls_token"))


def _beside(folder: Path, name: str) -> Path:
    found = sorted(folder.rglob(name))
    if not found:
        raise InputRefused(f"{folder} holds no {name}, which its network needs.")
    return found[0]
