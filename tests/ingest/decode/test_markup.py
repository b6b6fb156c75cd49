"""XML of rows: what is read, what is refused, where it breaks off."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lastword.errors import InputRefused
from lastword.ingest.decode.hints import Hints
from lastword.ingest.decode.reading import decode
from lastword.ingest.decode.stage import Stage
from sources.limesurvey.structures import BOMB, CUT_OFF, NEWER, READS_A_FILE

XML = Hints(format="xml")


def staged(tmp_path: Path, text: str) -> Stage:
    path = tmp_path / "survey.lss"
    path.write_text(text, encoding="utf-8")
    (stage,) = decode(path, tmp_path, XML)
    return stage


def test_every_row_is_a_record_with_the_elements_around_it(tmp_path: Path) -> None:
    stage = staged(tmp_path, NEWER)
    rows = pq.read_table(stage.parts[0]).to_pylist()
    assert stage.rows_read == len(rows) == NEWER.count("<row>")
    (first, *_) = [row for row in rows if row["path"] == "document.questions.rows"]
    assert (first["qid"], first["type"], first["title"]) == ("21", "Y", "done")
    assert first["mandatory"] is first["answer"] is None


@pytest.mark.parametrize("text", [BOMB, READS_A_FILE], ids=["bomb", "external"])
def test_entities_are_refused_before_they_are_read(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputRefused, match=r"survey\.lss line 2: declares a document type"):
        staged(tmp_path, text)


def test_an_entity_that_nobody_declared_breaks_the_document_off(tmp_path: Path) -> None:
    stage = staged(tmp_path, NEWER.replace("<answers>", "<answers>&secret;", 1))
    assert (stage.rows_read, stage.quarantined) == (1, 1)


def test_a_document_that_is_cut_off_is_read_up_to_there(tmp_path: Path) -> None:
    stage = staged(tmp_path, CUT_OFF)
    (fault,) = pq.read_table(stage.quarantine).to_pylist()
    assert stage.rows_read == CUT_OFF.count("</row>") + 1 == fault["row_number"]
    assert fault["line"] == CUT_OFF.count("\n") + 1
    assert "is not valid XML" in fault["reason"]


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="nested more than 200 levels"):
        staged(tmp_path, "<document>" + "<a>" * 300)
