"""What people record stays, in the order recorded."""

from __future__ import annotations

from datetime import datetime

from lastword.store import Store
from lastword.store.person import Person
from lastword.store.state import AuditEntry, FollowUp, State

MONDAY = datetime(2024, 3, 4, 9, 30)


def test_follow_ups_come_back_in_order_and_by_contact(store: Store) -> None:
    first = FollowUp("crm:c1", MONDAY, "lead", "won back", "sent a new one")
    second = FollowUp("crm:c2", MONDAY, "lead", "not reached")
    for follow_up in (first, second):
        store.state.add_follow_up(follow_up)
    again = State.in_file(store.folder / "state.db")
    assert again.follow_ups() == (first, second)
    assert again.follow_ups(["crm:c2"]) == (second,)
    assert again.follow_ups([]) == ()


def test_audit_keeps_details(store: Store) -> None:
    entry = AuditEntry(MONDAY, "lead", "rolled back", "generations", "2", {"from": 3})
    store.state.record(entry)
    assert store.state.audit() == (entry,)


def test_readers_are_not_blocked_by_a_writer(store: Store) -> None:
    store.state.add_follow_up(FollowUp("crm:c1", MONDAY, "lead", "won back"))
    with store.state.engine.begin() as writer:
        writer.exec_driver_sql("UPDATE follow_ups SET result = 'changed'")
        (seen,) = State.in_file(store.folder / "state.db").follow_ups()
        assert seen.result == "won back"


def test_forgetting_takes_rows_and_bytes(store: Store) -> None:
    state = store.state
    state.add_follow_up(FollowUp("crm:c1", MONDAY, "lead", "won back", "unforgettable"))
    state.add_follow_up(FollowUp("crm:c2", MONDAY, "lead", "rang anna@example.org"))
    state.add_follow_up(FollowUp("crm:c3", MONDAY, "lead", "kept"))
    person = Person(contacts=frozenset({"crm:c1"}), identifiers=frozenset({"anna@example.org"}))
    assert state.names(person) == ("follow_ups",)
    assert state.forget(person) == 2
    assert state.names(person) == ()
    assert [f.result for f in state.follow_ups()] == ["kept"]
    for path in store.folder.glob("state.db*"):
        assert b"unforgettable" not in path.read_bytes()


def test_no_database_before_anything_is_recorded(store: Store) -> None:
    assert not (store.folder / "state.db").exists()
    assert store.state is store.state
    assert store.state.audit() == ()
    assert (store.folder / "state.db").exists()
