"""Erlang A, C and general patience against published and independently computed values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import lognorm

from lastword.errors import UsageError
from lastword.stats.queueing.patience import Patience, patience_law
from lastword.stats.queueing.queue import Waits, erlang_a, erlang_c, general_patience

MEASURES = (
    "waited",
    "abandoned",
    "mean_wait",
    "mean_wait_served",
    "virtual_over",
    "wait_over",
    "served_within",
    "occupancy",
)
# Arrivals, service, patience (minutes), agents, T (seconds), then MEASURES. The first row is in
# Gans, Koole and Mandelbaum (2003), table 1: 3.1 % abandon, 3.7 s mean wait, 93 % occupancy. The
# others were computed by two other methods, quadrature and a truncated birth–death chain, which
# agreed to 1e-12; seconds of those served by finite differences.
ERLANG_A = [
    (
        (48, 1, 2, 50, 20, 0.46777406855, 0.03091224916, 3.70946989946, 3.61590020449),
        (0.03205693342, 0.02713560829, 0.94301895475, 0.9303242408),
    ),
    (
        (5 / 3, 6, 3, 10, 20, 0.46557464123, 0.14600925341, 26.28166561442, 22.33165527762),
        (0.38526302583, 0.34474850283, 0.61045687327, 0.85399074659),
    ),
    (
        (100 / 3, 5, 2, 160, 20, 0.56255696569, 0.0620418736, 7.44502483145, 7.25111216108),
        (0.15066292448, 0.12753341219, 0.81898824308, 0.977039715),
    ),
    (
        (200, 5, 2, 980, 300, 0.58860755743, 0.0279655144, 3.35586172814, 3.32770247079),
        (0.0, 0.0, 0.9720344856, 0.99187192408),
    ),
    (
        (0.1, 5, 1, 1, 20, 0.35217268226, 0.29565463549, 17.7392781292, 4.11228451255),
        (0.33097028514, 0.23715057217, 0.66587711957, 0.35217268226),
    ),
    (
        (10, 4, 0.5, 38, 20, 0.36931535091, 0.12215052704, 3.66451581114, 2.97370950264),
        (0.08879836148, 0.04559059893, 0.84327051077, 0.9240520768),
    ),
    (
        (1000, 4, 3, 4000, 20, 0.46635691814, 0.00676055047, 1.21689908429, 1.21116471103),
        (1.11e-09, 9.9e-10, 0.99323944855, 0.99323944953),
    ),
    (
        (2, 10, 10, 5, 60, 0.99998305526, 0.75000103247, 450.00061947972, 773.77457796875),
        (0.99992203225, 0.9047668699, 7.436356e-05, 0.99999587014),
    ),
    (
        (0.5, 8, 4, 6, 20, 0.19210914566, 0.0647697341, 15.54473618344, 11.39618942337),
        (0.16644853273, 0.15314004287, 0.8325267605, 0.62348684393),
    ),
]


@pytest.mark.parametrize("case", ERLANG_A)
def test_erlang_a(case: tuple[tuple[float, ...], tuple[float, ...]]) -> None:
    arrivals, service, patience, agents, within = case[0][:5]
    waits = erlang_a(arrivals / 60, service * 60, agents, patience * 60, within=within)
    for measure, expected in zip(MEASURES, case[0][5:] + case[1], strict=True):
        tolerance = 1e-4 if measure.startswith("mean") else 1e-8
        assert float(getattr(waits, measure)) == pytest.approx(expected, abs=tolerance), measure


@pytest.mark.parametrize(
    ("arrivals", "service", "agents", "within", "waited", "mean_wait", "in_time", "queue"),
    [
        (48, 1, 50, 20, 0.6944556111968343, 20.833668335905, 0.6434546008033, 16.6669346687),
        (10 / 3, 3, 14, 20, 0.17413193359505, 7.83593701177724, 0.8883500191795, 0.4353298340),
        (12, 4, 55, 15, 0.2387009363780092, 8.184032104388887, 0.8458830921706, 1.6368064209),
        (0.5, 1, 1, 20, 0.5, 60.0, 0.576759137554693, 0.5),
        (1000, 1, 1010, 20, 0.6605211454678432, 3.96312687280706, 0.9764365730509, 66.0521145447),
        (99.9, 1, 100, 20, 0.9878390835596508, 592.703450158124, 0.0445461336957, 986.8512444761),
    ],
)
def test_erlang_c(
    arrivals: float,
    service: float,
    agents: int,
    within: float,
    waited: float,
    mean_wait: float,
    in_time: float,
    queue: float,
) -> None:
    """Row 1: Gans et al. (2003), 20.8 s; row 2: the README of pyworkforce."""
    found = erlang_c(arrivals / 60, service * 60, agents, within=within)
    assert float(found.waited) == pytest.approx(waited, abs=1e-9)
    assert float(found.mean_wait) == pytest.approx(mean_wait, rel=1e-9)
    assert float(found.served_within) == pytest.approx(in_time, abs=1e-9)
    assert float(found.queue_length) == pytest.approx(queue, rel=1e-9)


def lognormal_patience() -> Patience:
    return patience_law(lambda t: lognorm.sf(t, 1.2, scale=180), horizon=180 * np.exp(7 * 1.2))


def mixed_patience() -> Patience:
    return patience_law(
        lambda t: 0.1 * np.exp(-t / 5) + 0.9 * np.exp(-t * 3 / 400), horizon=40 * 400 / 3
    )


@pytest.mark.parametrize(
    ("patience", "arrivals", "service", "agents", "expected", "simulated", "errors"),
    [
        (
            lognormal_patience(),
            10,
            4,
            38,
            (0.7014913, 0.0841495, 27.9923262, 0.5075177, 0.4728597, 27.0207442),
            (0.7022634, 0.0838729, 27.9732168, 0.5069056, 0.4734787, 27.0024552),
            (0.0019848, 0.0004073, 0.1366905, 0.0021339, 0.0022144, 0.1396804),
        ),
        (
            mixed_patience(),
            48,
            1,
            50,
            (0.3982150, 0.0403979, 2.3513606, 0.0084165, 0.9514422, 2.2871882),
            (0.3965421, 0.0400220, 2.3289492, 0.0083882, 0.9518426, 2.2651006),
            (0.0020238, 0.0003078, 0.0190323, 0.0002427, 0.0005036, 0.0187803),
        ),
    ],
)
def test_any_patience(
    patience: Patience,
    arrivals: float,
    service: float,
    agents: int,
    expected: tuple[float, ...],
    simulated: tuple[float, ...],
    errors: tuple[float, ...],
) -> None:
    """Against another implementation, and against a simulation with its standard errors."""
    waits = general_patience(arrivals / 60, service * 60, agents, patience, within=20)
    names = ("waited", "abandoned", "mean_wait", "wait_over", "served_within", "mean_wait_served")
    found = [float(getattr(waits, name)) for name in names]
    assert found == pytest.approx(expected, abs=1e-4)
    assert (np.abs(np.subtract(found, simulated)) < 4 * np.array(errors)).all()


def test_exponential_curve_equals_erlang_a() -> None:
    curve = patience_law(lambda t: np.exp(-t / 120), horizon=7200)
    general = general_patience([0.5, 0.8, 1.6], 60, 50, curve)
    closed = erlang_a([0.5, 0.8, 1.6], 60, 50, 120)
    for measure in MEASURES:
        assert getattr(general, measure) == pytest.approx(getattr(closed, measure), rel=2e-4)


def assert_worse(light: Waits, heavy: Waits) -> None:
    for measure in ("waited", "abandoned", "mean_wait", "virtual_over", "wait_over", "occupancy"):
        assert (getattr(heavy, measure) >= getattr(light, measure) - 1e-9).all(), measure
    assert (heavy.served_within <= light.served_within + 1e-9).all()


@given(
    load=st.floats(-6, 5).map(lambda power: 10**power),
    agents=st.integers(1, 10_000),
    patience=st.floats(0, 5).map(lambda power: 10**power),
)
@settings(deadline=None, max_examples=60)
def test_more_work_is_never_better(load: float, agents: int, patience: float) -> None:
    light = erlang_a(load / 300, 300, agents, patience)
    assert_worse(light, erlang_a(1.1 * load / 300, 300, agents, patience))
    assert_worse(erlang_a(load / 300, 300, agents + 1, patience), light)
    for measure in MEASURES:
        assert np.isfinite(getattr(light, measure)), measure


def test_people_who_never_give_up_can_be_too_many() -> None:
    half_stay = Patience(np.array([0.0, 60.0]), np.array([1.0, 0.5]))
    assert float(general_patience(1.9, 10, 10, half_stay).abandoned) == pytest.approx(
        0.475, abs=0.02
    )
    with pytest.raises(UsageError, match="grow for ever; give at least 11 agents"):
        general_patience(2.0, 10, 10, half_stay)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: erlang_c(1, 10, 10), "give at least 11 agents"),
        (lambda: erlang_c(0, 10, 10), "arrivals must be above 0"),
        (lambda: erlang_c(1, -1, 10), "service_seconds must be above 0"),
        (lambda: erlang_c(np.nan, 1, 10), "arrivals must be above 0"),
        (lambda: erlang_a(1, 10, 0, 60), "agents must be 1 or more"),
        (lambda: erlang_a(1, 10, 5, 0), "patience must be above 0"),
        (lambda: erlang_a(1, 10, 5, np.inf), "leave it out for Erlang C"),
        (lambda: erlang_a(1, 10, 5, 60, within=-1), "within is -1"),
    ],
)
def test_impossible_queues(call: object, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        call()  # type: ignore[operator]
