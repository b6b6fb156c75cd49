"""What false splits and merges of issues do to a share of issues."""

from __future__ import annotations

from dataclasses import dataclass

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.linking.quality import linking_errors
from lastword.question import Context
from lastword.stats.bounds import imbens_manski
from lastword.stats.quantile import normal_quantile


@dataclass(frozen=True, slots=True)
class LinkingError:
    """How often linking errs, per true issue.

    Parameters
    ----------
    splits
        False extra pieces per true issue: 0.05 means that 100 true issues appear as 105.
    merges
        True issues lost in another one, per true issue.
    splits_error, merges_error
        Standard errors of the two rates.
    """

    splits: float = 0.0
    merges: float = 0.0
    splits_error: float = 0.0
    merges_error: float = 0.0

    def __post_init__(self) -> None:
        if min(self.splits, self.merges) < 0 or self.merges >= 1:
            raise UsageError(
                f"splits = {self.splits}, merges = {self.merges}; give rates per true issue, "
                "splits from 0, merges from 0 to below 1"
            )

    @property
    def is_none(self) -> bool:
        """Whether linking is taken as free of error."""
        return self.splits == self.merges == self.splits_error == self.merges_error == 0


def measured(context: Context) -> LinkingError:
    """How often linking probably errs, from customers' pauses (`lastword.linking.quality`).

    No error where the links themselves are not at hand.
    """
    if not context.tables.parts.get("issue_contacts"):
        return LinkingError()
    errors = linking_errors(context.tables, context.settings.linking)
    return LinkingError(errors.splits, errors.merges, errors.splits_error, errors.merges_error)


def propagate(
    share: Estimate, linking: LinkingError, *, piece: float | None = None, merged: float = 0.2
) -> Estimate:
    """Share of *true* issues from the share of linked issues.

    With s false pieces and m lost issues per true issue, 1 + s − m linked issues stand for one
    true issue: θ_true = θ (1 + s − m) − s q + m r. The interval holds for every q and r in their
    ranges (Imbens and Manski's), the errors of the two rates included; the value is the middle.

    Parameters
    ----------
    share
        Share of linked issues that are solved, θ.
    linking
        The two rates, s and m.
    piece
        The most that θ counts a split-off first piece as solved, q. From 0 (its customer was
        asked, and had to come back) to `piece` (its customer did not answer, so that the piece
        was taken for an issue after which nobody came back); θ where None.
    merged
        How far the share solved of issues lost in another one, r, may lie from θ.

    Notes
    -----
    Five pieces in a hundred that count as unsolved move θ = .56 by 2.8 points; pieces that count
    like other issues move it by nothing.

    Examples
    --------
    >>> propagate(Estimate(0.56, 0.51, 0.61, n=2140, method="x"), LinkingError(0.05)).text()
    '57 % (52–63)'
    """
    if linking.is_none or share.value is None or share.lower is None or share.upper is None:
        return share
    theta, z = share.value, normal_quantile(share.level)
    most = theta if piece is None else piece
    factor = 1 + linking.splits - linking.merges
    low = theta * factor - linking.splits * most + linking.merges * max(theta - merged, 0.0)
    high = theta * factor + linking.merges * min(theta + merged, 1.0)
    by_splits = max(theta, abs(theta - most)) * linking.splits_error
    rates = by_splits**2 + (merged * linking.merges_error) ** 2
    below = ((factor * (theta - share.lower) / z) ** 2 + rates) ** 0.5
    above = ((factor * (share.upper - theta) / z) ** 2 + rates) ** 0.5
    lower, upper = imbens_manski(low, high, below, above, level=share.level)
    return Estimate(
        min((low + high) / 2, 1.0),
        max(lower, 0.0),
        min(upper, 1.0),
        n=share.n,
        method=f"{share.method}, linking error propagated",
        level=share.level,
    )
