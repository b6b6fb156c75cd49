"""The audit: what is planted is found, what looks alike is not, and bad data are said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import lastword as lw
from analyses.integrity.centre import AGENTS, CALLS, Plants, contacts
from lastword.analyses.integrity.audit import judge
from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.detectors import bunching, cut_off, short_calls
from lastword.analyses.integrity.findings import integrity_findings, undermined
from lastword.analyses.integrity.registry import detectors
from lastword.analyses.integrity.result import Audit
from lastword.analyses.integrity.sign import Sign
from lastword.engine import Engine, Tables
from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.settings import Settings

PLANTED = Plants(cut=0.5, short=0.1, faulty=0.05, device_day=25, cut_off=60)


@pytest.fixture(scope="module")
def planted() -> tuple[Audit, pd.Series]:
    frame, touched = contacts(PLANTED)
    return lw.integrity.audit({"contacts": frame}, targets=[600], level="agent"), touched


@pytest.fixture(scope="module")
def clean() -> Audit:
    return lw.integrity.audit(
        {"contacts": contacts(Plants(faulty=0.05, device_day=25))[0]}, level="agent"
    )


def named(audit: Audit, detector: str) -> set[str | None]:
    return {
        sign.unit for sign in audit.found if sign.detector == detector and sign.level == "agent"
    }


def test_the_agent_who_hangs_up_is_found_and_the_unlucky_are_not(
    planted: tuple[Audit, pd.Series],
) -> None:
    assert named(planted[0], "short_calls") == {"a03"}


def test_a_faulty_line_and_a_broken_device_flag_nobody(clean: Audit) -> None:
    assert not named(clean, "short_calls")
    assert not [sign for sign in clean.found if sign.detector == "short_calls"]


def test_the_limit_is_found_with_its_count(planted: tuple[Audit, pd.Series]) -> None:
    audit, touched = planted
    sign = next(s for s in audit.found if s.detector == "bunching" and s.level == "centre")
    moved = int(touched[[c for c in touched.index if touched[c]]].sum()) - _short(touched)
    assert sign.estimate.lower is not None and sign.estimate.upper is not None
    assert sign.estimate.lower <= moved <= sign.estimate.upper
    assert sign.target is not None and sign.target.value == 600


def _short(touched: pd.Series) -> int:
    frame, _ = contacts(PLANTED)
    first = frame.iloc[: AGENTS * CALLS].set_index("contact_id")
    return int((touched & (first.talk_seconds < 10)).sum())


def test_evidence_names_the_very_contacts_and_the_second(
    planted: tuple[Audit, pd.Series],
) -> None:
    audit, touched = planted
    for detector in ("bunching", "short_calls"):
        sign = next(s for s in audit.found if s.detector == detector and s.level == "centre")
        right = [bool(touched[exhibit.contact_id]) for exhibit in sign.exhibits]
        assert len(right) == 25
        assert np.mean(right) >= 0.6, detector
        assert all(exhibit.seconds is not None for exhibit in sign.exhibits)


def test_harm_is_measured_beside_comparable_customers(planted: tuple[Audit, pd.Series]) -> None:
    for detector in ("bunching", "short_calls"):
        sign = next(s for s in planted[0].found if s.detector == detector and s.level == "centre")
        hour = next(harm for harm in sign.harm if "hour" in harm.what)
        assert hour.is_sure and hour.customers > 10, detector


def test_the_second_at_which_the_system_cuts_off_is_found(
    planted: tuple[Audit, pd.Series],
) -> None:
    sign = next(s for s in planted[0].found if s.detector == "cut_off")
    assert "30:00 of waiting" in sign.sentence
    assert {exhibit.seconds for exhibit in sign.exhibits} == {1800.0}


def test_the_target_is_replaced_by_a_verdict(planted: tuple[Audit, pd.Series]) -> None:
    judged = planted[0].targets[0]
    assert judged.advice == "replace"
    assert "first_call_right" in judged.replace_with
    assert judged.signs


def test_findings_come_by_harm(planted: tuple[Audit, pd.Series]) -> None:
    harmed = [sign.harmed for sign in planted[0].found]
    assert harmed == sorted(harmed, reverse=True)


def test_nobody_is_accused(planted: tuple[Audit, pd.Series]) -> None:
    for sign in planted[0].found:
        assert sign.sentence.startswith("Pattern consistent with")
        assert sign.level != "agent" or sign.unit not in re.findall(r"\w+", sign.sentence + sign.id)
        assert sign.minimal_detectable_effect is None or sign.minimal_detectable_effect > 0


def test_a_clean_centre_has_no_finding_over_all_searched_limits(clean: Audit) -> None:
    assert clean.found == ()
    assert len({sign.about for sign in clean.of("bunching")}) > 5
    assert clean.targets == ()


def test_a_searched_limit_is_found_and_named(planted: tuple[Audit, pd.Series]) -> None:
    audit = lw.integrity.audit({"contacts": contacts(Plants(cut=0.8))[0]})
    found = [sign for sign in audit.found if sign.detector == "bunching"]
    assert [sign.target.value for sign in found if sign.target] == [600]
    assert [judged.is_declared for judged in audit.targets] == [False]


@pytest.mark.parametrize("detector", detectors(), ids=lambda d: d.name)
def test_every_detector_says_what_it_rests_on(detector: Detector) -> None:
    assert detector.requires.columns
    assert detector.null_model and detector.innocent and detector.would_settle
    assert detector.question.endswith("?")
    assert all(not word.startswith("Pattern") for word in detector.innocent)


BAD = {
    "no agent": lambda f: f.drop(columns=["agent_id", "team_id"]),
    "one agent": lambda f: f.assign(agent_id="a", team_id="t"),
    "one day": lambda f: f[f.offered_at < f.offered_at.min() + pd.Timedelta(days=1)],
    "minutes": lambda f: f.assign(talk_seconds=(f.talk_seconds / 60).round() * 60),
    "no talk": lambda f: f.drop(columns=["talk_seconds", "wait_seconds", "outcome"]),
    "clock jumps": lambda f: f.assign(
        ended_at=f.ended_at.where(f.index % 50 > 0, f.offered_at - pd.Timedelta(hours=1))
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_data_give_no_finding_from_thin_air(name: str) -> None:
    frame = BAD[name](contacts(Plants(), seed=4)[0])
    audit = lw.integrity.audit({"contacts": frame}, targets=[600], level="agent")
    assert audit.found == ()
    assert all(silence.why for silence in audit.silent)
    assert {sign.detector for sign in audit.signs} | {s.detector for s in audit.silent} == {
        detector.name for detector in detectors()
    }


def test_a_limit_outside_the_range_is_said(clean: Audit) -> None:
    frame, _ = contacts(Plants())
    audit = lw.integrity.audit({"contacts": frame}, targets=[36_000])
    assert "last 18000 s or longer" in next(
        silence.why for silence in audit.silent if silence.detector == "bunching"
    )


def test_what_cannot_be_audited_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot be audited"):
        lw.integrity.audit(5)
    with pytest.raises(UsageError, match="unknown table"):
        lw.integrity.audit({"calls": pd.DataFrame()})
    with pytest.raises(UsageError, match="unknown level"):
        lw.integrity.audit({}, level="person")
    with pytest.raises(UsageError, match="neither seconds"):
        lw.integrity.audit({"contacts": contacts(Plants())[0].head(5)}, targets=[-3])


def a_sign(p: float, share: float | None, level: str = "centre") -> Sign:
    number = Estimate(10, 5, 15, 100, "test", unit="count")
    part = None if share is None else Estimate(share + 0.01, share, share + 0.02, 100, "test")
    return Sign("d", level, None, "", "Pattern.", number, "e", part, p, 100, 1.0)  # type: ignore[arg-type]


def test_nothing_is_found_below_one_percent_of_contacts() -> None:
    judged = judge([a_sign(1e-9, 0.009), a_sign(1e-9, 0.011), a_sign(1e-9, None)])
    assert [sign.is_found for sign in judged] == [False, True, True]


def test_families_are_judged_by_detector_and_level() -> None:
    signs = [a_sign(0.04, None)] + [replace(a_sign(0.9, None), level="agent")] * 30
    judged = judge(signs)
    assert judged[0].q == pytest.approx(0.08)
    assert not any(sign.is_found for sign in judged)


@pytest.fixture
def case(engine: Engine) -> Iterator[Case]:
    frame, _ = contacts(PLANTED)
    tables = Tables.of_frames(engine, {"contacts": frame})
    as_of = frame.offered_at.max().to_pydatetime()
    context = Context(tables, Settings(), as_of)
    targets = Settings.model_validate(
        {"targets": [{"metric": "average_handle_time", "value": 600}]}
    ).targets
    yield Case(context, targets, ("centre",))


def test_tables_and_plain_arrays_agree_on_every_engine(case: Case) -> None:
    frame = contacts(PLANTED)[0]
    served = frame[frame.outcome == "answered"]
    made = {s.detector: s for d in (bunching, short_calls, cut_off) for s in d.test(case)}
    plain = lw.integrity.bunching(served.talk_seconds, 600, ended=served.ended_by == "agent")
    assert made["bunching"].n == len(served) == AGENTS * CALLS
    assert made["bunching"].estimate.value == pytest.approx(plain.excess.value)
    assert made["bunching"].p == pytest.approx(plain.p)
    assert made["cut_off"].share is not None and made["cut_off"].share.n == 60
    deep = short_calls.deepen(case, made["short_calls"])
    short = served[(served.agent_id == "a03") & (served.talk_seconds < 10)]
    assert {exhibit.contact_id for exhibit in deep.exhibits} <= set(short.contact_id)
    assert 0 < deep.harm[1].touched.n <= len(short)


def test_findings_carry_what_a_reader_needs(duckdb_engine: Engine) -> None:
    frame, _ = contacts(PLANTED)
    as_of = frame.offered_at.max().to_pydatetime()
    tables = Tables.of_frames(duckdb_engine, {"contacts": frame})
    found = {f.id: f for f in integrity_findings(Context(tables, Settings(), as_of))}
    first = next(iter(found.values()))
    assert first.headline == "GOAL LOST" and first.answer == "supported"
    assert first.harm and first.innocent and first.evidence and first.next_step
    assert found["integrity.untested"].answer == "not testable"
    clear = [f for f in found.values() if f.answer in ("undecided", "contradicted")]
    assert clear and all("No sign" in f.sentence for f in clear)
    assert "closed_in_15_minutes" in undermined(
        lw.integrity.audit({"contacts": frame}, targets=[600])
    )
