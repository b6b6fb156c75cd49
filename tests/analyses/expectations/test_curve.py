"""The loyalty curve: R's digits on mobile customers, planted curves, and laws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import lastword as lw
from lastword.analyses.expectations import LoyaltyCurve
from lastword.analyses.expectations.cells import Cells
from lastword.analyses.expectations.slopes import latent_slopes
from lastword.engine import Engine
from lastword.errors import NotTestable, UsageError


@pytest.fixture(scope="module")
def mobile(cases_folder: Path) -> pd.DataFrame:
    return pd.read_csv(cases_folder / "mobi_ecsi.csv")


def of_mobile(mobile: pd.DataFrame, loyalty: str) -> LoyaltyCurve:
    return lw.expectations.curve(mobile, loyalty, disconfirmation="CUSA2", reference=7, met=(6, 8))


def made(seed: int, below: float, above: float, n: int = 1500, agents: int = 50) -> pd.DataFrame:
    """Loyalty 0–10 with planted slopes on the latent scale, agents' own levels, a full scale."""
    rng = np.random.default_rng(seed)
    gap, agent = rng.choice((-1, 0, 1), n, p=(0.25, 0.5, 0.25)), np.arange(n) % agents
    latent = below * np.minimum(gap, 0) + above * np.maximum(gap, 0) + rng.logistic(0, 1, n)
    latent = latent + rng.normal(0, 0.3, agents)[agent]
    cuts = np.array([-4.5, -4, -3.5, -3, -2.5, -2, -1.4, -0.6, 0, 0.6])
    said = np.searchsorted(cuts, latent)
    return pd.DataFrame({"gap": gap, "nps": said, "agent": [f"a{a}" for a in agent]})


def test_bands_of_mobile_customers(mobile: pd.DataFrame) -> None:
    """seminr's ECSI data, CUSA2 ≤ 5, 6–8, 9–10: counts and means from R."""
    for loyalty, means in (
        ("CUSL1", (5.97777777778, 7.56603773585, 8.5)),
        ("CUSL3", (5.86666666667, 7.78616352201, 9.02173913043)),
    ):
        found = of_mobile(mobile, loyalty)
        assert [band.n for band in found.bands] == [45, 159, 46]
        assert [band.mean.value for band in found.bands] == pytest.approx(means, rel=1e-10)
        changes = (found.changes[0].short.value, found.changes[0].exceeded.value)
        assert changes == pytest.approx((means[0] - means[1], means[2] - means[1]))


def test_hinge_of_mobile_customers(mobile: pd.DataFrame) -> None:
    """R: lm on the hinge at 7, sandwich::vcovHC(type = "HC1")."""
    for loyalty, at_met, slopes, errors in (
        ("CUSL1", 7.489223170184, (0.60590480467, 0.449955096542),
         (0.208171183719, 0.184587541932)),
        ("CUSL3", 7.648610033882, (0.661471812875, 0.572778299384),
         (0.142911240965, 0.130652758508)),
    ):  # fmt: skip
        found = of_mobile(mobile, loyalty).response
        assert found.at_met == pytest.approx(at_met, rel=1e-8)
        for side, slope, error in zip((found.below, found.above), slopes, errors, strict=True):
            assert side.value == pytest.approx(slope, rel=1e-8)
            assert (side.upper - side.value) / 1.9695368676 == pytest.approx(error, rel=1e-8)


def test_mobile_customers_contradict_the_plateau(mobile: pd.DataFrame) -> None:
    for loyalty in ("CUSL1", "CUSL3"):
        claim = of_mobile(mobile, loyalty).claim("loyalty_plateau")
        assert claim.answer == "contradicted"
        assert claim.minimal_detectable_effect > 0.3


def test_a_planted_plateau_is_supported() -> None:
    found = lw.expectations.curve(
        made(1, 2.0, 0.0, n=12_000), "nps", disconfirmation="gap", cluster="agent"
    )
    assert found.claim().answer == "supported"
    assert found.latent.ratio.value is None
    assert found.latent.steeper_below == 1


def test_a_full_scale_is_not_a_plateau() -> None:
    """Symmetric customers: the answer scale flattens at its top, the latent one does not."""
    found = lw.expectations.curve(
        made(2, 1.5, 1.5, n=12_000), "nps", disconfirmation="gap", cluster="agent"
    )
    assert found.response.below.lower > found.response.above.upper
    assert found.latent.below.lower < found.latent.above.upper
    assert found.claim().answer == "contradicted"
    assert found.latent.ratio.lower < 1 < found.latent.ratio.upper


def test_scale_reversal_flips_signs() -> None:
    data = made(3, 1.5, 0.5)
    up = lw.expectations.curve(data, "nps", disconfirmation="gap")
    down = lw.expectations.curve(
        data.assign(nps=10 - data.nps, gap=-data.gap), "nps", disconfirmation="gap"
    )
    assert down.latent.below.value == pytest.approx(up.latent.above.value, abs=1e-6)
    assert down.response.above.value == pytest.approx(up.response.below.value, abs=1e-9)


def test_a_weight_of_k_is_k_copies() -> None:
    data = made(4, 1.5, 0.5, n=300, agents=20).assign(w=lambda d: 1 + d.index % 3)
    copies = data.loc[data.index.repeat(data.w)]
    weighted = lw.expectations.curve(
        data, "nps", disconfirmation="gap", weights="w", cluster="agent"
    )
    copied = lw.expectations.curve(copies, "nps", disconfirmation="gap", cluster="agent")
    assert weighted.latent.above.value == pytest.approx(copied.latent.above.value, abs=1e-8)
    assert weighted.response.below.value == pytest.approx(copied.response.below.value, abs=1e-10)
    assert [m.value for m in weighted.fit.means] == pytest.approx(
        [m.value for m in copied.fit.means], abs=1e-12
    )


def test_words_numbers_and_differences_agree() -> None:
    data = made(5, 1.5, 0.5).assign(
        said=lambda d: d.gap.map({-1: "Fell short", 0: "as expected", 1: "exceeded"}),
        scale=lambda d: d.gap + 3,
        perceived=lambda d: d.gap + 4,
        expected=4,
    )
    curves = [
        lw.expectations.curve(data, "nps", disconfirmation="said"),
        lw.expectations.curve(data, "nps", disconfirmation="scale", reference=3),
        lw.expectations.curve(data, "nps", perceived="perceived", expected="expected"),
    ]
    assert len({c.response.below.value for c in curves}) == 1
    assert "Ask directly" in curves[2].guards[0]


def test_two_answers_carry_no_change_of_loyalty() -> None:
    few = pd.DataFrame({"gap": [0, 1], "stays": [0.0, 1.0]})
    found = lw.expectations.curve(few, "stays", disconfirmation="gap", reference=0)
    assert [(change.short, change.exceeded) for change in found.changes] == [(None, None)]


def test_behaviour_is_loyalty() -> None:
    rng = np.random.default_rng(6)
    gap = rng.choice((-1, 0, 1), 6000)
    stayed = rng.random(6000) < np.where(gap < 0, 0.7, 0.9)
    found = lw.expectations.curve(
        pd.DataFrame({"gap": gap, "stayed": stayed}), "stayed", disconfirmation="gap"
    )
    assert [change.measure for change in found.changes] == ["mean"]
    assert found.changes[0].short.upper < -0.15
    assert found.latent.below.lower > 0.1


def test_amounts_have_the_response_scale_only() -> None:
    rng = np.random.default_rng(7)
    gap = rng.choice((-1, 0, 1), 3000)
    found = lw.expectations.curve(
        pd.DataFrame({"gap": gap, "spent": 100 + 20 * gap + rng.normal(0, 10, 3000)}),
        "spent",
        disconfirmation="gap",
    )
    assert found.latent is None
    assert found.response.above.value == pytest.approx(20, abs=1.5)
    assert found.claim().answer == "contradicted"


@pytest.mark.parametrize("kept", [(-1, 0), (0, 1), (0,)])
def test_a_missing_side_is_not_testable(kept: tuple[int, ...]) -> None:
    data = made(8, 1, 1)
    found = lw.expectations.curve(
        data[data.gap.isin(kept)], "nps", disconfirmation="gap", reference=0
    )
    claim = found.claim()
    assert claim.answer == "not testable"
    assert "at least 30 are needed" in claim.sentence
    assert found.response is None


def test_json_and_notebook_forms(mobile: pd.DataFrame) -> None:
    found = of_mobile(mobile, "CUSL1")
    assert found.to_dict()["plateau"]["answer"] == "contradicted"
    assert list(found.frame().n) == [2, 2, 3, 9, 29, 33, 60, 66, 20, 26]
    assert "met expectation" in found._repr_html_()
    assert list(found.numbers())[:3] == ["below expectation", "met expectation",
                                         "above expectation"]  # fmt: skip
    for form in ("wide", "narrow"):
        assert found.chart(form=form).to_dict()["height"] > 200


def test_same_on_both_engines(engine: Engine) -> None:
    import pyarrow as pa

    data = made(9, 1.2, 0.4, n=400, agents=15).assign(w=lambda d: 1 + d.index % 4 / 3)
    options = {"disconfirmation": "gap", "weights": "w", "cluster": "agent", "replicates": 50}
    table = engine.frame(pa.Table.from_pandas(data, preserve_index=False))
    got, expected = (lw.expectations.curve(frame, "nps", **options) for frame in (table, data))
    assert got.n == expected.n
    assert got.latent.above.lower == pytest.approx(expected.latent.above.lower, rel=1e-9)
    assert got.response.ratio.upper == pytest.approx(expected.response.ratio.upper, rel=1e-9)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "name either disconfirmation"),
        ({"disconfirmation": "scale"}, "Give it as reference"),
        ({"disconfirmation": "words"}, "holds dunno. Understood are: below, fell short"),
        ({"disconfirmation": "nothing"}, "no column nothing"),
        ({"disconfirmation": "many", "reference": 0}, "has 60 values"),
    ],
)
def test_refusals(options: dict, words: str) -> None:
    data = pd.DataFrame(
        {"nps": range(60), "scale": [1, 2, 3] * 20, "words": ["met", "dunno"] * 30,
         "many": np.arange(60) - 30}
    )  # fmt: skip
    with pytest.raises(UsageError, match=words):
        lw.expectations.curve(data, "nps", **options)


def test_refusals_of_claims_and_emptiness(mobile: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match="loyalty_plateau"):
        of_mobile(mobile, "CUSL1").claim("hygiene")
    with pytest.raises(NotTestable, match="no row holds both"):
        lw.expectations.curve(
            pd.DataFrame({"g": [None, -1.0], "y": [1.0, None]}), "y", disconfirmation="g",
            reference=0,
        )  # fmt: skip


@pytest.mark.slow
def test_latent_intervals_cover() -> None:
    """300 samples of 50 agents × 30 answers; Monte-Carlo error of .95 is .013.

    The agents' own levels shrink the slopes of the fitted marginal model by about 2 %.
    """
    spread = np.pi / np.sqrt(3)
    shrunk = np.array([1.5, 0.5]) / spread / np.sqrt(1 + 0.3**2 / spread**2)
    held = np.zeros(2)
    for seed in range(300):
        cells = cells_of(made(100 + seed, 1.5, 0.5))
        rng = np.random.default_rng(seed)
        found = latent_slopes(cells, link="logit", margin=0.1, replicates=10, rng=rng)
        held += [
            s.lower <= t <= s.upper for s, t in zip((found.below, found.above), shrunk, strict=True)
        ]
    assert (held / 300 > 0.91).all()
    assert (held / 300 < 0.985).all()


def cells_of(data: pd.DataFrame) -> Cells:
    counted = data.groupby(["gap", "nps", "agent"]).size().reset_index(name="n")
    codes = [np.unique(counted[c], return_inverse=True) for c in ("gap", "nps", "agent")]
    size = counted.n.to_numpy(float)
    return Cells(
        codes[0][0].astype(float), codes[1][0].astype(float), codes[0][1], codes[1][1],
        codes[2][1], size, size, size,
    )  # fmt: skip
