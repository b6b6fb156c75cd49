"""Drivers: what costs and what earns the customers' verdict."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.drivers.findings import costs_finding, earns_finding
from lastword.analyses.drivers.result import Drivers
from lastword.pages.driver_figures import butterfly_figure, map_figure, together_figure
from lastword.pages.driver_tables import (
    classical_rows,
    counts_rows,
    effects_rows,
    latent_rows,
    sensitivity_rows,
    worth_rows,
)
from lastword.pages.page import Block, Kind, Note, Number, Statement
from lastword.project.results import Results


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say what costs and what earns, on both scales, and how sure that is."""
    found = results.drivers
    if found is None:
        return None
    blocks: list[Block] = [butterfly_figure(found), effects_rows(found)]
    blocks += [latent_rows(found), worth_rows(found)]
    if found.together is not None:
        blocks += [together_figure(found, found.together), counts_rows(found, found.together)]
    blocks += [map_figure(found), sensitivity_rows(found)]
    if found.contrasts:
        blocks.append(classical_rows(found))
    limits = [guard.sentence for guard in found.guards]
    if limits:
        blocks.append(Note(". ".join(limits) + ".", "What limits this", "attention"))
    return _lead(found), blocks


def _lead(found: Drivers) -> Statement:
    said = (costs_finding(found), earns_finding(found))
    numbers = [
        Number(_label(name), number)
        for finding in said
        for name, number in finding.estimates.items()
    ]
    note = (
        f"{found.n:,} answers, explained by what was said and what happened. Left of zero: what it "
        "costs if everybody fell to the worst level. Right: what it earns if everybody rose to "
        "the best. “Expected” is the level between, where neither happens."
    )
    return Statement(" ".join(f.sentence for f in said), tuple(numbers), note)


def _label(name: str) -> str:
    return {
        "cost": "Costs at its worst",
        "if_failures_halved": "If its failures were halved",
        "gain": "Earns at its best",
        "gain_if_solved": "Earns if solved",
        "gain_if_unsolved": "Earns if unsolved",
    }.get(name, name.replace("_", " "))


PAGE = Kind(
    "drivers",
    "Drivers",
    "What costs and what earns the verdict?",
    order=64,
    build=build,
    room="drivers",
    findings=("drivers.",),
)
