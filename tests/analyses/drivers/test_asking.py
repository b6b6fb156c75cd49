"""What a study answers: claims, interaction, importance, contrasts, sensitivity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lastword as lw
from analyses.drivers.answers import THRESHOLDS, answers
from lastword.errors import NotTestable, UsageError


@pytest.fixture(scope="module")
def study() -> Any:
    data = answers(6000, [(0.8, 0.0), (0.0, 0.8), (0.6, 0.6)], seed=3)
    return lw.drivers(data, "csat", ["d0", "d1", "d2"], clusters=["agent"])


def _conjunctive(n: int = 6000) -> pd.DataFrame:
    """Courtesy earns only where the problem is solved."""
    rng = np.random.default_rng(8)
    data = answers(n, [(0, 0), (0, 0)], seed=8)
    solved = rng.random(n) < 0.7
    earns = 1.2 * np.maximum(data.d1 - 4, 0) * solved
    latent = 1.5 * (solved - 1) + earns + rng.logistic(size=n)
    csat = 1 + (latent.to_numpy()[:, None] > THRESHOLDS).sum(axis=1)
    return data.assign(solved=solved, csat=csat)


def test_claims_follow_the_planted_structure(study: Any) -> None:
    assert study.claim("hygiene", "d0").answer == "supported"
    assert study.claim("hygiene", "d1").answer == "contradicted"
    assert study.claim("reward", "d1").answer == "supported"
    assert study.claim("loyalty_plateau", "d0").answer == "supported"
    assert study.claim("loyalty_plateau", "d2").answer == "contradicted"
    assert study.claim("effort_beats_delight", "d0", "d1").answer == "supported"


def test_a_claim_holds_both_scales(study: Any) -> None:
    found = study.claim("hygiene", "d0").to_dict()
    assert set(found["latent"]) == {"penalty", "reward", "asymmetry"}
    assert "all at worst, mean" in found["response"]


def test_unknown_claims_list_what_there_is(study: Any) -> None:
    with pytest.raises(UsageError, match="both_needed"):
        study.claim("delight", "d0")
    with pytest.raises(UsageError, match="about 2 drivers"):
        study.claim("both_needed", "d0")


def test_a_conjunction_is_found() -> None:
    study = lw.drivers(_conjunctive(), "csat", ["solved", "d1"], clusters=["agent"])
    found = study.interaction("solved", "d1")
    assert found.met.earns["mean"].lower > 0
    assert found.missed.earns["mean"].lower < 0 < found.missed.earns["mean"].upper
    assert found.second_difference_latent.lower > 0
    assert found.best == "product"
    assert sum(found.counts.values()) == 6000
    assert study.claim("both_needed", "solved", "d1").answer == "supported"


def test_an_additive_truth_needs_no_conjunction(study: Any) -> None:
    found = study.interaction("d0", "d1")
    assert found.second_difference_latent.lower < 0 < found.second_difference_latent.upper
    assert found.best != "min"
    assert study.claim("both_needed", "d0", "d1").answer != "supported"


def test_an_interaction_needs_both_cases(study: Any) -> None:
    data = _conjunctive(2000)
    rare = data.assign(solved=np.arange(2000) > 20)
    with pytest.raises(NotTestable, match="solved is missed in 21 answers"):
        lw.drivers(rare, "csat", ["solved", "d1"]).interaction("solved", "d1")


def test_sensitivity_holds_links_and_references(study: Any) -> None:
    variants = study.sensitivity()
    choices = {variant.choice for variant in variants}
    assert {"as reported", "link probit", "link cloglog", "reference 3"} <= choices
    reported = [v.effect for v in variants if v.choice == "as reported"]
    assert tuple(reported) == study.effects


def test_shares_add_up_to_r_squared(study: Any) -> None:
    shares = study.importance("lmg")
    assert sum(s.value for s in shares.shares.values()) == pytest.approx(shares.r_squared.value)


def test_reach_less_noise_adds_up_and_counts_answers(study: Any) -> None:
    found = study.importance("reach_noise")
    total = sum(share.value for share in found.shares)
    assert total == pytest.approx(found.reach.value - found.noise.value)
    assert found.reach.n + found.noise.n == 6000


def test_classical_contrasts_call_a_symmetric_driver_asymmetric(study: Any) -> None:
    contrast = study.prca(low=3, high=5).of("d2")
    assert contrast.asymmetry < 0
    assert contrast.asymmetry_if_linear < 0
    assert study.effect("d2").label == "performance"


def test_mobile_survey_agrees_with_r(cases_folder: Path) -> None:
    data = pd.read_csv(cases_folder / "mobi_ecsi.csv")
    study = lw.drivers(data, "CUSA1", [f"PERQ{number}" for number in range(1, 8)])
    contrasts = study.prca(low=6, high=9).contrasts
    assert [c.penalty.value for c in contrasts] == pytest.approx(
        [-0.6599356310015, -0.2115354941321, -0.0376268836082, -0.1695638805794,
         -0.1456148940882, 0.3290842366891, -0.505668958575],
        abs=1e-8,
    )  # fmt: skip
    assert contrasts[2].asymmetry is None
