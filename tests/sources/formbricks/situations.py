"""Two surveys of Formbricks, their responses and contacts, each situation once."""

from __future__ import annotations

from typing import Any

from sources.exports import Export

SURVEYS = [
    {
        "id": "s1", "name": "After chat", "type": "app", "status": "inProgress",
        "environmentId": "env1", "createdAt": "2024-01-01T00:00:00.000Z",
        "updatedAt": "2024-01-02T00:00:00.000Z",
        "questions": [
            {"id": "rated", "type": "rating", "range": 5, "scale": "star",
             "headline": {"default": "How satisfied are you with our help?",
                          "de": "Wie zufrieden sind Sie mit unserer Hilfe?"}},
            {"id": "nps", "type": "nps",
             "headline": {"default": "How likely are you to recommend us?"}},
            {"id": "solved", "type": "multipleChoiceSingle",
             "headline": {"default": "Did we solve your problem?"}},
            {"id": "why", "type": "openText",
             "headline": {"default": "What could we do better?"}},
            {"id": "topics", "type": "multipleChoiceMulti",
             "headline": {"default": "What was it about?"}},
            {"id": "go", "type": "cta", "headline": {"default": "One more thing"}},
        ],
    },
]  # fmt: skip
BLOCKS = [
    {
        "id": "s2", "name": "Effort", "type": "link", "status": "inProgress",
        "environmentId": "env1", "createdAt": "2024-01-01T00:00:00.000Z",
        "updatedAt": "2024-01-02T00:00:00.000Z",
        "blocks": [
            {"id": "b1", "elements": [
                {"id": "eased", "type": "rating", "range": 7,
                 "headline": {"default": "<p>How <em>easy</em> was it to reach us?</p>"}}]},
        ],
    },
]  # fmt: skip


def response(name: str, data: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "surveyId": "s1",
        "createdAt": "2024-03-04T09:58:00.000Z",
        "updatedAt": "2024-03-04T10:00:00.000Z",
        "finished": True,
        "contact": {"id": "c1", "userId": "u1"},
        "contactAttributes": {"email": "Ann@Example.org", "userId": "u1"},
        "data": data,
        "ttc": {"rated": 2000},
        "meta": {"source": "in_app", "country": "DE"},
        "tags": [],
        "notes": [],
        "language": "default",
        **fields,
    }


RESPONSES = [
    response("r1", {"rated": 4, "nps": 9, "solved": "Yes", "why": "Answer faster", "go": "clicked",
                    "topics": ["Bill", "Move"], "ticketId": "41"}),
    response("r2", {"rated": 1, "solved": "No"}, finished=False, contact={"id": "c2"},
             contactAttributes={"email": "bob@example.org"}),
    response("r3", {"rated": 5}, contact=None, contactAttributes=None),
    response("r4", {"rated": 2}, updatedAt="2024-03-05T10:00:00.000Z", finished=False),
    response("r4", {"rated": 3, "solved": "Partly"}, updatedAt="2024-03-05T10:05:00.000Z"),
    response("r5", {"rated": 5, "solved": "Yes"}, language="de", contact={"id": "c5"}),
    response("r6", {"gone": "it depends"}, contact={"id": "c6"}),
    response("r7", {"eased": 6}, surveyId="s2", contact={"id": "c7"}, meta={"source": "email"}),
    response("r8", {"nps": 0}, contact={"id": "c8"}),
    response("r9", {"why": ""}, contact={"id": "c9"}),
]  # fmt: skip
EARLIER = [
    {
        "id": "old1", "surveyId": "s1", "createdAt": "2023-03-04T09:58:00.000Z",
        "updatedAt": "2023-03-04T10:00:00.000Z", "finished": True, "data": {"rated": 2},
        "person": {"id": "p1", "userId": "u7"}, "personAttributes": {"email": "eve@example.org"},
        "meta": {},
    },
]  # fmt: skip


def delivery(event: str, told: dict[str, Any]) -> dict[str, Any]:
    return {"webhookId": "hook1", "event": event, "data": told}


BEGUN = response("w1", {"rated": 2}, finished=False, updatedAt="2024-03-06T10:00:00.000Z")
DONE = response("w1", {"rated": 2, "solved": "Yes", "ticketId": "42"},
                updatedAt="2024-03-06T10:01:00.000Z")  # fmt: skip
LEFT = response("w2", {"nps": 7}, finished=False, contact={"id": "c11"},
                contactAttributes={"email": "Kim@Example.org"})  # fmt: skip
WEBHOOKS = [
    delivery("responseCreated", BEGUN),
    delivery("responseUpdated", DONE),
    delivery("responseFinished", DONE),
    delivery("responseFinished", DONE),
    delivery("responseCreated", LEFT),
    delivery("responseFinished", RESPONSES[0]),
]
EXPORTS = (
    Export(
        "webhooks", "webhooks.jsonl", WEBHOOKS, needed=("webhookId", "event", "data"),
    ),
    Export(
        "responses", "responses.json", [*RESPONSES, *EARLIER], path="data",
        needed=("id", "surveyId", "finished", "createdAt", "updatedAt"),
    ),
    Export(
        "surveys", "surveys.json", SURVEYS, path="data",
        needed=("id", "name", "status", "questions", "environmentId"),
    ),
    Export(
        "surveys in blocks", "surveys_new.jsonl", BLOCKS,
        needed=("id", "name", "status", "blocks", "environmentId"),
    ),
    Export(
        "contacts", "contacts.json",
        [{"id": "c1", "environmentId": "env1", "createdAt": "2024-01-01T00:00:00.000Z",
          "attributes": {"email": "ann@example.org", "userId": "u1", "firstName": "Ann"}}],
        path="data", needed=("id", "environmentId", "createdAt", "attributes"),
    ),
)  # fmt: skip
