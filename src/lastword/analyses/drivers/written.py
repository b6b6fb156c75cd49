"""Effects as a table: for frames and notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from lastword.analyses.drivers.effects import Effect
from lastword.analyses.drivers.guards import Guard
from lastword.estimate import Estimate

if TYPE_CHECKING:
    import pandas as pd


def effects_frame(effects: Sequence[Effect]) -> pd.DataFrame:
    """One row a driver: words, latent and response numbers with their ends, probabilities."""
    import pandas as pd

    return pd.DataFrame([_row(effect) for effect in effects])


def to_html(effects: Sequence[Effect], guards: Sequence[Guard]) -> str:
    """A small table for notebooks, with what limits it below."""
    head = "".join(
        f"<th>{name}</th>"
        for name in ("driver", "reference", "penalty", "reward", "all at worst", "all at best",
                     "halved failures", "label")
    )  # fmt: skip
    body = "".join(f"<tr>{_cells(effect)}</tr>" for effect in effects)
    notes = "".join(f"<li>{escape(guard.sentence)}.</li>" for guard in guards)
    return f"<table><tr>{head}</tr>{body}</table>" + (f"<ul>{notes}</ul>" if notes else "")


def _cells(effect: Effect) -> str:
    words = (
        effect.title,
        effect.reference or "–",
        _text(effect.penalty),
        _text(effect.reward),
        _text(effect.low.get("mean")),
        _text(effect.high.get("mean")),
        _text(effect.attainable.get("mean")),
        effect.label,
    )
    return "".join(f"<td>{escape(word)}</td>" for word in words)


def _text(number: Estimate | None) -> str:
    return number.text() if number else "–"


def _row(effect: Effect) -> dict[str, Any]:
    row: dict[str, Any] = {
        "driver": effect.driver,
        "kind": effect.kind,
        "reference": effect.reference,
        "label": effect.label,
        "class_name": effect.class_name,
        "p": effect.p,
        "failing": effect.failing,
    }
    numbers = {
        "penalty": effect.penalty,
        "reward": effect.reward,
        "asymmetry": effect.asymmetry,
        "contrast": effect.contrast,
    }
    for side, change in (("low", effect.low), ("high", effect.high),
                         ("attainable", effect.attainable)):  # fmt: skip
        numbers |= {f"{side}_{name}": number for name, number in change.items()}
    for name, number in numbers.items():
        row[name] = number.value if number else None
        row[f"{name}_lower"] = number.lower if number else None
        row[f"{name}_upper"] = number.upper if number else None
    names = (name.replace("-", "_") for name in effect.probabilities)
    return row | dict(
        zip((f"p_{name}" for name in names), effect.probabilities.values(), strict=True)
    )
