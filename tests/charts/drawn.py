"""Every kind of chart with ordinary, extreme and hostile input, and its text boxes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from lastword.charts.bars import bars
from lastword.charts.butterfly import Pair, butterfly
from lastword.charts.calibration import Agreement, calibration
from lastword.charts.curves import Line, curves
from lastword.charts.dots import dots
from lastword.charts.ellipses import Spot, ellipses
from lastword.charts.flow import flow
from lastword.charts.histogram import histogram
from lastword.charts.lanes import Flag, Lane, lanes
from lastword.charts.levels import Hinge, Level, levels
from lastword.charts.panels import Panel, Series, panels
from lastword.charts.rows import Row
from lastword.charts.slopes import Slope, slopes
from lastword.charts.typeface import width
from lastword.estimate import Bounds, Estimate
from made_results import HOSTILE, curve

SVG = "{http://www.w3.org/2000/svg}"
_MOVE = re.compile(r"translate\(([-\d.e]+)[, ]([-\d.e]+)\)")


def share(value: float, half: float = 0.02) -> Estimate:
    return Estimate(value, max(0, value - half), min(1, value + half), 2140, "Wilson")


def points(value: float, half: float = 3) -> Estimate:
    return Estimate(value, value - half, value + half, 900, "OLS", unit="points")


ROWS = (
    Row("Agent's code", share(0.86, 0.005), "agent decides · n 22,870", role="muted"),
    Row("Everybody", Estimate(1.0, 0.99, 1.0, 12, "Wilson"), "customer decides"),
    Row("Nobody", Estimate(0.0, 0.0, 0.01, 12, "Wilson"), href="#rows"),
    Row("Closed within 15 minutes", None, "system decides",
        "not computed: the export holds no closing time of any ticket at all"),
    Row("Nothing assumed", Bounds(0.0, 1.0, 22_870, "Manski")),
    Row("A definition whose name is so long that it has to be broken into several lines and cut",
        share(0.5)),
)  # fmt: skip
EFFECTS = (
    Row("Unsolved", points(-21), role="penalty"),
    Row("Friendly", points(9), role="reward"),
    Row("Quick", points(0.4, 1), role="reward"),
    Row("Repeated themselves", points(-40, 12), role="penalty"),
    Row("Asked for nothing", None),
)
HOSTILE_ROWS = tuple(Row(text, share(0.1 * i), text, text) for i, text in enumerate(HOSTILE))


def line(name: str, top: float, n: int = 22_870, **rest: Any) -> Line:
    made = curve(name, top, n)
    return Line(name, made.days, made.share, made.lower, made.upper, made.at_risk, **rest)


LINES = (
    line("any problem", 0.22),
    line("same problem", 0.14, role="penalty"),
    line("a curve with a long name that ends close by", 0.139, role="attention"),
    line("chance alone", 0.135, role="muted", is_reference=True),
)
EDGES = tuple(range(10, 141, 2))
COUNTS = tuple(4_000 - 20 * i + (5_000 if 18 <= i < 25 else 0) for i in range(len(EDGES) - 1))
BREAKS = (("web", "voice", 2_204), ("email", "voice", 1_310), ("message", "social", 1))

PAIRS = (
    Pair("Resolution", points(-21), points(0.4, 1), "penalty · expected: later", "#rows"),
    Pair("Courtesy", points(-1, 2), points(9), "reward · expected: 4"),
    Pair("Transfers", points(-4), None, "asymmetry not testable: binary"),
    Pair("A driver whose name is so long that it has to be cut somewhere", None, points(2)),
)
SPOTS = (
    Spot("resolution", 1.8, -1.6, (0.01, -0.008, 0.01), "penalty", "#rows"),
    Spot("courtesy", 0.7, 0.5, (0.004, 0.002, 0.006), "reward"),
    Spot("listening", 0.71, 0.49, (0.004, 0.002, 0.006)),
    Spot("clarity", 0.7, 0.51, (0.004, 0.002, 0.006)),
)
SAID = ((-1.0, "fell short", 1_166), (0.0, "as expected", 16_850), (1.0, "exceeded", 209))
THREE = tuple(Level(at, said, n, 6 + at, 6 + at, 5 + at, 7 + at) for at, said, n in SAID)
TEN = tuple(
    Level(
        at,
        f"{at + 7:g}",
        9_000_000 // (1 + abs(at) ** 3),
        7 + at / 2,
        7 + at / 2,
        6 + at / 2,
        8 + at / 2,
    )
    for at in range(-6, 4)
)
MANY = tuple(Level(at, f"{at:+d}", 12_345, at, at) for at in range(-20, 21))

HOURS = [(float(at), f"{at // 60}:00") for at in range(480, 1081, 60)]
SHARES = tuple(0.3 * (k % 7) / 7 for k in range(20))
DAY = (
    Panel("Callers in 30 minutes", (Series(tuple(range(20)), role="bars", style="bars"),)),
    Panel("Agents", (Series(tuple(range(3, 23)), "took contacts", role="link", style="step"),
                     Series((None, *range(19)), "needed", style="step", is_reference=True))),
    Panel("Share of callers who waited, with a title too long for the width of a telephone",
          (Series(SHARES, "waited over 20 s", SHARES, tuple(s + 0.1 for s in SHARES)),
           Series(SHARES, "observed", role="penalty", style="dots")), "share", limit=0.05),
)  # fmt: skip

LANES = (
    Lane("Customer", ((6.2, 16.7), (26.2, 34.2), (130.1, 130.11)), "reward"),
    Lane("Agent", ((1.0, 5.0), (17.8, 24.9), (240.0, 281.0)), "link"),
)
FLAGS = (Flag(0.0, "1"), Flag(90.0, "2"), Flag(90.4, "3"), Flag(281.0, "a word"))

CHARTS: dict[str, Callable[..., Any]] = {
    "dots": lambda form: dots(ROWS, form=form),
    "dots, effects": lambda form: dots(EFFECTS, form=form, zero=0.0),
    "dots, hostile": lambda form: dots(HOSTILE_ROWS, form=form),
    "dots, one unknown": lambda form: dots([Row("Nothing", None)], form=form),
    "bars": lambda form: bars(EFFECTS, form=form),
    "bars, hostile": lambda form: bars(HOSTILE_ROWS, form=form),
    "curves": lambda form: curves(LINES, form=form),
    "curves, one": lambda form: curves(LINES[:1], form=form),
    "curves, millions": lambda form: curves([line("x" * 90, 0.9, 9_000_000)], form=form),
    "curves, short": lambda form: curves(
        [Line("a day", (0.0, 0.4), (0.0, 0.01), (0.0, 0.0), (0.0, 0.02), (9, 4))], form=form
    ),
    "butterfly": lambda form: butterfly(PAIRS, form=form),
    "butterfly, hostile": lambda form: butterfly(
        [Pair(text, points(-9), points(12), text) for text in HOSTILE], form=form
    ),
    "butterfly, nothing known": lambda form: butterfly([Pair("Wait", None, None)], form=form),
    "ellipses": lambda form: ellipses(SPOTS, x_title="range: penalty + reward a step",
                                      y_title="asymmetry: reward − penalty", form=form),
    "ellipses, hostile": lambda form: ellipses(
        [Spot(text, 0.1 * i, 0.02 * i, (0.01, 0.001, 0.02)) for i, text in enumerate(HOSTILE)],
        x_title="range", y_title="asymmetry", form=form,
    ),
    "flow": lambda form: flow(BREAKS, form=form, href="#rows"),
    "flow, hostile": lambda form: flow(
        [(text, HOSTILE[-1 - i], 10**i) for i, text in enumerate(HOSTILE)], form=form
    ),
    "levels, three": lambda form: levels(THREE, form=form, hinge=Hinge(6, 2.5, 0.1)),
    "levels, ten": lambda form: levels(TEN, form=form, hinge=Hinge(7, 0.6, 0.4)),
    "levels, many": lambda form: levels(MANY, form=form),
    "levels, shares": lambda form: levels(
        [Level(-1, "W" * 400, 3, 0.02, 0.02), Level(0, "", 0, 1, 1)], form=form, unit="share"
    ),
    "levels, one": lambda form: levels([Level(2, "exceeded", 5, 3, 3)], form=form),
    "calibration": lambda form: calibration(
        [Agreement(0.03, 0.02, 0.01, 0.05), Agreement(0.3, 0.5, 0.36, 0.64)], form=form,
        x_title="Foretold to give up", y_title="Gave up",
    ),
    "calibration, one": lambda form: calibration(
        [Agreement(0.0, 0.0, 0.0, 0.001)], x_title="foretold", y_title="seen", form=form
    ),
    "panels": lambda form: panels(DAY, range(480, 1110, 30), marks=HOURS, form=form),
    "panels, hostile": lambda form: panels(
        [Panel(text, (Series((0.0, 1e9), text), Series((None, 3.0), text))) for text in HOSTILE],
        [0, 1], marks=[(0, HOSTILE[0]), (1, "W" * 40)], form=form,
    ),
    "slopes": lambda form: slopes(
        [Slope(f"Team {n}", n, 30 - n + 1, "reward" if n > 15 else "penalty", n < 5 or n > 26)
         for n in range(1, 31)], before="by handle time", after="by customers", form=form,
    ),
    "slopes, hostile": lambda form: slopes(
        [Slope(text, n + 1, 1 + (n * 3) % 8) for n, text in enumerate(HOSTILE)],
        before=HOSTILE[-1], after="by what customers gained from the whole centre", form=form,
    ),
    "slopes, two": lambda form: slopes(
        [Slope("A", 1, 2), Slope("B", 2, 1)], before="by quality score", after="by customers",
        form=form,
    ),
    "lanes": lambda form: lanes(LANES, 281.0, form=form, flags=FLAGS),
    "lanes, hours": lambda form: lanes(LANES[:1], 4 * 3600.0, form=form),
    "lanes, empty": lambda form: lanes([Lane("Agent", ())], 0.4, form=form),
    "histogram": lambda form: histogram(EDGES, COUNTS, form=form, limit=60, marked=(46, 60),
                                        expected=COUNTS),
    "histogram, limit late": lambda form: histogram(EDGES, COUNTS, form=form, limit=139,
                                                    limit_name="the agreed target"),
}  # fmt: skip


@dataclass(frozen=True)
class Box:
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether two texts touch by more than the blank space around letters."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > 1
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 1
        )


def boxes(svg: str) -> list[Box]:
    """Where each line of text stands, by the typeface's own advances."""
    return list(_boxes(ElementTree.fromstring(svg), 0, 0))


def _boxes(element: ElementTree.Element, x: float, y: float) -> Iterator[Box]:
    for move in _MOVE.finditer(element.get("transform", "")):
        x, y = x + float(move[1]), y + float(move[2])
    if element.tag == f"{SVG}text":
        yield from _lines(element, x, y)
    for child in element:
        yield from _boxes(child, x, y)


def _lines(element: ElementTree.Element, x: float, y: float) -> Iterator[Box]:
    size = float(element.get("font-size", "11px").removesuffix("px"))
    weight = 600 if element.get("font-weight") == "600" else 400
    spans = [(span.text or "", float(span.get("dy", "0"))) for span in element] or [
        (element.text or "", 0.0)
    ]
    for text, down in spans:
        y += down
        long = width(text, size, weight)
        start = {"middle": x - long / 2, "end": x - long}.get(element.get("text-anchor", ""), x)
        yield Box(text, start, y - 0.73 * size, start + long, y + 0.1 * size)
