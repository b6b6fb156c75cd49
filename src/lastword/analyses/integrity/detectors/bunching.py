"""Ended just under a limit: contacts that stop seconds before a clock would count against one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lastword.analyses.integrity.calls import CLOCK_WORDS, Clock, answered, seconds_on
from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.harm import exhibits, harms
from lastword.analyses.integrity.limits import Limit, limits
from lastword.analyses.integrity.pictures import Density
from lastword.analyses.integrity.sign import Explanation, Level, Sign
from lastword.analyses.integrity.units import COLUMNS, coded, named, unit_of
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.estimate import say
from lastword.finding import Condition, Evidence
from lastword.settings import TargetSettings
from lastword.stats.bunching import Bunching, bunching

WORDS = ("handle", "talk", "aht", "duration", "length")
LIVE = ("voice", "chat")
"""Channels whose clock runs while the customer is there."""
SEARCHED = (60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 720, 900, 1_200, 1_800)
_AGENT = "agent"
_FEWEST_BY_AGENT = 50
_CONCENTRATED = 0.8


@dataclass(frozen=True, slots=True)
class Group:
    """Contacts of one channel and unit by second and by who ended them."""

    channel: str
    unit: str | None
    second: np.ndarray
    by: np.ndarray
    n: np.ndarray

    def leaves(self, by: str | None = None) -> dict[float, int]:
        """Second → contacts ended there, by anybody or by one."""
        kept = slice(None) if by is None else self.by == by
        seconds, place = np.unique(self.second[kept], return_inverse=True)
        counts = np.bincount(place, self.n[kept], minlength=len(seconds))
        return {float(s): int(c) for s, c in zip(seconds, counts, strict=True)}

    @property
    def cause(self) -> str | None:
        """``agent`` where it is known who ended contacts, else None: every end counts."""
        held = self.n[self.by == _AGENT].sum()
        return _AGENT if held >= _FEWEST_BY_AGENT else None


def test(case: Case) -> tuple[Sign, ...]:
    """Test every limit on every clock, channel and unit that has enough contacts."""
    tried, why = [], ""
    found = limits(case, WORDS, SEARCHED)
    for clock in _clocks(case, found):
        counts = _counts(case, clock)
        for level in case.levels:
            for group in _groups(counts, level):
                for limit in found:
                    try:
                        tried.append(_sign(case, group, limit, clock, level))
                    except NotTestable as error:
                        why = why or str(error)
    if not tried:
        raise NotTestable(why or "no answered contact has a known duration")
    return tuple(tried)


def _clocks(case: Case, found: Sequence[Limit]) -> tuple[Clock, ...]:
    is_handle = any(limit.target and "handle" in limit.target.metric for limit in found)
    has_wrap = "wrap_seconds" in case.tables.filled("contacts")
    return ("conversation", "handle") if is_handle and has_wrap else ("conversation",)


def _counts(case: Case, clock: Clock) -> pa.Table:
    """Contacts by second, channel, who ended them and the units that are looked at: one scan."""
    contacts = answered(case)
    contacts = contacts.filter(contacts.channel.isin(LIVE) | contacts.channel.isnull())
    rows = contacts.select(
        channel=contacts.channel.fill_null("all"),
        by=contacts.ended_by.fill_null("unknown"),
        second=seconds_on(contacts, clock),
        **{COLUMNS[level]: unit_of(contacts, level) for level in case.levels[1:]},
    )
    rows = rows.filter(rows.second.notnull())
    return case.fetch(rows.group_by(rows.columns).aggregate(n=rows.count()))


def _groups(counts: pa.Table, level: Level) -> Iterator[Group]:
    """The counts of one level, a channel and unit at a time."""
    unit = ["unit"] if level != "centre" else []
    if unit:
        column = counts[COLUMNS[level]]
        counts = counts.append_column("unit", column).filter(pc.is_valid(column))
    names = ["channel", *unit]
    summed = counts.group_by([*names, "by", "second"]).aggregate([("n", "sum")])
    summed = summed.sort_by([(name, "ascending") for name in names])
    codes = {name: coded(summed[name]) for name in names}
    is_new = np.any([np.diff(place) != 0 for _, place in codes.values()], axis=0)
    causes, by = coded(summed["by"])
    second, n = (np.asarray(summed[name].to_numpy()) for name in ("second", "n_sum"))
    ends = [0, *(np.flatnonzero(is_new) + 1).tolist(), len(n)] if len(n) else []
    for begun, end in itertools.pairwise(ends):
        here = slice(begun, end)
        who = {name: words[place[begun]] for name, (words, place) in codes.items()}
        yield Group(who["channel"], who.get("unit"), second[here], causes[by[here]], n[here])


def _sign(case: Case, group: Group, limit: Limit, clock: Clock, level: Level) -> Sign:
    ended = None if group.cause is None else group.leaves(group.cause)
    made = bunching(group.leaves(), limit.seconds, ended=ended)
    where = "" if group.unit is None else f" ({named(case, level, group.unit)})"
    return Sign(
        detector=DETECTOR.name,
        level=level,
        unit=group.unit,
        about=f"{group.channel}.{clock}.{limit.seconds:g}",
        sentence=f"{_sentence(made, group, limit, clock)}{where}.",
        estimate=made.excess,
        effect=f"contacts ended by {group.cause or 'anybody'} in the last "
        f"{limit.seconds - made.zone[0]:g} s before the limit beyond what the hazard around it "
        "predicts",
        share=made.share,
        p=made.p,
        n=made.n,
        minimal_detectable_effect=made.minimal_detectable_effect,
        target=limit.target or _as_target(limit, clock),
        numbers_beside={"hazard_ratio": made.hazard_ratio},
        picture=_picture(group, made),
    )


def _sentence(made: Bunching, group: Group, limit: Limit, clock: Clock) -> str:
    excess = max(0.0, made.excess.value or 0.0)
    who = " by the agent" if group.cause else ""
    contacts = {"voice": "calls", "chat": "chats"}.get(group.channel, "contacts")
    return (
        f"Pattern consistent with the {limit.words} limit on {CLOCK_WORDS[clock]}: "
        f"{say(excess, 'count')} of {made.n:,} {contacts} ended{who} just under it beyond what "
        f"is usual around it, {say(made.hazard_ratio.value or 0.0, 'ratio')} times as many"
    )


def _as_target(limit: Limit, clock: Clock) -> TargetSettings:
    metric = "average_handle_time" if clock == "handle" else "talk_time"
    return TargetSettings.model_validate({"metric": metric, "value": limit.seconds})


def _picture(group: Group, made: Bunching) -> Density:
    edges = np.array(made.edges)
    parts = []
    for who in sorted(set(group.by.tolist()), key=lambda by: (by != _AGENT, by)):
        held = group.by == who
        counts, _ = np.histogram(group.second[held], edges - 1e-9, weights=group.n[held])
        parts.append((who, tuple(int(count) for count in counts)))
    others = np.array(made.ends)
    total = np.sum([counts for _, counts in parts], axis=0)
    expected = np.array(made.expected) + (total - others)
    return Density(made.threshold, made.zone, made.edges, tuple(parts), tuple(expected.tolist()))


def deepen(case: Case, sign: Sign) -> Sign:
    """Add the contacts, what became of them, and what might explain them."""
    channel, clock, seconds = sign.about.split(".", 2)
    limit, picture = float(seconds), sign.picture
    assert isinstance(picture, Density)
    contacts = answered(case)
    if sign.unit is not None:
        contacts = contacts.filter(unit_of(contacts, sign.level) == sign.unit)
    rows = contacts.mutate(
        second=seconds_on(contacts, clock),  # type: ignore[arg-type]
        by=contacts.ended_by.fill_null("unknown"),
        channel=contacts.channel.fill_null("all"),
    )
    is_by_agent = picture.parts[0][0] == _AGENT
    rows = rows.filter(rows.channel == channel)
    rows = rows.filter(rows.by == _AGENT) if is_by_agent else rows
    low, high = picture.zone
    near = rows.filter((rows.second >= low - 120) & (rows.second < limit + 150))
    is_touched = (near.second >= low) & (near.second < high)
    near = near.filter(is_touched | (near.second < low) | (near.second >= limit + 30))
    marked = near.select("contact_id", is_touched=(near.second >= low) & (near.second < high))
    zone = rows.filter((rows.second >= low) & (rows.second < high))
    worst = zone.select("contact_id", "second", rank=limit - zone.second)
    return replace(
        sign,
        harm=harms(case, marked),
        exhibits=exhibits(case, worst, at="second", words="ended at {seconds}"),
        evidence=_evidence(channel, low, high, is_by_agent),
        explanations=_explanations(case, sign, picture, zone.select("queue", "reason")),
    )


def _evidence(channel: str, low: float, high: float, is_by_agent: bool) -> Evidence:
    where = [Condition("talk_seconds", ">=", low), Condition("talk_seconds", "<", high)]
    where += [] if channel == "all" else [Condition("channel", "==", channel)]
    where += [Condition("ended_by", "==", _AGENT)] if is_by_agent else []
    return Evidence("contacts", tuple(where), ("-talk_seconds",))


def _explanations(
    case: Case, sign: Sign, picture: Density, zone: ibis.Table
) -> tuple[Explanation, ...]:
    inside = [
        place
        for place in range(len(picture.edges) - 1)
        if picture.zone[0] <= picture.edges[place] < picture.zone[1]
    ]
    by = {who: sum(counts[place] for place in inside) for who, counts in picture.parts}
    known = sum(count for who, count in by.items() if who != "unknown")
    system = by.get("system", 0)
    timer = Explanation(
        "a timer of the telephone system ends contacts there",
        None if not known else system < 0.1 * known,
        f"{system:,} of {known:,} ended by the system" if known else "who ended them is not known",
    )
    return timer, _one_script(case, zone)


def _one_script(case: Case, zone: ibis.Table) -> Explanation:
    counts = zone.group_by("queue", "reason").aggregate(n=zone.count())
    rows = sorted(case.fetch(counts).to_pylist(), key=lambda row: -row["n"])
    total, most = sum(row["n"] for row in rows), rows[0]["n"] if rows else 0
    is_told = len(rows) > 1
    return Explanation(
        "one script or one kind of contact takes just that long",
        most < _CONCENTRATED * total if is_told else None,
        f"{most:,} of {total:,} have the same queue and reason" if is_told
        else "queue and reason do not differ",
    )  # fmt: skip


DETECTOR = Detector(
    name="bunching",
    title="Ended just under a limit",
    question="Are contacts ended just under a time limit?",
    requires=Requires({"contacts": ("contact_id", "talk_seconds")}),
    null_model="The chance of ending in the next seconds is smooth across the limit, apart from "
    "the grid that durations are rounded to.",
    innocent=("a timer of the telephone system", "one fixed script", "rounded durations"),
    would_settle="Listen to ten of the contacts: did the customer have a question left?",
    measures_harm="Customers who come again within 10 minutes, an hour and 7 days, beside those "
    "of contacts ended a little earlier or later.",
    metrics=("handle", "talk", "aht"),
    test=test,
    deepen=deepen,
    definitions=(
        "agent_code",
        "closed_in_15_minutes",
        "one_touch_under_two",
        "one_touch_exactly_one",
    ),
)
