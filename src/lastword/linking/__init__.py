"""Who is one customer, and which contacts are one issue."""

from __future__ import annotations

from lastword.linking.approaches import approaches
from lastword.linking.attribution import attributed
from lastword.linking.calls import calls
from lastword.linking.corrections import Conflict
from lastword.linking.foreign import adopted
from lastword.linking.issue_contacts import BucketStep, issue_contacts
from lastword.linking.issues import issues, issues_step
from lastword.linking.persons import Persons, link_persons, persons

__all__ = [
    "BucketStep",
    "Conflict",
    "Persons",
    "adopted",
    "approaches",
    "attributed",
    "calls",
    "issue_contacts",
    "issues",
    "issues_step",
    "link_persons",
    "persons",
]
