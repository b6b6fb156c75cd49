"""Solved? Claimed, said, inferred and bounded, on a centre with planted verdicts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from lastword.engine import Engine, Tables
from lastword.errors import NotTestable
from lastword.question import Context
from lastword.settings import Settings
from lastword.verdict.cells import TOGETHER, count
from lastword.verdict.linking_error import LinkingError
from lastword.verdict.resolution import SILENT, resolution
from lastword.verdict.response import fit, fit_cells, score
from verdict import simulated

Ask = Callable[[Engine, pa.Table], Context]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """A context that holds nothing but the given verdicts."""

    def make(engine: Engine, verdicts: pa.Table) -> Context:
        path = tmp_path / "verdicts.parquet"
        pq.write_table(verdicts, path)
        return Context(Tables(engine, {"verdicts": [path]}), Settings(), datetime(2025, 1, 1))

    return make


@pytest.fixture(scope="module")
def centre() -> tuple[pa.Table, np.ndarray]:
    return simulated.issues(np.random.default_rng(1), issues=6000, agents=80)


def replaced(table: pa.Table, **columns: pa.Array) -> pa.Table:
    for name, values in columns.items():
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(name), values)
    return table


def test_all_are_inferred_where_the_survey_misleads(engine: Engine, ask: Ask, centre) -> None:
    verdicts, would = centre
    got = resolution(ask(engine, verdicts))
    assert (got.issues, got.mature, got.invited) == (6000, 6000, 6000)
    assert got.answered == verdicts["said_resolved"].length() - verdicts["said_resolved"].null_count
    assert got.claimed.value == pytest.approx(pc.mean(verdicts["claimed_resolved"]).as_py())
    assert got.said.value == pytest.approx(pc.mean(verdicts["said_resolved"]).as_py())
    assert got.inferred is not None
    assert got.inferred.lower <= would.mean() <= got.inferred.upper
    assert got.bounds is not None
    assert got.bounds.lower <= would.mean() <= got.bounds.upper
    assert got.caveats[0] == SILENT
    assert got.effective_n < got.answered
    assert [points for points, _ in got.what_if] == pytest.approx([5, 10, 20])
    silent = 1 - got.answered / got.mature
    drop = got.inferred.value - got.what_if[1][1].value
    assert drop == pytest.approx(0.10 * silent)


def test_cells_are_few_and_keep_every_issue(engine: Engine, ask: Ask, centre) -> None:
    verdicts, _ = centre
    cells = count(ask(engine, verdicts))
    assert cells.size.sum() == 6000
    assert cells.answered.sum() == 6000 - verdicts["said_resolved"].null_count
    reasons = {f.name: f.levels for f in cells.factors}["reason"]
    level = cells.level("reason")
    for number, reason in enumerate(reasons[:-2]):
        issues = pc.sum(pc.equal(verdicts["reason"], reason)).as_py()
        assert cells.size[level == number].sum() == issues
    largest = np.prod([float(len(f.levels)) for f in cells.factors]) * 5
    assert largest < 500_000
    names = {f.name for f in cells.factors}
    assert all(set(pair) <= names for pair in TOGETHER)


def test_folds_hold_whole_agents(duckdb_engine: Engine, ask: Ask, centre) -> None:
    from lastword.verdict.clusters import folded

    rows = duckdb_engine.fetch(folded(ask(duckdb_engine, centre[0]).tables["verdicts"])).to_pydict()
    folds: dict[str, set[int]] = {}
    for agent, fold in zip(rows["agent_id"], rows["fold"], strict=True):
        folds.setdefault(agent, set()).add(fold)
    assert all(len(found) == 1 for found in folds.values())
    assert len(set.union(*folds.values())) == 5


def test_scores_are_written_back_by_an_expression(engine: Engine, ask: Ask, centre) -> None:
    verdicts, would = centre
    open_issue = pa.array([i > 0 for i in range(6000)])
    context = ask(engine, replaced(verdicts, is_mature=open_issue))
    got = engine.fetch(score(context, fit(context))).sort_by("issue_id").to_pydict()
    assert len(got["issue_id"]) == 6000
    first = got["issue_id"].index("sim:0")
    assert got["probability"][first] is None
    assert got["response_probability"][first] is None
    mature = [i for i in range(6000) if i != first]
    weights = [got["weight"][i] for i in mature if got["weight"][i] is not None]
    assert sum(weights) == pytest.approx(5999)
    assert all(0 < got["response_probability"][i] < 1 for i in mature)
    said = [(got["probability"][i], got["said_resolved"][i]) for i in mature]
    assert all(p == float(answer) for p, answer in said if answer is not None)
    assert np.mean([p for p, _ in said]) == pytest.approx(would.mean(), abs=0.06)


def test_a_channel_that_never_answers_is_named(duckdb_engine: Engine, ask: Ask, centre) -> None:
    verdicts, _ = centre
    is_web = pc.equal(verdicts["channel"], "web")
    said = pc.if_else(is_web, pa.scalar(None, pa.bool_()), verdicts["said_resolved"])
    got = resolution(ask(duckdb_engine, replaced(verdicts, said_resolved=said)))
    assert any("Nobody answered about channel “web”" in words for words in got.caveats)


def test_without_the_question_behaviour_stands_in(duckdb_engine: Engine, ask: Ask, centre) -> None:
    unasked = replaced(centre[0], said_resolved=pa.nulls(6000, pa.bool_()))
    got = resolution(ask(duckdb_engine, unasked))
    assert (got.inferred, got.bounds, got.said.value) == (None, None, None)
    assert got.proxy is not None
    back = pc.mean(centre[0]["did_come_back"]).as_py()
    assert got.proxy.value == pytest.approx(1 - back)
    assert "behaviour, not a verdict" in got.caveats[0]
    blind = replaced(unasked, did_come_back=pa.nulls(6000, pa.bool_()))
    got = resolution(ask(duckdb_engine, blind))
    assert got.proxy is None
    assert "not testable" in got.caveats[0]


def test_few_answers_carry_no_model(duckdb_engine: Engine, ask: Ask, centre) -> None:
    few = centre[0].slice(0, 200)
    got = resolution(ask(duckdb_engine, few))
    assert got.answered < 30
    assert got.inferred is None
    assert got.said.is_known
    assert got.bounds is not None
    assert "too few" in got.caveats[0]


def test_without_a_mature_issue_nothing_is_said(duckdb_engine: Engine, ask: Ask, centre) -> None:
    young = replaced(centre[0], is_mature=pa.array([False] * 6000))
    with pytest.raises(NotTestable, match="none of 6000 issues is mature as of 2025-01-01"):
        resolution(ask(duckdb_engine, young))


def test_issues_without_an_agent_take_part(duckdb_engine: Engine, ask: Ask, centre) -> None:
    alone = replaced(centre[0], agent_id=pa.nulls(6000, pa.string()))
    got = resolution(ask(duckdb_engine, alone))
    assert got.inferred is not None
    assert any("0 agents are known" in words for words in got.caveats)


def test_linking_error_is_propagated(duckdb_engine: Engine, ask: Ask, centre) -> None:
    context = ask(duckdb_engine, centre[0])
    fitted = fit(context)
    exact = resolution(context, fitted=fitted)
    linked = resolution(context, fitted=fitted, linking=LinkingError(splits=0.05))
    theta = exact.inferred.value
    assert linked.inferred.value == pytest.approx(1.025 * theta)
    assert linked.inferred.lower < exact.inferred.lower + 0.03
    assert any(words.startswith("Linking errs: 5 %") for words in linked.caveats)
    assert linked.said == exact.said


def test_weights_are_capped(duckdb_engine: Engine, ask: Ask, centre) -> None:
    cells = count(ask(duckdb_engine, centre[0]))
    came_back = cells.level("came_back") == 2
    shy = np.where(came_back & (cells.code % 7 > 0), 0.0, cells.answered)
    quiet = type(cells)(cells.factors, cells.code, cells.size * 50, shy, np.minimum(cells.yes, shy))
    fitted = fit_cells(quiet)
    rate = shy.sum() / quiet.size.sum()
    assert fitted.response.min() >= rate / 20 - 1e-12


@pytest.mark.slow
def test_inference_is_right_and_its_error_as_stated(duckdb_engine: Engine, ask: Ask) -> None:
    """16 centres: z has Monte-Carlo error .25 in its mean and .18 in its spread."""
    scores, naive = [], 0
    for seed in range(16):
        rng = np.random.default_rng(seed)
        verdicts, would = simulated.issues(rng, issues=5000, agents=100)
        got = resolution(ask(duckdb_engine, verdicts))
        error = (got.inferred.upper - got.inferred.lower) / 3.92
        scores.append((got.inferred.value - would.mean()) / error)
        naive += got.said.lower <= would.mean() <= got.said.upper
        assert got.bounds.lower <= would.mean() <= got.bounds.upper
    assert abs(np.mean(scores)) < 0.75
    assert 0.5 < np.std(scores) < 1.5
    assert naive < 12
