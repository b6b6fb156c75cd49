"""The centre's own identifiers go with the secrets, on every engine."""

from __future__ import annotations

import pyarrow as pa
import pytest
from pydantic import ValidationError

from lastword.engine import Engine
from lastword.ingest.secrets import without_secrets
from lastword.settings import PrivacySettings

PATTERNS = {"customer number": r"\bKD-?[0-9]{6}\b", "policy": r"POL[0-9]+"}


def test_own_identifiers_are_named_where_they_stood(engine: Engine) -> None:
    texts = ["I am KD-123456, card 4111 1111 1111 1111", "POL77 and KD654321", "order 4711", None]
    table = engine.frame(pa.table({"text": pa.array(texts)}))
    rows = engine.fetch(without_secrets(table, "text", patterns=PATTERNS)).to_pylist()
    assert {row["text"] for row in rows} == {
        "I am [customer number], card [card number]",
        "[policy] and [customer number]",
        "order 4711",
        None,
    }


@pytest.mark.parametrize("pattern", ["KD-(", "[0-9]*", r"(?<=KD)[0-9]+", r"(A)\1"])
def test_patterns_that_no_engine_reads_are_refused(pattern: str) -> None:
    with pytest.raises(ValidationError, match="number = "):
        PrivacySettings(patterns={"number": pattern})
