"""The catalogue: every metric by name, and its explanation in words."""

from __future__ import annotations

import difflib
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from lastword.errors import UsageError
from lastword.metrics import journey, resolution, satisfaction, times
from lastword.metrics.metric import Metric

if TYPE_CHECKING:
    from collections.abc import Mapping

DECIDES = {
    "agent": "the agent, who is measured by it",
    "system": "the system",
    "behaviour": "what the customer does",
    "customer": "the customer",
}
KINDS = {
    "performance": "performance (the centre's view)",
    "verdict": "verdict (the customer's view)",
}


@cache
def catalogue() -> Mapping[str, Metric]:
    """Every metric of Lastword by name.

    Examples
    --------
    >>> catalogue()["nps"].title
    'Net promoter score (NPS)'
    """
    families = (resolution, times, satisfaction, journey)
    return MappingProxyType({m.name: m for family in families for m in family.METRICS})


def find(name: str) -> Metric:
    """Look up a metric.

    Raises
    ------
    UsageError
        If there is none of that name; suggests the nearest ones.
    """
    try:
        return catalogue()[name]
    except KeyError:
        near = difflib.get_close_matches(name, catalogue(), n=3, cutoff=0.4)
        choose = f"Did you mean {' or '.join(near)}?" if near else "See `lastword explain`."
        raise UsageError(f"unknown metric {name!r}. {choose}") from None


def explain(name: str) -> str:
    """Say what a metric is, who decides it, and how it misleads.

    Examples
    --------
    >>> print(explain("csat_top_box").splitlines()[0])
    Satisfaction, top box (csat_top_box)
    """
    metric = find(name)
    return "\n".join(
        (
            f"{metric.title} ({metric.name})",
            metric.question,
            "",
            f"Definition  {metric.formula}",
            f"One row     {metric.grain}, from {metric.table}",
            f"Kind        {KINDS[metric.kind]}",
            f"Decided by  {DECIDES[metric.decider]}",
            f"Needs       {', '.join(metric.needs)}",
            f"Trap        {metric.trap}",
            f"Source      {metric.source}",
        )
    )
