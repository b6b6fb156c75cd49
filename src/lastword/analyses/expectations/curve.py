"""The loyalty curve: loyalty on how far the experience fell short of or exceeded expectation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis.expr.types as ir
import numpy as np

from lastword.analyses.expectations.bands import Band, Change, bands, changes
from lastword.analyses.expectations.cells import Cells, count
from lastword.analyses.expectations.gaps import Gap, gap_of
from lastword.analyses.expectations.slopes import (
    Jumps,
    Slopes,
    jumps,
    latent_slopes,
    response_slopes,
)
from lastword.engine.frames import opened, require
from lastword.errors import UsageError
from lastword.estimate import Unit
from lastword.finding import Finding
from lastword.result import Numbers, Result
from lastword.stats.hinge import MARGIN
from lastword.stats.isotonic import Isotonic, isotonic
from lastword.stats.links import LinkName

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from lastword.charts.frame import Form

REPLICATES = 1000
FEW_ANSWERS = 30
FEW_CLUSTERS = 30
OTHER_LINK: Mapping[LinkName, LinkName] = {"logit": "probit", "probit": "logit", "cloglog": "logit"}


@dataclass(frozen=True, slots=True)
class LoyaltyCurve(Result):
    """Loyalty below, at and above what customers expected.

    Parameters
    ----------
    loyalty, gap
        What was measured, and where the gap comes from.
    bands
        Customers below, as and above expectation: how many, and their mean loyalty.
    changes
        What falling short costs and exceeding earns against met, in every measure the scale
        allows; no model.
    response, latent
        The two slopes on both scales; None where a side has no answers, or loyalty has too many
        values for an ordinal model.
    other_link
        The latent slopes under another link: what changes with it is not to be relied on.
    jumps
        Sudden changes at “as expected”, where gaps are fine enough to tell them from slopes.
    fit
        Monotone curve with the number of answers at each gap.
    guards
        What limits the curve, in sentences.
    """

    loyalty: str
    gap: Gap
    unit: Unit
    n: int
    clusters: int
    bands: tuple[Band, ...]
    changes: tuple[Change, ...]
    response: Slopes | None
    latent: Slopes | None
    other_link: Slopes | None
    jumps: Jumps | None
    fit: Isotonic
    guards: tuple[str, ...]

    def claim(self, name: str = "loyalty_plateau") -> Finding:
        """Test “exceeding expectations adds little”: see `plateau`.

        Raises
        ------
        UsageError
            If there is no such claim.
        """
        from lastword.analyses.expectations.plateau import plateau

        if name != "loyalty_plateau":
            raise UsageError(f"unknown claim {name!r}. Choose one of: loyalty_plateau")
        return plateau(self)

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Draw the curve: hinge, monotone fit, and answers at each gap."""
        from lastword.analyses.expectations.drawing import draw

        return draw(self, form=form)

    def numbers(self) -> Numbers:
        """Mean loyalty of each band, and both slopes on both scales."""
        found = {f"{band.name} expectation": b for band in self.bands if (b := band.mean)}
        for slopes in (self.response, self.latent):
            if slopes is not None:
                found |= {f"{slopes.scale}, below": slopes.below,
                          f"{slopes.scale}, above": slopes.above}  # fmt: skip
        return found

    def frame(self) -> pd.DataFrame:
        """One row a gap."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def rows(self) -> list[dict[str, Any]]:
        """One row a gap: answers, mean and monotone fit with their intervals."""
        points = zip(self.fit.levels, self.fit.means, self.fit.fitted, self.fit.n, strict=True)
        return [
            {
                "gap": gap,
                "n": n,
                "mean": mean.value,
                "fitted": fitted.value,
                "lower": fitted.lower,
                "upper": fitted.upper,
            }
            for gap, mean, fitted, n in points
        ]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return Result.to_dict(self) | {"plateau": self.claim().to_dict()}


def curve(
    frame: Any,
    loyalty: str,
    *,
    disconfirmation: str | None = None,
    perceived: str | None = None,
    expected: str | None = None,
    reference: float | None = None,
    met: tuple[float, float] | None = None,
    weights: str | None = None,
    cluster: str | None = None,
    link: LinkName = "logit",
    margin: float = MARGIN,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> LoyaltyCurve:
    """How loyalty depends on falling short of, meeting or exceeding what customers expected.

    Fits loyalty = a + b₋ (g)₋ + b₊ (g)₊ on the answer scale (least squares) and on the latent
    one (cumulative link model), with g the gap: perceived less expected, or what the customer
    said of it.

    Parameters
    ----------
    frame
        pandas, polars or pyarrow table, DuckDB relation or Ibis table: one row a customer.
    loyalty
        Column: an ordered answer (intention), 0/1 (renewed, stayed) or an amount.
    disconfirmation
        Column with the direct answer: below/met/above in words, −1/0/1, or a scale with
        `reference`. Preferred.
    perceived, expected
        Instead of it, two columns on the same scale.
    reference
        The value of a direct scale that means “as expected”.
    met
        Answers of the direct scale (or differences) from … to that count as met in the bands;
        the reference alone where None.
    weights
        Column of non-response weights.
    cluster
        Column that binds answers together (the agent); answers stand alone where None.
    link
        ``"logit"``, ``"probit"`` or ``"cloglog"``.
    margin
        Slope below which an effect counts as none, in standard deviations for one step of g.
    replicates, seed
        Resampled clusters for ratio and bands of the curve.

    Raises
    ------
    UsageError
        If a column is missing, or what “as expected” means is not known.
    NotTestable
        If no row holds both gap and loyalty.

    Notes
    -----
    Oliver (1980), doi:10.1177/002224378001700405, for expectancy disconfirmation; Anderson and
    Mittal (2000), doi:10.1177/109467050032001, for the asymmetry. Observational: customers whose
    expectations were exceeded may be others in more than that. A difference of two answers holds
    the errors of both, and cannot rise where “expected” is at the top: prefer the direct answer.

    Examples
    --------
    >>> import pandas as pd
    >>> said = pd.DataFrame({"expectation": ["below", "met", "above"] * 40,
    ...                      "recommend": [2, 8, 8, 3, 9, 9] * 20})
    >>> found = curve(said, "recommend", disconfirmation="expectation")
    >>> [band.n for band in found.bands], found.claim().answer
    ([40, 40, 40], 'undecided')
    """
    named = [loyalty, disconfirmation, perceived, expected, weights, cluster]
    with opened(frame) as table:
        require(table, [name for name in named if name])
        gap = gap_of(table, disconfirmation, perceived, expected, reference)
        return curve_of(
            table, loyalty, gap,
            met=met, weight=weights, cluster=cluster, link=link, margin=margin,
            replicates=replicates, seed=seed,
        )  # fmt: skip


def curve_of(
    table: ir.Table,
    loyalty: str,
    gap: Gap,
    *,
    met: tuple[float, float] | None = None,
    weight: str | None = None,
    cluster: str | None = None,
    link: LinkName = "logit",
    margin: float = MARGIN,
    replicates: int = REPLICATES,
    seed: int = 0,
    unit: Unit = "score",
    title: str = "",
) -> LoyaltyCurve:
    """Count and fit the loyalty curve of an Ibis table; `title` names loyalty in words."""
    cells = count(table, gap, loyalty, weight=weight, cluster=cluster)
    centre = gap.reference if gap.kind == "direct" else 0.0
    inside = (met[0] - centre, met[1] - centre) if met else (0.0, 0.0)
    found = bands(cells, inside, unit)
    rng = np.random.default_rng(seed)
    guards = _guards(cells, gap, found, clustered=cluster is not None)
    fits = min(band.n for band in found) >= FEW_ANSWERS and cells.answers.size > 1
    response = latent = other = None
    if fits and cells.clusters > 1:
        draw: dict[str, Any] = {"margin": margin, "replicates": replicates, "rng": rng}
        response = response_slopes(cells, unit=unit, **draw)
        latent, other, unfitted = _latent(cells, link, draw)
        guards += unfitted
    totals, sizes, alike = cells.by_cluster()
    drawn = isotonic(
        cells.gaps.tolist(),
        totals,
        sizes,
        rows=alike,
        answers=np.bincount(cells.gap, cells.size),
        replicates=replicates,
        rng=rng,
        unit=unit,
    )
    return LoyaltyCurve(
        title or loyalty,
        gap,
        unit,
        cells.n,
        cells.clusters,
        found,
        changes(cells, inside, unit),
        response,
        latent,
        other,
        jumps(cells, unit) if fits else None,
        drawn,
        guards,
    )


def _latent(
    cells: Cells, link: LinkName, draw: dict[str, Any]
) -> tuple[Slopes | None, Slopes | None, tuple[str, ...]]:
    """Slopes under the link and another one; a sentence where loyalty cannot be fitted so."""
    if not cells.is_ordinal:
        return None, None, ()
    try:
        own, other = (latent_slopes(cells, link=n, **draw) for n in (link, OTHER_LINK[link]))
    except UsageError as error:
        return None, None, (f"On the answer scale alone, since {error}.",)
    return own, other, ()


def _guards(cells: Cells, gap: Gap, found: tuple[Band, ...], *, clustered: bool) -> tuple[str, ...]:
    said = [
        f"Only {band.n} customers {_WORDS[band.name]} what they expected: at least "
        f"{FEW_ANSWERS} are needed."
        for band in found
        if band.n < FEW_ANSWERS
    ]
    if clustered and cells.clusters < FEW_CLUSTERS:
        said.append(
            f"Answers come from {cells.clusters} agents: intervals of fewer than "
            f"{FEW_CLUSTERS} cover too rarely."
        )
    if gap.kind == "difference":
        said.append(
            "The gap is a difference of two answers: it holds the errors of both. Ask directly "
            "whether the service fell short, met or exceeded what was expected."
        )
    return tuple(said)


_WORDS = {"below": "got less than", "met": "got", "above": "got more than"}
