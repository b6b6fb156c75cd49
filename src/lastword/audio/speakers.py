"""Speakers: two voices in one channel told apart by how they sound, with what is unsure kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastword.audio.ears import STEP, Frames
from lastword.audio.spans import Flags, Spans, closed, flags_of, longer, spans_of

Doubles = NDArray[np.float64]

FEWEST = 300
"""Frames of voice below which nobody is told apart."""
_WINDOW, _HOP = 120, 60
_ROUNDS = 8
_CORRELATED = 0.12
"""Share of a frame's evidence that its neighbours have not given already."""
_SWITCH = 6.0
_FAR = 4.0
_DEEP = 30.0
"""Frames so many dB below the loud ones say nothing of a voice."""
_MIN_GAIN = 1.0
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
        Whether two voices explain the sound better than one.
    """

    second: Doubles
    are_two: bool

    def confidence(self, spans: Spans) -> Doubles:
        """Mean probability of the likelier voice in each stretch."""
        sure = np.maximum(self.second, 1 - self.second)
        sums = np.concatenate(([0.0], np.cumsum(sure)))
        edges = np.clip(np.rint(spans / STEP).astype(int), 0, len(sure))
        return np.asarray(
            (sums[edges[:, 1]] - sums[edges[:, 0]]) / np.maximum(1, edges[:, 1] - edges[:, 0])
        )


def told_apart(frames: Frames, voice: Flags) -> Voices:
    """Tell two voices apart.

    Windows of 1.2 s are parted in two by their mean cepstrum and pitch; each group becomes a
    Gaussian over single frames, a chain with two states says whose each frame is, and both are
    repeated until they agree. Whoever is heard first is the first voice. Two voices are believed
    where they gain more than the Bayesian information criterion asks for.

    Parameters
    ----------
    voice
        Frames with a voice outside hold music.
    """
    nobody = Voices(np.full(len(voice), 0.5), False)
    telling = voice & _loud(frames.level[:, 0], voice)
    places = np.flatnonzero(telling)
    if len(places) < FEWEST:
        return nobody
    seen = _scaled(frames.timbre[places].astype(np.float64))
    chance = _started(seen)
    if chance is None:
        return nobody
    for _ in range(_ROUNDS):
        evidence = _evidence(seen, chance)
        if evidence is None:
            return nobody
        chance = _chain(evidence * _CORRELATED, np.diff(places, prepend=places[0]))
    if _gain(seen, chance) < _MIN_GAIN:
        return nobody
    return Voices(_spread(chance, places, voice), True)


def second_turns(voices: Voices) -> Flags:
    """Frames of the second voice, without changes of less than 0.4 s."""
    held = longer(closed(spans_of(voices.second > 0.5, STEP), _BLINK), _BLINK)
    return flags_of(held, len(voices.second), STEP)


def _loud(level: NDArray[np.float32], voice: Flags) -> Flags:
    if not voice.any():
        return voice
    loud: Flags = level > np.percentile(level[voice], 90) - _DEEP
    return loud


def _scaled(timbre: Doubles) -> Doubles:
    """Features of mean 0 and spread 1; a frame without pitch has the call's own."""
    filled = np.where(np.isnan(timbre), np.nanmedian(timbre, axis=0, keepdims=True), timbre)
    filled = np.nan_to_num(filled)
    spread = filled.std(axis=0)
    scaled: Doubles = np.clip(
        (filled - filled.mean(axis=0)) / np.maximum(spread, 1e-6), -_FAR, _FAR
    )
    return scaled


def _started(seen: Doubles) -> Doubles | None:
    """Two groups of windows by Lloyd's algorithm, begun at the ends of the widest direction."""
    starts = np.arange(0, max(1, len(seen) - _WINDOW), _HOP)
    if len(starts) < 4:
        return None
    means = np.array([seen[s : s + _WINDOW].mean(axis=0) for s in starts])
    means = means / np.maximum(means.std(axis=0), 1e-6)
    _, _, directions = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)
    along = (means - means.mean(axis=0)) @ directions[0]
    group = along > np.median(along)
    for _ in range(20):
        if group.all() or not group.any():
            return None
        centres = means[~group].mean(axis=0), means[group].mean(axis=0)
        far = [np.square(means - centre).sum(axis=1) for centre in centres]
        changed = far[1] < far[0]
        if (changed == group).all():
            break
        group = changed
    if group.all() or not group.any():
        return None
    middles = np.minimum((np.arange(len(seen)) - _WINDOW // 4) // _HOP, len(starts) - 1)
    return np.where(group[np.maximum(middles, 0)], 0.9, 0.1)


def _evidence(seen: Doubles, chance: Doubles) -> Doubles | None:
    """Log-likelihood of the second voice less that of the first, each one Gaussian."""
    both = [_gaussian(seen, weight) for weight in (chance, 1 - chance)]
    if both[0] is None or both[1] is None:
        return None
    return np.clip(both[0] - both[1], -8.0, 8.0)


def _gaussian(seen: Doubles, weight: Doubles) -> Doubles | None:
    if weight.sum() < FEWEST / 4:
        return None
    mean = weight @ seen / weight.sum()
    apart = seen - mean
    spread = (apart * weight[:, None]).T @ apart / weight.sum() + 0.05 * np.eye(seen.shape[1])
    root = np.linalg.cholesky(spread)
    distance = np.square(np.linalg.solve(root, apart.T)).sum(axis=0)
    found: Doubles = -0.5 * distance - np.log(np.diag(root)).sum()
    return found


def _chain(evidence: Doubles, gaps: NDArray[np.int_]) -> Doubles:
    """Posterior of the second voice under a chain of two states (forward and backward).

    Changing costs 6 nats, less after a pause: speakers change at pauses.
    """
    switch = np.exp(-_SWITCH / np.minimum(1 + gaps / 20.0, 4.0))
    forward = _swept(evidence, switch)
    backward = _swept(evidence[::-1], np.concatenate(([switch[0]], switch[:0:-1])))[::-1]
    return np.asarray(1 / (1 + np.exp(-np.clip(forward + backward - evidence, -30, 30))))


def _swept(evidence: Doubles, switch: Doubles) -> Doubles:
    """Log odds of the second voice after each frame, given all up to it."""
    found = np.empty(len(evidence))
    odds = 0.0
    for place, (told, p) in enumerate(zip(evidence.tolist(), switch.tolist(), strict=True)):
        up = min(max(odds, -40.0), 40.0)
        ratio = 2.718281828459045**up
        odds = float(np.log((ratio * (1 - p) + p) / (1 - p + ratio * p))) + told
        found[place] = odds
    return found


def _gain(seen: Doubles, chance: Doubles) -> float:
    """Log-likelihood that two voices gain over one, per penalty of the second one's parameters."""
    alone = _gaussian(seen, np.ones(len(seen)))
    parts = _gaussian(seen, chance), _gaussian(seen, 1 - chance)
    if alone is None or parts[0] is None or parts[1] is None:
        return 0.0
    together = np.where(chance > 0.5, parts[0], parts[1])
    gained = float((together - alone).sum()) * _CORRELATED
    size = seen.shape[1]
    parameters = size + size * (size + 1) / 2
    return float(gained / (0.5 * parameters * np.log(len(seen) * _CORRELATED)))


def _spread(chance: Doubles, places: NDArray[np.int_], voice: Flags) -> Doubles:
    """Each frame of the recording gets the chance of the nearest telling one; first voice first."""
    first = chance[: min(len(chance), 100)].mean()
    chance = 1 - chance if first > 0.5 else chance
    nearest = np.clip(np.searchsorted(places, np.arange(len(voice))), 0, len(places) - 1)
    return np.where(voice, chance[nearest], 0.5)
