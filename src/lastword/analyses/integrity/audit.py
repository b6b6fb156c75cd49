"""The audit: every detector asked, all tests judged together, targets kept or dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.judgements import judgements
from lastword.analyses.integrity.registry import detectors
from lastword.analyses.integrity.result import Audit, Silence
from lastword.analyses.integrity.sign import LEVELS, Explanation, Level, Sign
from lastword.analyses.integrity.targets import Held, declared
from lastword.analyses.integrity.units import is_shown
from lastword.analyses.integrity.views import views
from lastword.engine import Tables, open_engine
from lastword.errors import NotTestable, UsageError
from lastword.question import Context, holds_context
from lastword.settings import Settings, TargetSettings
from lastword.stats.multiplicity import families

LEAST_SHARE = 0.01
"""Nothing is found while the interval reaches below this share of the contacts tested."""


def audit(
    data: Any,
    *,
    targets: Sequence[Held] | None = None,
    level: Level = "centre",
    fdr: float = 0.05,
) -> Audit:
    """Find where a measure has replaced the goal.

    Every detector whose fields the data hold is asked. All tests of one detector at one level are
    a family; families are chosen by Simes' test and tests within them by Benjamini–Hochberg, so
    that the false share of what is found stays at `fdr`, also over limits that were searched for.

    Parameters
    ----------
    data
        A project (or an analysis's context), canonical tables, or canonical tables as data frames:
        ``{"contacts": frame, …}``.
    targets
        What people are held to: `TargetSettings`, mappings with the same keys, or numbers (seconds
        of handle time). Where None, the project's own; where it declares none, limits are searched
        for on round values, each counted as a test.
    level
        ``"centre"``, ``"team"`` (and the centre) or ``"agent"`` (and both before).
    fdr
        Share of false findings tolerated.

    Raises
    ------
    UsageError
        If agents are asked for in a project that does not allow it, or a target cannot be read.

    Notes
    -----
    A finding is a pattern consistent with gaming. Each names innocent explanations and what would
    settle it; none is evidence against a person.

    Examples
    --------
    >>> import pandas as pd
    >>> calls = pd.DataFrame({"contact_id": ["a"], "channel": ["voice"],
    ...     "offered_at": pd.to_datetime(["2024-01-01"]), "talk_seconds": [300.0]})
    >>> audit({"contacts": calls}, targets=[600]).found
    ()
    """
    if level not in LEVELS:
        raise UsageError(f"unknown level {level!r}. Choose one of: {', '.join(LEVELS)}")
    with _context(data) as context:
        _allow(level, context.settings, is_project=holds_context(data))
        return audited(context, targets=targets, level=level, fdr=fdr)


def audited(
    context: Context,
    *,
    targets: Sequence[Held] | None = None,
    level: Level = "centre",
    fdr: float = 0.05,
) -> Audit:
    """Audit an open context; see `audit`."""
    held = declared(context, targets)
    case = Case(context, held, LEVELS[: LEVELS.index(level) + 1])
    signs, silent = _tested(case)
    judged = judge(signs, fdr=fdr)
    known = {detector.name: detector for detector in detectors()}
    deep = tuple(_deepened(case, known[s.detector], s) if s.is_found else s for s in judged)
    return Audit(
        signs=tuple(sorted(deep, key=_worst_first)),
        silent=silent,
        targets=judgements(case, deep),
        levels=case.levels,
        fdr=fdr,
        views=views(case),
    )


def _deepened(case: Case, detector: Detector, sign: Sign) -> Sign:
    deep = detector.deepen(case, sign)
    named = tuple(Explanation(words) for words in detector.innocent)
    return deep if deep.explanations else replace(deep, explanations=named)


def judge(signs: Sequence[Sign], *, fdr: float = 0.05) -> tuple[Sign, ...]:
    """Adjust every p-value for all tests, and say which signs are found.

    A sign is found where its q is at most `fdr` and its share, where it has one, is at least 1 %
    over its whole interval.
    """
    places: dict[str, list[int]] = {}
    for place, sign in enumerate(signs):
        places.setdefault(f"{sign.detector} {sign.level}", []).append(place)
    kinds = families({name: [signs[i].p for i in held] for name, held in places.items()}, fdr=fdr)
    judged = list(signs)
    for name, held in places.items():
        for place, q in zip(held, kinds[name].q, strict=True):
            sign = signs[place]
            judged[place] = replace(sign, q=q, is_found=q <= fdr and _is_material(sign))
    return tuple(judged)


def _is_material(sign: Sign) -> bool:
    return sign.share is None or (sign.share.lower or 0.0) >= LEAST_SHARE


def _worst_first(sign: Sign) -> tuple[bool, float, float, str]:
    """Found first, then by customers harmed, then by strength."""
    return not sign.is_found, -sign.harmed, sign.p, sign.id


def _tested(case: Case) -> tuple[tuple[Sign, ...], tuple[Silence, ...]]:
    signs: list[Sign] = []
    silent: list[Silence] = []
    for detector in detectors():
        try:
            found = _signs(case, detector)
        except NotTestable as error:
            silent.append(Silence(detector.name, detector.title, detector.question, str(error)))
            continue
        signs += [sign for sign in found if is_shown(case, sign)]
    return tuple(signs), tuple(silent)


def _signs(case: Case, detector: Detector) -> Sequence[Sign]:
    lacking = case.tables.lacks(detector.requires)
    if lacking:
        raise NotTestable(f"the data hold no {' and no '.join(lacking)}")
    found = detector.test(case)
    if not found:
        raise NotTestable("too few contacts to test anything")
    return found


def _allow(level: Level, settings: Settings, *, is_project: bool) -> None:
    if level == "agent" and is_project and not settings.integrity.individuals:
        raise UsageError(
            "this project does not allow findings on individuals. Agree it with those concerned, "
            "then set individuals = true under [integrity] in lastword.toml."
        )


@contextmanager
def _context(data: Any) -> Iterator[Context]:
    if isinstance(data, Context):
        yield data
    elif holds_context(data):
        with data.context() as context:
            yield context
    elif isinstance(data, Tables):
        yield _of_tables(data)
    elif isinstance(data, Mapping):
        with open_engine("duckdb") as engine:
            yield _of_tables(Tables.of_frames(engine, data))
    else:
        raise UsageError(
            f"a {type(data).__name__} cannot be audited. Give a project, canonical tables, or a "
            'mapping of canonical tables: {"contacts": frame}'
        )


def _of_tables(tables: Tables) -> Context:
    contacts = tables["contacts"]
    last = tables.engine.fetch(contacts.aggregate(at=contacts.offered_at.max()))["at"][0].as_py()
    if last is None:
        raise UsageError("the table contacts holds no row with offered_at: nothing to audit")
    return Context(tables, Settings(), last)


__all__ = ["LEAST_SHARE", "Audit", "TargetSettings", "audit", "audited", "judge"]
