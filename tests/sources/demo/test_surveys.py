import numpy as np
import pytest

from lastword.sources.demo import World
from lastword.sources.demo.chunk import Chunk, draw_chunk
from lastword.sources.demo.surveys import SKIPPED


def answered_by_outcome(chunk: Chunk) -> float:
    """Log-odds ratio of answering, would say solved against not, within what the centre sees."""
    issue = np.arange(len(chunk.endings.last))
    replied = np.zeros(len(issue), dtype=bool)
    surveys = chunk.surveys
    done = np.isfinite(surveys.answered_at)
    replied[chunk.contacts.issue[surveys.contact[done]]] = True
    endings = chunk.endings
    cell = (
        (endings.claim + 1) * 40
        + np.minimum(endings.contact_count, 4) * 8
        + chunk.contacts.channel[endings.last] * 2
        + (endings.wait > 120)
    )
    above, below = 0.0, 0.0
    for value in np.unique(cell):
        mine = cell == value
        a = (mine & replied & endings.says_solved).sum()
        b = (mine & ~replied & endings.says_solved).sum()
        c = (mine & replied & ~endings.says_solved).sum()
        d = (mine & ~replied & ~endings.says_solved).sum()
        above, below = above + a * d / mine.sum(), below + b * c / mine.sum()
    return float(np.log(above / below))


def test_observed_response_does_not_depend_on_the_outcome() -> None:
    """Mantel–Haenszel log-odds ratio; standard error about .05."""
    chunk = draw_chunk(World(contacts=60_000, seed=3, response="observed", plants=()), 0)
    assert abs(answered_by_outcome(chunk)) < 0.15


def test_hidden_response_depends_on_the_outcome() -> None:
    chunk = draw_chunk(World(contacts=60_000, seed=3, response="hidden", plants=()), 0)
    assert answered_by_outcome(chunk) > 0.6


@pytest.mark.parametrize("response", ["observed", "hidden"])
def test_those_who_answer_are_happier_than_all(response: str) -> None:
    chunk = draw_chunk(World(contacts=60_000, seed=4, response=response), 0)  # type: ignore[arg-type]
    said = (chunk.replies.resolved == 1).mean()
    assert said - chunk.endings.says_solved.mean() > 0.05


def test_answers_tell_the_true_end_of_the_issue(large: Chunk) -> None:
    issue = large.contacts.issue[large.surveys.contact[large.replies.survey]]
    assert np.array_equal(large.replies.resolved == 1, large.endings.says_solved[issue])
    assert large.contacts.is_last[large.surveys.contact[large.replies.survey]].all()


def test_the_answer_rate_is_about_what_was_asked_for(large: Chunk) -> None:
    rate = len(large.replies.survey) / len(large.endings.last)
    assert rate == pytest.approx(large.world.answer_rate, rel=0.15)


def test_unsolved_costs_and_courtesy_earns_only_if_solved(large: Chunk) -> None:
    replies = large.replies
    courtesy = replies.attributes[:, 0]
    rated = (replies.csat != SKIPPED) & (courtesy != SKIPPED)
    solved = rated & (replies.resolved == 1)
    unsolved = rated & (replies.resolved < 1)

    def gain(among: np.ndarray) -> float:
        best = replies.csat[among & (courtesy == 5)].mean()
        return float(best - replies.csat[among & (courtesy == 4)].mean())

    assert replies.csat[solved].mean() - replies.csat[unsolved].mean() > 1
    assert gain(solved) > gain(unsolved) + 0.1
