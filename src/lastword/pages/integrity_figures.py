"""The charts of the integrity page: one a sign that has a picture."""

from __future__ import annotations

from functools import partial

from lastword.analyses.integrity.pictures import Coupling, Density, FunnelPoints, Shares
from lastword.analyses.integrity.sign import Sign
from lastword.analyses.integrity.views import Views
from lastword.charts.density import density
from lastword.charts.dots import dots
from lastword.charts.funnel import funnel
from lastword.charts.rows import Row
from lastword.charts.weeks import weeks
from lastword.pages.page import Figure

_ROWS = "#rows-integrity"


def figure_of(sign: Sign) -> Figure | None:
    """The picture of a sign as a figure; None where it has none."""
    picture = sign.picture
    if isinstance(picture, Density):
        return _density(sign, picture)
    if isinstance(picture, FunnelPoints):
        return _funnel(sign, picture)
    if isinstance(picture, Coupling):
        return _coupling(sign, picture)
    if isinstance(picture, Shares):
        return _shares(sign, picture)
    return None


def views_figure(seen: Views) -> Figure:
    """The same day as the centre and as its callers see it."""
    rows = (
        Row("The centre's view: answered within 20 s, mean over half hours", seen.centre,
            f"{seen.centre.n} half hours, answered calls only"),
        Row("The callers' view: answered within 20 s, of all who called", seen.callers,
            f"n {seen.callers.n:,}", role="penalty"),
    )  # fmt: skip
    return Figure(
        "integrity-views",
        f"One day, seen twice: {seen.day}",
        f"Of {seen.days} days the one with the widest gap. A quiet half hour counts as much as a "
        "busy one in the centre's mean, and who gave up does not count; most people call when it "
        "is busy.",
        partial(dots, rows),
        "; ".join(f"{row.label}: {row.number.text()}" for row in rows if row.number) + ".",
        tuple({"view": row.label, "number": row.number} for row in rows),
    )


def _id(sign: Sign) -> str:
    return "integrity-" + "".join(c if c.isalnum() else "-" for c in f"{sign.id}-{sign.level}")


def _density(sign: Sign, picture: Density) -> Figure:
    return Figure(
        _id(sign),
        _title(sign),
        "Bars: contacts by the second at which they ended, coloured by who ended them. Dashed: "
        "what would end there anyway. Shaded: where the excess lies.",
        partial(density, picture.edges, picture.parts, picture.expected,
                limit=picture.limit, zone=picture.zone),
        sign.sentence,
        tuple(
            {"from": picture.edges[i], "to": picture.edges[i + 1],
             **{who: counts[i] for who, counts in picture.parts},
             "expected": picture.expected[i] if picture.expected else None}
            for i in range(len(picture.edges) - 1)
        ),
    )  # fmt: skip


def _funnel(sign: Sign, picture: FunnelPoints) -> Figure:
    out = sum(picture.is_out)
    return Figure(
        _id(sign),
        _title(sign),
        "One dot a person or unit: how many were to be expected (across), and observed over "
        "expected (up). Above the dashed lines lie few by chance and by the usual differences "
        "between people. Nobody is named.",
        partial(funnel, picture.sizes, picture.ratios, picture.is_out, tau=picture.tau),
        f"{out} of {len(picture.sizes)} stand out. {sign.sentence}",
        tuple(
            {"expected": size, "ratio": ratio, "stands_out": is_out}
            for size, ratio, is_out in zip(
                picture.sizes, picture.ratios, picture.is_out, strict=True
            )
        ),
    )


def _coupling(sign: Sign, picture: Coupling) -> Figure:
    return Figure(
        _id(sign),
        _title(sign),
        "How closely the metric and the customers' outcome went together in each week. Dashed: "
        "the mean before and after the change; shaded: when it may have come.",
        partial(weeks, picture.weeks, picture.correlation,
                before=picture.before, after=picture.after, change=picture.change_week,
                earliest=picture.earliest_week, latest=picture.latest_week),
        sign.sentence,
        tuple(
            {"week": week, "correlation": value}
            for week, value in zip(picture.weeks, picture.correlation, strict=True)
        ),
    )  # fmt: skip


def _shares(sign: Sign, picture: Shares) -> Figure:
    rows = [Row(label, number, f"n {number.n:,}", href=_ROWS) for label, number in picture.rows]
    return Figure(
        _id(sign),
        _title(sign),
        f"{picture.of} Lines: 95 % interval.",
        partial(dots, rows),
        "; ".join(f"{label}: {number.text()}" for label, number in picture.rows) + ".",
        tuple({"what": label, "number": number} for label, number in picture.rows),
    )


def _title(sign: Sign) -> str:
    return sign.sentence.partition(": ")[0]
