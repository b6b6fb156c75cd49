"""Embedders: as measured, without a network, each text by itself."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import rankdata

from lastword.errors import InputRefused, UsageError
from lastword.text.embedding import Embedder, embedder_named, static
from lastword.text.embedding.folder import open_folder
from lastword.text.embedding.pieces import Pieces
from lastword.text.embedding.tfidf import TfIdfEmbedder
from lastword.text.embedding.weights import check_hash, read_vectors

needs_weights = pytest.mark.skipif(static.installed() is None, reason="wordllama is not installed")
HOSTILE = ["", " ", "x" * 100_000, "\x00\u202e", "🙂" * 50, "=cmd|' /C calc'!A0", "漢字かな混じり"]


@pytest.fixture(scope="module", params=["default", "tf-idf"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "default" and static.installed() is None:
        pytest.skip("wordllama is not installed")
    return embedder_named(request.param)


def test_a_text_has_one_vector_whatever_stands_beside_it(embedder: Embedder) -> None:
    texts = ["where is my card", "I lost my phone"]
    alone = embedder.embed(texts)
    among = embedder.embed([*HOSTILE, *texts])[len(HOSTILE) :]
    assert np.allclose(alone, among, atol=1e-6)
    assert np.allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-5)


def test_like_things_are_nearer_than_unlike_ones(embedder: Embedder) -> None:
    near, other, far = embedder.embed(
        ["my card was stolen", "somebody stole my card", "what is the weather in June"]
    )
    assert near @ other > near @ far + 0.2


@needs_weights
def test_same_intent_is_told_as_well_as_measured(data_folder: Path) -> None:
    with (data_folder / "intents" / "banking77_train.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[::7]
    vectors = embedder_named("default").embed([row["text"] for row in rows])
    vectors = vectors - vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    names = np.array([row["category"] for row in rows])
    first, second = np.triu_indices(len(rows), 1)
    same = names[first] == names[second]
    cosines = (vectors @ vectors.T)[first, second]
    ranks = rankdata(cosines)
    pairs = same.sum()
    auc = (ranks[same].sum() - pairs * (pairs + 1) / 2) / pairs / (~same).sum()
    assert auc >= 0.92


@needs_weights
def test_the_default_opens_no_socket_and_imports_no_hub() -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise OSError('no network')\n"
        "socket.socket = refuse\n"
        "from lastword.text.embedding import embedder_named\n"
        "embedder_named('default').embed(['hello'])\n"
        "hubs = {'wordllama', 'huggingface_hub', 'tokenizers', 'requests', 'transformers'}\n"
        "assert not hubs & set(sys.modules), hubs & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})


def _write_folder(folder: Path, rows: int = 3) -> None:
    header = json.dumps(
        {"embedding": {"dtype": "F32", "shape": [rows, 2], "data_offsets": [0, rows * 8]}}
    ).encode()
    numbers = np.arange(rows * 2, dtype=np.float32).tobytes()
    data = len(header).to_bytes(8, "little") + header + numbers
    (folder / "model.safetensors").write_bytes(data)
    model = {"vocab": {"▁": 0, "a": 1, "▁a": 2}, "merges": ["▁ a"]}
    (folder / "tokenizer.json").write_text(json.dumps({"model": model}))


def test_a_folder_of_ones_own_is_read(tmp_path: Path) -> None:
    _write_folder(tmp_path)
    vectors = open_folder(tmp_path).embed(["a a", ""])
    assert np.allclose(vectors, [[4 / 41**0.5, 5 / 41**0.5], [0, 0]])


def test_a_folder_is_what_its_hashes_say(tmp_path: Path) -> None:
    _write_folder(tmp_path)
    weights = tmp_path / "model.safetensors"
    stated = hashlib.sha256(weights.read_bytes()).hexdigest()
    (tmp_path / "SHA256SUMS").write_text(f"{stated}  model.safetensors\n")
    open_folder(tmp_path)
    weights.write_bytes(weights.read_bytes() + b" ")
    with pytest.raises(InputRefused, match="sha256"):
        open_folder(tmp_path)
    weights.unlink()
    with pytest.raises(InputRefused, match="is missing"):
        open_folder(tmp_path)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="holds no model"):
        open_folder(tmp_path)
    with pytest.raises(UsageError, match="is no folder"):
        embedder_named("somebody/some-model")


def test_another_file_than_the_measured_one_is_refused(tmp_path: Path) -> None:
    _write_folder(tmp_path)
    assert read_vectors(tmp_path / "model.safetensors").shape == (3, 2)
    with pytest.raises(InputRefused, match="sha256"):
        check_hash(tmp_path / "model.safetensors", "0" * 64)
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(InputRefused, match="safetensors"):
        read_vectors(tmp_path / "model.safetensors")


def test_unknown_letters_are_spelled_in_bytes() -> None:
    numbers = {"▁": 0, **{f"<0x{byte:02X}>": byte + 1 for byte in range(256)}}
    assert Pieces(numbers, []).of("é") == [0, 0xC3 + 1, 0xA9 + 1]


def test_tf_idf_tells_words_apart() -> None:
    same, other = TfIdfEmbedder().embed(["refund for order", "refund for the order"])
    assert same @ other == pytest.approx(1)
