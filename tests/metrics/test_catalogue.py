"""Every metric is defined once, reads real columns, and says how it misleads."""

from __future__ import annotations

import pytest

from lastword.engine import Engine
from lastword.errors import UsageError
from lastword.metrics import Metric, catalogue, explain, find
from lastword.tables import TABLES


@pytest.mark.parametrize("metric", catalogue().values(), ids=lambda metric: metric.name)
def test_expression_and_needs_fit_the_tables(
    metric: Metric, duckdb_engine: Engine, make_tables
) -> None:
    tables = make_tables(duckdb_engine)
    value = metric.expression(tables[metric.table])
    assert value.type().is_boolean() or value.type().is_numeric()
    for need in metric.needs:
        table, column = need.split(".")
        assert column in TABLES[table].by_name
    assert (metric.kind == "verdict") >= (metric.decider == "customer")


def test_explanation_names_definition_decider_and_trap() -> None:
    text = explain("one_touch_under_two")
    assert "fewer than 2 public replies" in text
    assert "without any reply at all" in text
    assert "performance (the centre's view)" in text


def test_unknown_metric_suggests_near_ones() -> None:
    with pytest.raises(UsageError, match="Did you mean abandonment"):
        find("abandonement")
