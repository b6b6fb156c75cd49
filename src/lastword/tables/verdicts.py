"""verdicts: what the customer said, did, and what was claimed, of one issue."""

from __future__ import annotations

from lastword.tables.model import Column, Table

VERDICTS = Table(
    "verdicts",
    "what the customer said, did, and what was claimed, of one issue",
    ("issue_id",),
    (
        Column("issue_id", "text", "Issue", is_required=True),
        Column("person_id", "text", "Person"),
        Column("bucket", "int", "Bucket of the person", is_required=True),
        Column("is_mature", "bool", "Whether the windows have passed", is_required=True),
        Column("opened_at", "time", "UTC", is_required=True),
        Column("agent_id", "text", "Agent who ended the last contact"),
        Column("team_id", "text", "Team"),
        Column("channel", "text", "Channel of the last contact"),
        Column("reason", "text", "Reason"),
        Column("contact_count", "int", "Contacts", is_required=True),
        Column("wait_seconds", "float", "Waiting over all contacts"),
        Column("is_invited", "bool", "Whether any survey was offered"),
        Column("is_answered", "bool", "Whether the customer answered anything", is_required=True),
        Column("answered_at", "time", "Last answer, UTC"),
        Column("said_resolved", "bool", "Customer's answer: solved (partly counts as no)"),
        Column("said_contacts_needed", "int", "How many contacts the customer says it took"),
        Column("said_csat", "float", "Satisfaction, 0–1 of its scale, good end up"),
        Column("said_top_box", "bool", "Best answer on the satisfaction scale"),
        Column("said_top_two", "bool", "One of the two best answers"),
        Column("said_effort", "float", "Effort, 0–1, 1 = most effort"),
        Column("said_nps", "int", "0–10"),
        Column("said_expectation", "int", "-1 fell short, 0 as expected, 1 exceeded"),
        Column(
            "did_come_back",
            "bool",
            "Contact on the same issue within the recontact window after its claimed end",
        ),
        Column(
            "came_back_days",
            "float",
            "Days from the first claimed end to the next contact on the issue",
        ),
        Column(
            "clock_at",
            "time",
            "Where the recontact clock starts: first claimed end, else end of the first answered "
            "contact, UTC",
        ),
        Column("did_next_issue", "bool", "Another issue within the next-issue window"),
        Column("next_issue_days", "float", "Days to it"),
        Column("did_leave", "bool", "Cancelled or downgraded within the window"),
        Column("claimed_resolved", "bool", "What the centre claims"),
        Column(
            "claimed_by",
            "text",
            "Who made the first claim",
            values=(
                "agent",
                "bot",
                "rule",
                "system",
            ),
        ),
        Column("claimed_how", "text", "From which field"),
        Column("claimed_at", "time", "First claim, UTC"),
        Column("is_auto_closed", "bool", "Closed by a rule or timer: no verdict"),
        Column(
            "is_first_call_right",
            "bool",
            "Said solved, in one contact over all channels, no next issue after; null if not said",
        ),
        Column(
            "is_unanswered", "bool", "Last public message is the customer's and asks for an answer"
        ),
        Column(
            "touches",
            "int",
            "Public replies by agents over all contacts; an answered call or chat counts one",
        ),
        Column(
            "has_customer_reply",
            "bool",
            "Whether the customer wrote or came again after the first reply",
        ),
        Column("has_person", "bool", "Whether the customer is known"),
        Column(
            "next_contact_days",
            "float",
            "Days from the first contact's end to the person's next contact for anything",
        ),
        Column("has_number", "bool", "Whether the issue began with a call from a known number"),
        Column(
            "same_number_days",
            "float",
            "Days from that call's end to the next call from the same number",
        ),
        Column("response_probability", "float", "Estimated probability of answering"),
        Column("weight", "float", "Non-response weight of an answer"),
        Column("probability", "float", "Probability that the customer would say solved"),
    ),
    kind="derived",
)
