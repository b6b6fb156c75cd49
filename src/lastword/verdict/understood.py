"""Answers completed by what their questions ask, and the questions as they are understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine import Tables, conform
from lastword.engine.schema import arrow_schema
from lastword.settings import QuestionSettings
from lastword.verdict.asked import SCALED, Decision, Profile, decide
from lastword.verdict.direction import directions
from lastword.verdict.doubled import undoubled

MOST_LABELS = 12
LOAD = "answers"
"""`load_id` of questions that no load brought, since they were found in the answers."""
KEY = ("source", "question", "wording", "role")
KEYS = tuple(f"{name}_key" for name in KEY)
SCALE = ("scale_min", "scale_max", "higher_is")


def understood(tables: Tables, confirmed: Sequence[QuestionSettings]) -> dict[str, ir.Table]:
    """Say of every question what it asks, and of every answer what it means.

    Parameters
    ----------
    confirmed
        `[[questions]]` of the settings.

    Returns
    -------
    dict
        ``questions`` (one row a question that was asked), and ``answers`` with role, scale and
        value, unless the mappings had said everything.
    """
    answers = tables.engine.save(_defined(tables))
    decisions = [decide(profile, confirmed) for profile in profiles(tables, answers)]
    decisions = undoubled(tables, answers, decisions)
    unproven = [d for d in decisions if d.role in SCALED and d.told_by != "mapping"]
    if any(decision.higher_is is None for decision in unproven):
        completed = completed_answers(tables, answers, decisions)
        decisions = directions(tables, completed, decisions)
    found = {"questions": _questions(tables, decisions)}
    if any(decision.told_by in ("settings", "wording") for decision in decisions):
        found["answers"] = completed_answers(tables, answers, decisions)
    return found


def profiles(tables: Tables, answers: ir.Table) -> list[Profile]:
    """Every question that was asked, with what was answered to it."""
    keyed = _keyed(answers)
    value, text = keyed["value"], keyed["text"]
    counted = keyed.group_by(list(KEYS)).aggregate(
        attribute=keyed.attribute.max(),
        **{name: keyed[name].max() for name in SCALE},
        answers=keyed.count(),
        numbers=value.count(),
        lowest=value.min(),
        highest=value.max(),
        steps=value.nunique(),
        is_whole=(value == value.round().cast("float64")).all(),
        labels=text.nunique(),
    )
    rows = tables.engine.fetch(counted).to_pylist()
    labels = _labels(tables, keyed, counted)
    return sorted(
        (_profile(row, labels) for row in rows), key=lambda p: (p.source, p.question, p.words)
    )


def completed_answers(tables: Tables, answers: ir.Table, decisions: Sequence[Decision]) -> ir.Table:
    """Answers with role, attribute, value and scale as decided."""
    keyed = _keyed(answers)
    decided = tables.engine.frame(_decided(decisions))
    valued = tables.engine.frame(_valued(decisions))
    label = ibis.coalesce(keyed["text"], keyed["value"].cast("int64").cast("string"))
    both = keyed.mutate(label=label).left_join(decided, list(KEYS), rname="{name}__d")
    both = both.drop(*[f"{name}__d" for name in KEYS])
    both = both.left_join(valued, [*KEYS, "label"], rname="{name}__v")
    is_said = both.is_said.fill_null(False)
    return conform(
        both.mutate(
            role=is_said.ifelse(both.decided_role, both.role),
            value=ibis.coalesce(both.number, both.value),
            attribute=is_said.ifelse(both.decided_attribute, both.attribute),
            **{name: is_said.ifelse(both[f"decided_{name}"], both[name]) for name in SCALE},
        ),
        "answers",
    )


def _defined(tables: Tables) -> ir.Table:
    """Answers, with wording and scale taken from the survey's definition where they lack them."""
    answers = tables["answers"]
    if "questions" not in tables.parts:
        return answers
    known = tables["questions"]
    answers = _in_words(answers, known.filter(known.answer_code.notnull()))
    told = known.group_by(["source", "question"]).aggregate(
        defined_as=known.wording.nunique(),
        **{f"defined_{name}": known[name].max() for name in ("wording", *SCALE)},
    )
    told = told.filter(told.defined_as <= 1)
    both = answers.left_join(told, ["source", "question"], rname="{name}__d")
    filled = {n: ibis.coalesce(both[n], both[f"defined_{n}"]) for n in ("wording", *SCALE)}
    return conform(both.mutate(**filled), "answers")


def _in_words(answers: ir.Table, choices: ir.Table) -> ir.Table:
    """Answers by code as the words that the survey's definition gives them, if it gives one."""
    key = ["source", "question", "answer_code"]
    labels = choices.group_by(key).aggregate(
        label=choices.answer_label.max(), labels=choices.answer_label.nunique()
    )
    number = answers["value"].cast("int64")
    number = (answers["value"] == number.cast("float64")).ifelse(number.cast("string"), None)
    coded = answers.mutate(answer_code=ibis.coalesce(answers["text"], number))
    both = coded.left_join(labels.filter(labels.labels == 1), key, rname="{name}__d")
    is_coded = both.label.notnull()
    worded = both.mutate(
        text=is_coded.ifelse(both.label, both["text"]),
        value=is_coded.ifelse(None, both["value"]),
    )
    return conform(worded, "answers")


def _keyed(answers: ir.Table) -> ir.Table:
    return answers.mutate(**{f"{name}_key": answers[name].fill_null("") for name in KEY})


def _labels(
    tables: Tables, keyed: ir.Table, counted: ir.Table
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The different answers in words of questions that have few of them."""
    few = counted.filter((counted.labels > 0) & (counted.labels <= MOST_LABELS)).select(*KEYS)
    said = keyed.filter(keyed["text"].notnull()).select(*KEYS, "text").distinct()
    found: dict[tuple[str, ...], list[str]] = {}
    for row in tables.engine.fetch(said.semi_join(few, list(KEYS))).to_pylist():
        found.setdefault(tuple(row[key] for key in KEYS), []).append(row["text"])
    return {key: tuple(sorted(labels)) for key, labels in found.items()}


def _profile(row: dict[str, Any], labels: dict[tuple[str, ...], tuple[str, ...]]) -> Profile:
    key = tuple(row.pop(name) for name in KEYS)
    source, question, wording, role = key
    return Profile(
        **{**row, "labels": labels.get(key, ()), "is_whole": bool(row["is_whole"])},
        source=source,
        question=question,
        wording=wording or None,
        role=role or None,
    )


def _decided(decisions: Sequence[Decision]) -> pa.Table:
    names = ("attribute", *SCALE)
    rows = [
        {
            **key_of(decision.profile),
            "is_said": decision.told_by in ("settings", "wording"),
            "decided_role": decision.role,
            **{f"decided_{name}": getattr(decision, name) for name in names},
        }
        for decision in decisions
    ]
    return pa.Table.from_pylist(
        rows,
        pa.schema(
            [
                *((name, pa.string()) for name in KEYS),
                ("is_said", pa.bool_()),
                ("decided_role", pa.string()),
                ("decided_attribute", pa.string()),
                ("decided_scale_min", pa.float64()),
                ("decided_scale_max", pa.float64()),
                ("decided_higher_is", pa.string()),
            ]
        ),
    )


def _valued(decisions: Sequence[Decision]) -> pa.Table:
    rows = [
        {**key_of(decision.profile), "label": label, "number": number}
        for decision in decisions
        for label, number in decision.values.items()
    ]
    keys = [(name, pa.string()) for name in KEYS]
    return pa.Table.from_pylist(
        rows, pa.schema([*keys, ("label", pa.string()), ("number", pa.float64())])
    )


def key_of(profile: Profile) -> dict[str, str]:
    """The columns that name a question beside its answers."""
    return {f"{name}_key": getattr(profile, name) or "" for name in KEY}


def _questions(tables: Tables, decisions: Sequence[Decision]) -> ir.Table:
    rows = list(_rows(decisions))
    found = tables.engine.frame(pa.Table.from_pylist(rows, arrow_schema("questions")))
    return conform(found, "questions")


def _rows(decisions: Sequence[Decision]) -> Iterator[dict[str, Any]]:
    for number, decision in enumerate(decisions, start=1):
        asked = decision.profile
        yield {
            "question_id": f"{asked.source}:{asked.question}:{number}",
            "question": asked.question,
            "wording": asked.wording,
            **{name: getattr(decision, name) for name in ("role", "attribute", *SCALE)},
            "answers": asked.answers,
            "told_by": decision.told_by,
            "why": decision.why,
            "source": asked.source,
            "load_id": LOAD,
            "row_number": number,
        }
