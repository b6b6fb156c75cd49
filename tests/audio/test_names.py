"""Names: what a file's name says, by declared patterns."""

from __future__ import annotations

from datetime import datetime

import pytest

from lastword.audio.names import named
from lastword.errors import SettingsError

AWS = "*_GUID_{id}_AGENT_{agent}_DT_{time:%Y-%m-%dT%H-%M-%S}_*"


def test_the_first_pattern_that_fits_counts() -> None:
    name = "Auto0_GUID_000_AGENT_ChrisL_DT_2025-02-19T06-01-22_Mono.wav"
    said = named(name, ["{id}.mp3", AWS])
    assert (said.id, said.agent, said.at) == ("000", "ChrisL", datetime(2025, 2, 19, 6, 1, 22))
    assert named("other.wav", [AWS]).id is None


def test_times_are_of_the_declared_zone() -> None:
    pattern = ["{time:%Y%m%d-%H%M%S}.*"]
    summer = named("20250719-060122.wav", pattern, "Europe/Berlin")
    assert summer.at == datetime(2025, 7, 19, 4, 1, 22)
    assert named("1739944882-x.wav", ["{time:%s}-*"]).at == datetime(2025, 2, 19, 6, 1, 22)


def test_a_name_with_an_impossible_time_says_none() -> None:
    assert named("20259919-060122.wav", ["{time:%Y%m%d-%H%M%S}.*"]).at is None


@pytest.mark.parametrize("pattern", ["{customer}.wav", "{id"])
def test_unknown_fields_are_refused(pattern: str) -> None:
    with pytest.raises(SettingsError, match="names"):
        named("x.wav", [pattern])


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(SettingsError, match="Mars"):
        named("20250719-060122.wav", ["{time:%Y%m%d-%H%M%S}.*"], "Mars/Olympus")
