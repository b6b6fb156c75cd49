"""`lastword drivers`: what costs and what earns the verdict, of a plain survey file."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lastword.cli.options import console, emit, json_option

if TYPE_CHECKING:
    from lastword.analyses.drivers import Driver, DriverStudy, Effect
    from lastword.estimate import Estimate
    from lastword.stats.importance import Importance
    from lastword.stats.links import LinkName

MOST_DIVIDED = 12
"""Drivers up to which the table divides the explained variance with intervals."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--outcome", "-o", required=True, help="Column of the verdict.")
@click.option(
    "--drivers",
    "-d",
    required=True,
    help="Columns of experiences, separated by commas; * stands for anything: 'PERQ*'.",
)
@click.option("--controls", default="", help="Columns that customers differ in anyway.")
@click.option("--clusters", default="", help="One or two columns: agent, customer.")
@click.option("--weights", default=None, help="Column of non-response weights.")
@click.option("--worse", default="", help="Drivers (or the outcome) whose high values are bad.")
@click.option("--reference", "-r", multiple=True, help="NAME=VALUE: the level merely expected.")
@click.option(
    "--not-applicable", default=None, help="Answers that mean “does not apply”: 0,99 or empty."
)
@click.option("--link", type=click.Choice(["logit", "probit", "cloglog"]), default="logit")
@click.option("--chart", type=click.Path(path_type=Path), default=None, help="Write it as SVG.")
@json_option
def command(
    file: Path,
    outcome: str,
    drivers: str,
    controls: str,
    clusters: str,
    weights: str | None,
    worse: str,
    reference: tuple[str, ...],
    not_applicable: str | None,
    link: LinkName,
    chart: Path | None,
    as_json: bool,
) -> None:
    """What costs and what earns OUTCOME in FILE: one row a customer, one column a question."""
    from lastword.analyses.drivers import drivers as study_of
    from lastword.ingest.plain import read_plain

    table = read_plain(file)
    columns = [name for name in table.column_names if name != outcome]
    bad, codes = _split(worse), _codes(not_applicable)
    named = _matching(drivers, columns)
    study = study_of(
        table,
        _declared(outcome, bad, ()),
        [_declared(name, bad, codes) for name in named],
        controls=_matching(controls, columns),
        weights=weights,
        clusters=_split(clusters),
        reference=dict(_reference(given) for given in reference),
        link=link,
    )
    shares = _shares(study, named)
    if chart:
        _draw(study, chart)
    data = study.to_dict() | {"importance": shares and shares.to_dict()}
    emit(data, as_json, lambda: _print(study, shares))


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _matching(patterns: str, columns: Sequence[str]) -> list[str]:
    """Columns that the patterns name, in the order of the patterns; unknown names stay."""
    found = [
        name
        for pattern in _split(patterns)
        for name in [c for c in columns if fnmatchcase(c, pattern)] or [pattern]
    ]
    return list(dict.fromkeys(found))


def _codes(given: str | None) -> tuple[float | None, ...]:
    if given is None:
        return ()
    return tuple(None if code == "empty" else _number(code) for code in _split(given))


def _number(text: str) -> float:
    from lastword.errors import UsageError

    try:
        return float(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no number; give numbers, or the word empty") from error


def _reference(given: str) -> tuple[str, float]:
    name, _, value = given.rpartition("=")
    return name, _number(value)


def _declared(name: str, worse: Sequence[str], codes: tuple[float | None, ...]) -> Driver:
    from lastword.analyses.drivers import Driver

    is_bad = any(fnmatchcase(name, pattern) for pattern in worse)
    return Driver(name, higher_is="worse" if is_bad else None, not_applicable=codes)


def _shares(study: DriverStudy, names: Sequence[str]) -> Importance | None:
    from lastword.errors import UsageError
    from lastword.stats.importance import Importance

    if len(names) > MOST_DIVIDED:
        return None
    try:
        found = study.importance("lmg")
    except UsageError:
        return None
    return found if isinstance(found, Importance) else None


def _draw(study: DriverStudy, path: Path) -> None:
    from lastword.charts.svg import to_svg

    said = "; ".join(f"{effect.title}: {effect.label}" for effect in study.effects)
    path.write_text(to_svg(study.chart(), said, "drivers"), encoding="utf-8")
    click.echo(f"Written to {path}.", err=True)


def _print(study: DriverStudy, shares: Importance | None) -> None:
    from rich.table import Table
    from rich.text import Text

    out = console()
    table = Table(box=None, header_style="dim", pad_edge=False)
    for title in ("driver", "merely expected", "penalty", "reward", "all at worst", "all at best"):
        table.add_column(title, justify="left" if title == "driver" else "right")
    if shares:
        table.add_column("share of R²", justify="right")
    table.add_column("it is")
    for effect in study.effects:
        table.add_row(*(Text(cell) for cell in _cells(effect, shares)))
    out.print(Text(f"{study.cells.outcome.name}: {study.n:,} answers, {study.link} link"))
    out.print(table)
    out.print(
        Text(
            "Penalty and reward: latent standard deviations a step. All at worst, at best: change "
            "in the mean answer.",
            style="dim",
        )
    )
    for line in _limits(study):
        out.print(Text(f"· {line}"))


def _limits(study: DriverStudy) -> list[str]:
    """What limits the study; of guards of one kind the first in full, then how many more."""
    kinds: dict[str, list[str]] = {}
    for guard in study.guards:
        kinds.setdefault(guard.kind, []).append(guard.sentence)
    return [
        f"{first}." + (f" The same holds for {len(others)} more." if others else "")
        for first, *others in kinds.values()
    ]


def _cells(effect: Effect, shares: Importance | None) -> list[str]:
    numbers = (effect.penalty, effect.reward, effect.low.get("mean"), effect.high.get("mean"))
    cells = [effect.title, effect.reference or "–", *map(_said, numbers)]
    if shares:
        cells.append(_said(shares.shares.get(effect.driver)))
    return [*cells, _named(effect)]


def _said(number: Estimate | None) -> str:
    return number.text() if number else "–"


def _named(effect: Effect) -> str:
    probable: tuple[Any, float] = max(
        effect.probabilities.items(), key=lambda pair: pair[1], default=("", 0.0)
    )
    if effect.label != "undetermined" or not probable[0]:
        return str(effect.label)
    return f"undetermined ({probable[0]} {100 * probable[1]:.0f} %)"
