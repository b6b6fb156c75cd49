"""Surveys of employees: what may be said of each question, round and unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from lastword.analyses.employees.periods import Periods, rounds
from lastword.engine.times import moment
from lastword.errors import NotTestable, UsageError
from lastword.question import Context
from lastword.stats.release import Cell, Figure, Release, Shown, release

ALL = "all"
CHOSEN = "chosen units"
Scale = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Survey:
    """The employee survey as far as it may be shown: nothing in it can give a small group away.

    Every figure went through the project's ledger of releases: together with all that was
    released before, no group of fewer than `minimum` who answered can be worked out.

    Parameters
    ----------
    questions
        In alphabetical order.
    periods
        Rounds; units that began within half a round of each other share one.
    scales
        Question → lowest and highest possible answer, None where not known.
    releases
        Question and first day → what may be said.
    minimum
        Smallest group.
    unsized
        Rows that do not say how many answered: hidden, since their size is not known.
    """

    questions: tuple[str, ...]
    periods: Periods
    scales: Mapping[str, Scale]
    releases: Mapping[tuple[str, date], Release]
    minimum: int
    unsized: int

    def starts(self, question: str) -> tuple[date, ...]:
        """First days on which a question was asked, ascending."""
        return tuple(sorted(start for asked, start in self.releases if asked == question))

    def shown(self, question: str, start: date, name: str = ALL) -> Shown | None:
        """A figure; None where it is hidden or there is none."""
        found = self.releases.get((question, start))
        return found.figures.get(name) if found else None

    def released(self, question: str) -> pd.DataFrame:
        """Units' figures that are shown: `unit`, `start`, `period`, `value`, `persons`."""
        rows = [
            (name, start, shown.mean, shown.persons)
            for start in self.starts(question)
            for name, shown in self.releases[question, start].figures.items()
            if shown is not None and name not in (ALL, CHOSEN)
        ]
        frame = pd.DataFrame(rows, columns=["unit", "start", "value", "persons"])
        frame["period"] = self.periods.of(frame.start)
        return frame.drop_duplicates(["unit", "period"], keep="last", ignore_index=True)

    @property
    def counts(self) -> tuple[int, int]:
        """Figures shown and figures hidden."""
        every = [shown for found in self.releases.values() for shown in found.figures.values()]
        return sum(shown is not None for shown in every), sum(shown is None for shown in every)

    @property
    def given_away(self) -> int:
        """Small groups that follow from earlier releases, made under laxer settings."""
        return sum(found.given_away for found in self.releases.values())


def survey(context: Context) -> Survey:
    """Release the employee survey: all units together, then each, largest first.

    Raises
    ------
    NotTestable
        If no round of any question has ended.
    """
    return surveyed(context)


def surveyed(context: Context, units: Sequence[str] = ()) -> Survey:
    """Release the employee survey, with one figure more for chosen units together.

    Raises
    ------
    NotTestable
        If no round of any question has ended.
    UsageError
        If a chosen unit is not in the survey.
    """
    rows = _rows(context)
    known = rows[rows.respondents > 0]
    if not len(known):
        raise NotTestable(
            "no round of an employee survey has ended of which it is known how many answered"
        )
    unknown = set(units) - set(known.unit_id)
    if unknown:
        raise UsageError(
            f"no unit {', '.join(sorted(unknown))}. "
            f"Choose among: {', '.join(sorted(set(known.unit_id)))}"
        )
    ends = known.period_end.dropna()
    end = max(ends.max().date() if len(ends) else context.as_of.date(), _last(known))
    releases = {
        (question, start): _released(context, question, start, group, units)
        for question, start, group in _groups(known)
    }
    return Survey(
        tuple(sorted({question for question, _ in releases})),
        rounds(known.period_start.tolist(), end + timedelta(days=1)),
        {str(q): _scale(group) for q, group in known.groupby("question")},
        releases,
        context.settings.privacy.min_group,
        int(len(rows) - len(known)),
    )


def _groups(known: pd.DataFrame) -> Iterator[tuple[str, date, pd.DataFrame]]:
    """Rows of each question and first day."""
    for question, asked in known.groupby("question"):
        for day, group in asked.groupby("period_start"):
            start = pd.Timestamp(str(day)).date()
            yield str(question), start, group.drop_duplicates("unit_id", keep="last")


def _rows(context: Context) -> pd.DataFrame:
    pulses = context.tables["pulses"]
    as_of = moment(context.as_of)
    has_ended = (pulses.period_end < as_of).fill_null(pulses.period_start <= as_of)
    known = pulses.filter(pulses.value.notnull() & has_ended)
    columns = ["unit_id", "question", "period_start", "period_end", "value", "scale_min",
               "scale_max", "respondents"]  # fmt: skip
    frame: pd.DataFrame = context.tables.engine.fetch(known.select(columns)).to_pandas()
    frame["respondents"] = frame.respondents.fillna(0).astype("int64")
    for column in ("period_start", "period_end"):
        frame[column] = pd.to_datetime(frame[column])
    return frame.sort_values(["question", "period_start", "unit_id"], ignore_index=True)


def _last(known: pd.DataFrame) -> date:
    latest: datetime = known.period_start.max()
    return latest.date()


def _scale(rows: pd.DataFrame) -> Scale:
    low, high = rows.scale_min.dropna(), rows.scale_max.dropna()
    if not len(low) or not len(high) or low.min() >= high.max():
        return None, None
    return float(low.min()), float(high.max())


def _released(
    context: Context, question: str, start: date, rows: pd.DataFrame, units: Sequence[str]
) -> Release:
    cells = {
        str(unit): Cell(int(persons), float(mean))
        for unit, persons, mean in zip(rows.unit_id, rows.respondents, rows.value, strict=True)
    }
    by_size = sorted(cells, key=lambda unit: (-cells[unit].persons, unit))
    wanted = [Figure(ALL, tuple(sorted(cells))), *(Figure(unit, (unit,)) for unit in by_size)]
    own = tuple(sorted(set(units) & set(cells)))
    if own:
        wanted.append(Figure(CHOSEN, own))
    return context.ledger.admit(
        f"pulses: {question}: {start.isoformat()}",
        lambda earlier: release(
            cells, wanted, minimum=context.settings.privacy.min_group, earlier=earlier,
            at=context.as_of.date().isoformat(),
        ),
    )  # fmt: skip
