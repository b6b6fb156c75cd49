"""What customers say of the experience: satisfaction, recommendation, effort, expectation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lastword.metrics.metric import Metric

if TYPE_CHECKING:
    import ibis.expr.types as ir


def _promoters_minus_detractors(table: ir.Table) -> Any:
    is_promoter = (table.said_nps >= 9).cast("float64")
    return (is_promoter - (table.said_nps <= 6).cast("float64")) * 100.0


_metric = partial(Metric, grain="issue", table="verdicts", kind="verdict", decider="customer")


METRICS = (
    _metric(
        "csat_top_box",
        "Satisfaction, top box",
        "What share gave the best answer?",
        unit="share",
        expression=lambda t: t.said_top_box,
        formula="best answer on the scale / answers",
        needs=("verdicts.said_top_box",),
        trap="Not comparable with top two: the same answers give very different numbers.",
        source="SQM: “very satisfied” only",
    ),
    _metric(
        "csat_top_two",
        "Satisfaction, top two boxes",
        "What share gave one of the two best answers?",
        unit="share",
        expression=lambda t: t.said_top_two,
        formula="one of the two best answers / answers on scales of four or more steps",
        needs=("verdicts.said_top_two",),
        trap="Hides the difference between content and delighted; not comparable with top box.",
        source="Zendesk: 4–5 of 5",
    ),
    _metric(
        "csat_mean",
        "Satisfaction, mean",
        "How satisfied are customers on average?",
        unit="score",
        expression=lambda t: t.said_csat,
        formula="mean of (answer − worst) / (best − worst)",
        needs=("verdicts.said_csat",),
        trap="Answers are ranks, not distances, and most crowd at the top of the scale.",
        source="Common use",
    ),
    _metric(
        "nps",
        "Net promoter score (NPS)",
        "Would customers recommend us?",
        unit="points",
        expression=_promoters_minus_detractors,
        formula="100 × (share of 9–10 − share of 0–6)",
        needs=("verdicts.said_nps",),
        trap="Wide interval: 400 answers give about ±8 points. It asks about the firm, not about "
        "this contact.",
        source="Reichheld 2003",
    ),
    _metric(
        "effort",
        "Customer effort (CES)",
        "How much effort was it?",
        unit="score",
        expression=lambda t: t.said_effort,
        formula="mean effort on 0–1, 1 = most; CES 1.0 (low is good) and CES 2.0 (high is good) "
        "brought to one direction by the declared scale",
        needs=("verdicts.said_effort",),
        trap="The 2010 and 2013 questions run in opposite directions: undeclared scales are left "
        "out.",
        source="CES 1.0: Dixon, Freeman and Toman 2010; CES 2.0: CEB 2013",
        higher_is="worse",
    ),
    _metric(
        "below_expectation",
        "Below expectation",
        "What share fell short of what the customer expected?",
        unit="share",
        expression=lambda t: t.said_expectation < 0,
        formula="answers “below expectation” / answers to the expectation question",
        needs=("verdicts.said_expectation",),
        trap="Low expectations are easily met.",
        source="Expectancy disconfirmation",
        higher_is="worse",
    ),
    _metric(
        "above_expectation",
        "Above expectation",
        "What share exceeded what the customer expected?",
        unit="share",
        expression=lambda t: t.said_expectation > 0,
        formula="answers “above expectation” / answers to the expectation question",
        needs=("verdicts.said_expectation",),
        trap="Exceeding may add little to loyalty: see the expectations analysis.",
        source="Expectancy disconfirmation",
    ),
)
