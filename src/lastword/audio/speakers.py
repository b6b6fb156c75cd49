"""Speakers: two voices in one channel told apart, with what is unsure kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastword.audio.ears import STEP, Frames
from lastword.audio.spans import Flags, Spans, closed, flags_of, longer, spans_of
from lastword.audio.voiceprint import WINDOW, Voiceprints, louder

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]

_HOP = 60
_PAUSE = 0.15
_SHORTEST = 20
_LONG = 100
"""Frames of a stretch that may say how a voice sounds."""
_STEEP = 25.0
"""Log odds for a difference of 1 in similarity."""
_ALIKE = 0.86
"""Two groups of voiceprints more alike than this are one voice."""
_BLINK = 0.4


@dataclass(frozen=True, slots=True)
class Voices:
    """Whose voice each frame is.

    Parameters
    ----------
    second
        Probability that the frame is the voice that is heard later, shape (n,); 0.5 where there
        is no voice.
    are_two
        Whether two voices are heard.
    """

    second: Doubles
    are_two: bool

    def confidence(self, spans: Spans) -> Doubles:
        """Mean probability of the likelier voice in each stretch."""
        sure = np.maximum(self.second, 1 - self.second)
        sums = np.concatenate(([0.0], np.cumsum(sure)))
        edges = np.clip(np.rint(spans / STEP).astype(int), 0, len(sure))
        frames = np.maximum(1, edges[:, 1] - edges[:, 0])
        return np.asarray((sums[edges[:, 1]] - sums[edges[:, 0]]) / frames)

    def turns(self) -> Flags:
        """Frames of the second voice, without changes of less than 0.4 s."""
        held = longer(closed(spans_of(self.second > 0.5, STEP), _BLINK), _BLINK)
        return flags_of(held, len(self.second), STEP)


def told_apart(frames: Frames, voice: Spans, encoder: Voiceprints | None) -> Voices:
    """Tell two voices apart by their voiceprints.

    Stretches between pauses are cut into windows of 1.6 s (shorter ones are repeated to fill one),
    whose voiceprints are parted in two: first by the main direction in which they differ, then
    each to the nearer of the two means until nothing changes. A frame's odds are 25 times the
    difference of its windows' similarity to the two means. Whoever is heard first is the first
    voice.

    Parameters
    ----------
    voice
        Stretches with a voice outside hold music.
    encoder
        None: nobody is told apart.
    """
    nobody = Voices(np.full(len(frames.voice), 0.5), False)
    pieces = _pieces(frames, voice)
    if encoder is None or not pieces:
        return nobody
    bands = louder(frames.timbre, frames.level[np.concatenate([np.arange(*p) for p in pieces]), 0])
    windows = np.stack([_filled(bands[start:end]) for start, end in pieces])
    prints = encoder.of(windows).astype(np.float64)
    weights = np.array([end - start for start, end in pieces], dtype=np.float64)
    means = _two_means(prints, weights)
    if means is None or float(means[0] @ means[1]) > _ALIKE:
        return nobody
    odds = _STEEP * (prints @ (means[1] - means[0]))
    return Voices(_first_first(_spread(odds, pieces, len(frames.voice)), pieces), True)


def _pieces(frames: Frames, voice: Spans) -> list[tuple[int, int]]:
    """Windows of at most 1.6 s within stretches between pauses, as frames."""
    inside = flags_of(voice, len(frames.voice), STEP) & (frames.voice[:, 0] > 0.5)
    found = []
    for start, end in np.rint(closed(spans_of(inside, STEP), _PAUSE) / STEP).astype(int).tolist():
        if end - start < _SHORTEST:
            continue
        last = max(start, end - WINDOW)
        found += [(at, min(at + WINDOW, end)) for at in (*range(start, last, _HOP), last)]
    return found


def _filled(bands: Floats) -> Floats:
    times = -(-WINDOW // len(bands))
    return np.tile(bands, (times, 1))[:WINDOW]


def _two_means(prints: Doubles, weights: Doubles) -> tuple[Doubles, Doubles] | None:
    """Mean voiceprints of two groups, from the longer windows; None where there is one group."""
    long = weights >= min(_LONG, float(np.median(weights)))
    seen, counts = prints[long], weights[long]
    if len(seen) < 4:
        return None
    apart = seen - np.average(seen, axis=0, weights=counts)
    _, _, directions = np.linalg.svd(apart * np.sqrt(counts)[:, None], full_matrices=False)
    group = apart @ directions[0] > 0
    for _ in range(20):
        if group.all() or not group.any():
            return None
        means = [_mean(seen[side], counts[side]) for side in (~group, group)]
        nearer = seen @ means[1] > seen @ means[0]
        if (nearer == group).all():
            break
        group = nearer
    if group.all() or not group.any():
        return None
    return means[0], means[1]


def _mean(prints: Doubles, weights: Doubles) -> Doubles:
    mean: Doubles = weights @ prints
    return mean / np.linalg.norm(mean)


def _spread(odds: Doubles, pieces: list[tuple[int, int]], frames: int) -> Doubles:
    """Probability of each frame, from the mean odds of the windows that hold it."""
    sums, counts = np.zeros(frames + 1), np.zeros(frames + 1)
    for told, (start, end) in zip(odds, pieces, strict=True):
        for total, step in ((sums, told), (counts, 1.0)):
            total[start] += step
            total[end] -= step
    held = np.cumsum(counts)[:frames]
    mean = np.divide(np.cumsum(sums)[:frames], held, out=np.zeros(frames), where=held > 0.5)
    return np.asarray(1 / (1 + np.exp(-np.clip(mean, -30, 30))))


def _first_first(second: Doubles, pieces: list[tuple[int, int]]) -> Doubles:
    """Turned round where the voice that is heard first bears the number two."""
    start, end = pieces[0]
    return 1 - second if second[start:end].mean() > 0.5 else second
