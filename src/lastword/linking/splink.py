"""Linking in spite of typing errors: Splink's Fellegi–Sunter model, trained without labels.

Needs the extra ``lastword[linkage]``. Identifiers are made wide (one column a kind), compared
kind by kind, and pairs of customer references that are probably one person become links.
Everything runs in an embedded DuckDB of its own, in one thread, so that the same identifiers give
the same links. Meant for up to about a million customer references.

Fellegi & Sunter (1969), doi:10.1080/01621459.1969.10501049; Linacre et al. (2022), "Splink: free
software for probabilistic record linkage at scale", doi:10.23889/ijpds.v7i3.1794.
"""

from __future__ import annotations

import logging
from itertools import combinations
from typing import Any

import duckdb
import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine import Tables
from lastword.errors import MissingExtra, UsageError
from lastword.linking.identifiers import given, is_placeholder
from lastword.settings import LinkingSettings

NAMES = ("given_name", "surname")
NUMBERS = ("birth_date", "account", "phone", "device")
SHORT = ("postcode", "state", "street_number")
ALONE = ("birth_date", "account", "email", "phone", "device")
"""Kinds of which one equal value is reason enough to compare two references."""
SEED = 1
SAMPLED_PAIRS = 2_000_000
EXACT_RECALL = 0.8
"""Share of true pairs that agree exactly on some three kinds; sets how rare a match is."""
KINDS_NEEDED = 3


def probable_pairs(tables: Tables, settings: LinkingSettings) -> pa.Table:
    """Find pairs of customer references that are probably one person.

    The chance agreement of each kind is estimated from random pairs, the agreement of true
    pairs by expectation maximisation; common values (Smith) weigh less than rare ones. Missing
    values say nothing. Values of linking kinds that more than `settings.max_shared` references
    share, and placeholders, are treated as missing.

    Returns
    -------
    pa.Table
        ``a``, ``b`` (the smaller reference first) and ``probability``, at least
        `settings.splink_threshold`.

    Raises
    ------
    MissingExtra
        If Splink is not installed.
    UsageError
        If the identifiers hold fewer than three kinds.
    """
    try:
        import splink  # noqa: F401
    except ImportError as error:
        raise MissingExtra("splink", "linkage") from error
    rows = tables.engine.fetch(wide(tables, settings).order_by("customer_ref"))
    kinds = [name for name in rows.column_names if name != "customer_ref"]
    if len(kinds) < KINDS_NEEDED:
        raise UsageError(
            f"Probabilistic linking needs at least {KINDS_NEEDED} kinds of identifiers, found: "
            f"{', '.join(kinds) or 'none'}. Map more, or set linking.probabilistic = false."
        )
    with duckdb.connect(config={"threads": 1}) as connection:
        return _predicted(_trained(connection, rows, kinds), settings.splink_threshold)


def wide(tables: Tables, settings: LinkingSettings) -> ir.Table:
    """One row a customer reference, one column a kind of identifier; the smallest of several.

    Values lose case and surrounding blanks; all but digits are dropped from birth dates.
    """
    rows = given(tables, settings)
    rows = rows.mutate(value=rows.value.strip().lower())
    digits = rows.value.re_replace(r"[^0-9]", "")
    rows = rows.mutate(value=(rows.kind == "birth_date").ifelse(digits, rows.value))
    rows = rows.filter(~is_placeholder(rows.kind, rows.value))
    holders = rows.group_by("kind", "value").aggregate(holders=rows.customer_ref.nunique())
    common = holders.filter(
        holders.kind.isin(settings.identifiers) & (holders.holders > settings.max_shared)
    )
    rows = rows.anti_join(common, ["kind", "value"])
    kinds = sorted(rows.select("kind").distinct().to_pyarrow()["kind"].to_pylist())
    return rows.group_by("customer_ref").aggregate(
        **{kind: rows.value.min(where=rows.kind == kind) for kind in kinds}
    )


def _trained(connection: duckdb.DuckDBPyConnection, rows: pa.Table, kinds: list[str]) -> Any:
    from splink import Linker, SettingsCreator, block_on
    from splink.internals.duckdb.database_api import DuckDBAPI

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="customer_ref",
        comparisons=[_comparison(kind) for kind in kinds],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in _blocks(kinds)],
        retain_matching_columns=False,
    )
    people = DuckDBAPI(connection).register(rows)
    linker = Linker(people, settings, log_level=logging.ERROR)
    telling = [kind for kind in kinds if kind not in ("state", "street_number")]
    exact = [block_on(*kinds) for kinds in combinations(telling, KINDS_NEEDED)]
    training = linker.training
    training.estimate_probability_two_random_records_match(exact, recall=EXACT_RECALL)
    training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED)
    for rule in _lessons(kinds):
        training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    return linker


def _comparison(kind: str) -> Any:
    from splink import comparison_level_library as levels
    from splink import comparison_library as library

    if kind in SHORT:
        near = [levels.DamerauLevenshteinLevel(kind, 1)]
    elif kind in NUMBERS:
        near = [levels.DamerauLevenshteinLevel(kind, errors) for errors in (1, 2)]
    else:
        likeness = (0.92, 0.8) if kind in NAMES else (0.9, 0.75)
        near = [levels.JaroWinklerLevel(kind, threshold) for threshold in likeness]
    equal = levels.ExactMatchLevel(kind, term_frequency_adjustments=True)
    return library.CustomComparison(
        output_column_name=kind,
        comparison_levels=[levels.NullLevel(kind), equal, *near, levels.ElseLevel()],
    )


def _blocks(kinds: list[str]) -> list[tuple[str, ...]]:
    """What must be equal for two references to be compared at all: one of these."""
    alone = [(kind,) for kind in kinds if kind in ALONE]
    rest = [kind for kind in kinds if kind not in (*ALONE, "state", "street_number")]
    return [*alone, *combinations(rest, 2)]


def _lessons(kinds: list[str]) -> list[tuple[str, ...]]:
    """Sets of pairs to learn from; a kind that is equal by choice is learned from the others."""
    wanted = [("birth_date",), NAMES, ("postcode",), ("email",), ("phone",), ("account",)]
    possible = [rule for rule in wanted if set(rule) <= set(kinds)]
    every: list[tuple[str, ...]] = [(kind,) for kind in kinds]
    return (possible if len(possible) > 1 else every)[:3]


def _predicted(linker: Any, threshold: float) -> pa.Table:
    pairs = linker.inference.predict(threshold_match_probability=threshold)
    found = pairs.as_pyarrow_table()
    ends = zip(
        found["customer_ref_l"].to_pylist(), found["customer_ref_r"].to_pylist(), strict=True
    )
    ordered = [(min(pair), max(pair)) for pair in ends]
    return pa.table(
        {
            "a": pa.array([a for a, _ in ordered], pa.string()),
            "b": pa.array([b for _, b in ordered], pa.string()),
            "probability": pa.array(
                [round(p, 6) for p in found["match_probability"].to_pylist()], pa.float64()
            ),
        }
    )
