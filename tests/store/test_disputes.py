"""Disputes are kept, answered by somebody else, and become corrections once upheld."""

from __future__ import annotations

from datetime import datetime

import pytest

from lastword.errors import UsageError
from lastword.store import Store
from lastword.store.disputes import Dispute, decide, disputes, raise_dispute
from lastword.store.person import Person

MONDAY = datetime(2024, 3, 4, 9, 30)


def test_upheld_disputes_are_corrections(store: Store) -> None:
    link = Dispute("link", ("crm:c1",), "ann", MONDAY, "another problem")
    served = Dispute("attribution", ("crm:c2", ""), "ann", MONDAY)
    label = Dispute("label", ("crm:c2", "m1", "emotion", "negative"), "ann", MONDAY)
    numbers = [raise_dispute(store.state, one) for one in (link, served, label)]
    decide(store, numbers[0], "upheld", "lead", MONDAY, "so it is")
    decide(store, numbers[1], "upheld", "lead", MONDAY)
    decide(store, numbers[2], "declined", "lead", MONDAY, "it says so")
    assert [one.answer for one in disputes(store.state)] == ["upheld", "upheld", "declined"]
    kept = store.corrections.all()
    assert [(c.kind, c.keys) for c in kept] == [
        ("split_issue", ("crm:c1",)), ("attribution", ("crm:c2", "")),
    ]  # fmt: skip
    assert kept[0].note == f"dispute {numbers[0]}; another problem; so it is"


def test_nobody_answers_their_own(store: Store) -> None:
    number = raise_dispute(store.state, Dispute("link", ("crm:c1",), "ann", MONDAY))
    with pytest.raises(UsageError, match="somebody else"):
        decide(store, number, "upheld", "ann", MONDAY)
    with pytest.raises(UsageError, match=f"no open dispute 99. Open: {number}"):
        decide(store, 99, "upheld", "lead", MONDAY)
    assert store.corrections.all() == ()


def test_an_erased_customer_takes_disputes_along(store: Store) -> None:
    number = raise_dispute(store.state, Dispute("attribution", ("crm:c1", "b"), "ann", MONDAY))
    decide(store, number, "declined", "lead", MONDAY)
    person = Person(contacts=frozenset({"crm:c1"}))
    assert store.state.names(person) == ("disputes",)
    store.state.forget(person)
    assert disputes(store.state) == ()
