"""The same story, exported by different systems, comes to the same contacts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sources.conftest import Centre
from sources.stories import AUTHORS, STORIES, Story, at

EVERY = {"intercom": "intercom:{}", "chatwoot": "chatwoot:row-{}"}
LAST = {"freshdesk": "freshdesk:{}"}
TOLD = [(s, n, story) for s, n in {**EVERY, **LAST}.items() for story in STORIES]


@pytest.mark.parametrize(
    ("source", "name", "story"), TOLD, ids=[f"{source}-{story.number}" for source, _, story in TOLD]
)
def test_a_story_comes_to_its_contacts(
    source: str, name: str, story: Story, centre_of: Callable[[str], Centre]
) -> None:
    if source in LAST and story.has_bot:
        pytest.skip("Freshdesk does not say what a bot wrote")
    expected = (story.known_last if source in LAST else None) or story.contacts
    contacts = centre_of(source).contacts(name.format(story.number))
    found = [
        (c["offered_at"], c["answered_at"], c["outcome"], c["agent_id"], c["direction"])
        for c in contacts
    ]
    assert found == [
        (
            at(told.offered),
            None if told.answered is None else at(told.answered),
            told.outcome or ("abandoned" if contacts[0]["channel"] == "chat" else None),
            told.agent and f"{source}:{AUTHORS[told.agent]}",
            told.direction,
        )
        for told in expected
    ]
    assert contacts[-1]["is_claimed_resolved"] is story.is_solved
