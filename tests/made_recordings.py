"""A made result of what was heard in calls, for tests of pages and renderings."""

from __future__ import annotations

from lastword.analyses.voice.recordings import LongSilence, Recordings
from lastword.stats.mean import cluster_mean
from lastword.stats.proportion import cluster_share


def made_recordings(contact: str = "asterisk:4711") -> Recordings:
    def share(value: float) -> object:
        return cluster_mean([value * 90, value * 120, value * 70], [100, 110, 80], unit="share")

    return Recordings(
        states={"heard": 290, "no_consent": 12, "refused": 2},
        hours=23.4,
        heard=290,
        talk=share(0.7),
        hold=share(0.1),
        silence=share(0.2),
        agent_talk=share(0.6),
        with_dead_air=cluster_share([30, 20, 9], [100, 110, 80]),
        cut_in_by_agent=None,
        cut_in_by_customer=None,
        silences=(LongSilence(contact, 83.2, 41.0),),
    )
