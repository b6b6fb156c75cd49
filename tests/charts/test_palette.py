from __future__ import annotations

import pytest

from lastword.charts.palette import DARK, LIGHT, mark_classes

TEXT_ROLES = ("ink", "muted", "penalty", "reward", "attention", "link", "limit")


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_formula_by_its_known_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", ["ground", "card"])
@pytest.mark.parametrize("role", TEXT_ROLES)
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_reads_by_wcag_aa(colours: dict[str, str], role: str, ground: str) -> None:
    assert contrast(colours[role], colours[ground]) >= 4.5


def test_light_and_dark_hold_the_same_roles() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_no_colour_stands_for_two_roles() -> None:
    assert len(set(LIGHT.values())) == len(LIGHT)


def test_every_role_has_its_classes() -> None:
    assert all(f".f-{role}{{" in mark_classes() for role in LIGHT)
