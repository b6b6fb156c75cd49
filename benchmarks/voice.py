"""How well and how fast is text read?

`python -m benchmarks.voice --data FOLDER --messages 1000000`

Topics on BANKING77 and DSTC11 insurance, suggestions on SemEval-2019 task 9, emotion on GoEmotions;
then messages from Parquet to labels, killed once midway (kill −9) and taken up again.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.optimize import linear_sum_assignment
from training.emotion import FEELINGS, MOODS, read, scored

from benchmarks.record import record
from lastword.analyses.voice.reading import read_all
from lastword.engine import open_engine
from lastword.store.readings import Readings
from lastword.text.clusters import find_clusters
from lastword.text.embedding import Embedder, Vectors, default_embedder
from lastword.text.embedding.folder import open_folder
from lastword.text.reader import read_customers

GROUP = 500_000
"""Messages of one row group: the file is written without holding all of them."""
MESSAGES = pa.schema(
    [
        ("message_id", pa.string()),
        ("contact_id", pa.string()),
        ("author", pa.string()),
        ("sent_at", pa.timestamp("us")),
        ("text", pa.string()),
        ("digest", pa.string()),
    ]
)


def main() -> None:
    options = _options()
    if options.read:
        _read(options.read)
        return
    embedder = open_folder(options.model) if options.model else default_embedder()
    if options.model:
        record("voice_model", {embedder.name: topics(options.data, embedder)})
        return
    figures: dict[str, Any] = {"embedder": embedder.name}
    figures["speed"] = speed(options.data, options.messages)
    if options.only_speed:
        record("voice_speed", figures)
        print(json.dumps(figures, indent=2))
        return
    figures["topics"] = topics(options.data, embedder)
    figures["ideas"] = {name: ideas(options.data, name) for name in ("A", "B")}
    figures["emotion"] = emotion(options.data)
    record("voice", figures)
    print(json.dumps(figures, indent=2))


def topics(data: Path, embedder: Embedder) -> dict[str, Any]:
    with (data / "intents" / "banking77_train.csv").open(encoding="utf-8") as file:
        bank = list(csv.DictReader(file))
    chosen = np.random.default_rng(0).permutation(len(bank))[:4_000]
    bank_texts = [bank[place]["text"] for place in chosen]
    bank_names = [bank[place]["category"] for place in chosen]
    path = data / "intents" / "dstc11_development_insurance.jsonl"
    insurer = [json.loads(line) for line in path.read_text().splitlines()]
    bank_vectors = embedder.embed(bank_texts)
    insurers = embedder.embed([row["utterance"] for row in insurer])
    return {
        "BANKING77, 4,000 of the training file, 77 given": _clustered(bank_vectors, bank_names, 77),
        "BANKING77, the same, number found": _clustered(bank_vectors, bank_names, None),
        "DSTC11 insurance, number found": _clustered(
            insurers, [row["intent"] for row in insurer], None
        ),
        "BANKING77, same intent, AUC": _auc(bank_vectors, bank_names),
    }


def _clustered(vectors: Vectors, names: Sequence[str], count: int | None) -> dict[str, Any]:
    clusters = find_clusters(vectors, count=count)
    assert clusters is not None
    groups = np.unique(clusters.place(vectors)[0], return_inverse=True)[1]
    true = np.unique(names, return_inverse=True)[1]
    table = np.zeros((groups.max() + 1, true.max() + 1))
    np.add.at(table, (groups, true), 1)
    joint = table / table.sum()
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    held = joint > 0
    mutual = (joint[held] * np.log(joint[held] / np.outer(rows, columns)[held])).sum()
    entropies = sum(-(share * np.log(share)).sum() for share in (rows, columns))
    right = table[linear_sum_assignment(-table)].sum() / table.sum()
    found = len(clusters.centres)
    return {"clusters": found, "nmi": round(2 * mutual / entropies, 3), "acc": round(right, 3)}


def _auc(vectors: Vectors, names: Sequence[str]) -> dict[str, float]:
    centred = vectors - vectors.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    first, second = np.triu_indices(len(names), 1)
    same = np.asarray(names)[first] == np.asarray(names)[second]
    found = {}
    for name, held in (("as it is", vectors), ("mean taken away", centred)):
        cosines = (held @ held.T)[first, second]
        order = np.argsort(cosines)
        ranks = np.empty(len(order))
        ranks[order] = np.arange(1, len(order) + 1)
        pairs = same.sum()
        above = ranks[same].sum() - pairs * (pairs + 1) / 2
        found[name] = round(float(above / pairs / (~same).sum()), 3)
    return found


def ideas(data: Path, name: str) -> dict[str, float]:
    path = data / "suggestions" / f"Subtask{name}_Trial_Test_Labeled.csv"
    with path.open(encoding="utf-8", errors="replace") as file:
        rows = [row for row in csv.reader(file) if len(row) > 2 and row[2] in {"0", "1"}]
    read = read_customers([row[1].strip('" ') for row in rows])
    found = np.array(["idea" in {reading.kind for reading in told} for told in read])
    true = np.array([row[2] == "1" for row in rows])
    hits = (found & true).sum()
    return {
        "precision": round(float(hits / found.sum()), 3),
        "recall": round(float(hits / true.sum()), 3),
        "f1": round(float(2 * hits / (found.sum() + true.sum())), 3),
    }


def emotion(data: Path) -> dict[str, Any]:
    from lastword.text.emotion import head

    found = scored(head(), *read(data / "emotion", "dev"))
    return {
        "four-way macro-F1": round(float(np.mean([found[name] for name in MOODS])), 3),
        "six feelings macro-F1": round(float(np.mean([found[name] for name in FEELINGS])), 3),
        "each": {name: round(value, 3) for name, value in found.items()},
    }


def speed(data: Path, messages: int) -> dict[str, Any]:
    """From Parquet to labels in one process; killed once midway, then taken up."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(data, messages, folder / "messages.parquet")
        command = [sys.executable, "-m", "benchmarks.voice", "--read", str(folder)]
        first = subprocess.Popen(command)
        while not (len(list(folder.glob("readings/v/seen-*"))) >= messages // 60_000):
            time.sleep(0.2)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        kept = len(list(folder.glob("readings/v/seen-*")))
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        labels = sum(pq.read_metadata(p).num_rows for p in folder.glob("readings/v/labels-*"))
        seen = sum(pq.read_metadata(p).num_rows for p in folder.glob("readings/v/seen-*"))
        return {
            "messages": messages,
            "batches kept when killed": kept,
            "messages read in the end": seen,
            "labels": labels,
            "second run": json.loads(done.stdout),
        }


def _write(data: Path, messages: int, path: Path) -> None:
    with (data / "intents" / "banking77_train.csv").open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    texts += [line.split("\t")[0] for line in _tweets(data)]
    with pq.ParquetWriter(path, MESSAGES) as writer:
        for start in range(0, messages, GROUP):
            writer.write_table(_rows(texts, np.arange(start, min(start + GROUP, messages))))


def _rows(texts: Sequence[str], numbers: np.ndarray) -> pa.Table:
    """Messages by their numbers, four a contact; customers and agents in turn."""
    columns = {
        "message_id": [f"m{number}" for number in numbers],
        "contact_id": [f"c{number // 4}" for number in numbers],
        "author": np.where(numbers % 2 == 0, "customer", "agent"),
        "sent_at": pa.nulls(len(numbers), pa.timestamp("us")),
        "text": [texts[number % len(texts)] for number in numbers],
        "digest": [f"{number:032x}" for number in numbers],
    }
    return pa.table(columns, schema=MESSAGES)


def _tweets(data: Path) -> list[str]:
    import gzip

    path = data / "tweets" / "airline_tweets_first_10000.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
        return [row[4] for row in csv.reader(file)][1:]


def _read(folder: Path) -> None:
    staged = folder / f"staged-{os.getpid()}"
    readings = Readings(folder / "readings" / "v")
    before = len(readings.seen()) * 20_000
    started, used = time.perf_counter(), time.process_time()
    with open_engine("duckdb", memory="1GB", threads=2) as engine:
        messages = engine.read([folder / "messages.parquet"])
        read_all(engine, messages, readings, staged, lambda what, share: None)
    total = pq.read_metadata(folder / "messages.parquet").num_rows - before
    cost = time.process_time() - used
    print(
        json.dumps(
            {
                "messages": total,
                "seconds": round(time.perf_counter() - started, 1),
                "CPU seconds": round(cost, 1),
                "messages per CPU second": round(total / cost),
                "peak GB": _peak(),
            }
        )
    )


def _peak() -> float | None:
    """Most memory of this process alone: `ru_maxrss` would keep that of the process before it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
    return round(int(line.split()[1]) / 1e6, 2)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--model", type=Path, help="folder of a model: its topics alone")
    parser.add_argument("--only-speed", action="store_true", help="recorded as voice_speed")
    parser.add_argument("--read", type=Path, default=None, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
