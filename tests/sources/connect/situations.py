"""Contact records as Amazon Connect writes them, and transcripts as Contact Lens does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sources.exports import Export

MONDAY = datetime(2024, 3, 4, 9, tzinfo=UTC)
DST_HOURS = 639.5
ANN, BOB = "+491701234567", "+493055511100"
Json = dict[str, Any]


def iso(hours: float, seconds: float) -> str:
    return (MONDAY + timedelta(hours=hours, seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def record(
    number: str,
    hours: float,
    begin: float,
    end: float,
    reason: str,
    *,
    method: str = "INBOUND",
    caller: str | None = ANN,
    channel: str = "VOICE",
    kind: str = "TELEPHONE_NUMBER",
    **more: Any,
) -> Json:
    """One contact record; seconds count from the hour."""
    return {
        "AWSContactTraceRecordFormatVersion": "2017-03-10",
        "ContactId": f"k{number}",
        "InitialContactId": None,
        "PreviousContactId": None,
        "NextContactId": None,
        "Channel": channel,
        "InitiationMethod": method,
        "InitiationTimestamp": iso(hours, begin),
        "ConnectedToSystemTimestamp": iso(hours, begin),
        "DisconnectTimestamp": iso(hours, end),
        "LastUpdateTimestamp": iso(hours, end + 60),
        "DisconnectReason": reason,
        "CustomerEndpoint": caller and {"Address": caller, "Type": kind},
        "SystemEndpoint": {"Address": "+49800123", "Type": "TELEPHONE_NUMBER"},
        "Attributes": {"language": "de"},
        "Queue": None,
        "Agent": None,
        **more,
    }


def queue(hours: float, begin: float, end: float, name: str = "Billing") -> Json:
    arn = f"arn:aws:connect:eu-central-1:1:instance/i/queue/{name}"
    return {
        "ARN": arn,
        "Name": name,
        "EnqueueTimestamp": iso(hours, begin),
        "DequeueTimestamp": iso(hours, end),
        "Duration": int(end - begin),
    }


def agent(
    name: str,
    hours: float,
    begin: float,
    talk: int,
    *,
    hold: int = 0,
    wrap: int = 0,
    end: float = 0,
) -> Json:
    end = end or begin + talk + hold
    return {
        "Username": name,
        "ConnectedToAgentTimestamp": iso(hours, begin),
        "AgentInteractionDuration": talk,
        "CustomerHoldDuration": hold,
        "NumberOfHolds": int(hold > 0),
        "AfterContactWorkStartTimestamp": iso(hours, end),
        "AfterContactWorkEndTimestamp": iso(hours, end + wrap),
        "AfterContactWorkDuration": wrap,
        "HierarchyGroups": {"Level1": {"GroupName": "Service"}, "Level2": {"GroupName": "Team B"}},
    }


def chained(first: str, before: str | None = None, after: str | None = None) -> Json:
    return {
        "InitialContactId": f"k{first}",
        "PreviousContactId": before and f"k{before}",
        "NextContactId": after and f"k{after}",
    }


OLD = {
    **record("1", 1, 0, 190, "CUSTOMER_DISCONNECT"),
    "Queue": queue(1, 20, 50),
    "Agent": agent("zed", 1, 50, 100, hold=40),
}
NEW = {
    **OLD,
    "LastUpdateTimestamp": iso(1, 900),
    "Agent": agent("zed", 1, 50, 100, hold=40, wrap=25),
    "Recording": {"Location": "s3://calls/k1.wav", "Status": "AVAILABLE"},
}
RECORDS = (
    OLD,
    NEW,
    {
        **record("2", 2, 0, 100, "AGENT_DISCONNECT", CustomerId="profile-ann"),
        "Queue": queue(2, 5, 10),
        "Agent": agent("yve", 2, 10, 90),
    },
    {**record("3", 3, 0, 95, "CUSTOMER_DISCONNECT", caller=BOB), "Queue": queue(3, 5, 95)},
    record("4", 4, 0, 12, "CUSTOMER_DISCONNECT", caller=BOB),
    {
        **record("5a", 5, 0, 110, "CUSTOMER_DISCONNECT"),
        **chained("5a", after="5b"),
        "Queue": queue(5, 0, 10),
        "Agent": agent("zed", 5, 10, 100),
    },
    {
        **record("5b", 5, 110, 230, "CUSTOMER_DISCONNECT", method="TRANSFER"),
        **chained("5a", "5a", "5c"),
        "Queue": queue(5, 110, 130, "Technics"),
        "Agent": agent("yve", 5, 130, 100),
    },
    {
        **record("5c", 5, 230, 400, "AGENT_DISCONNECT", method="TRANSFER"),
        **chained("5a", "5b"),
        "Queue": queue(5, 230, 240, "Orders"),
        "Agent": agent("pat", 5, 240, 160),
    },
    {
        **record("6a", 6, 0, 70, "CUSTOMER_DISCONNECT"),
        **chained("6a", after="6b"),
        "Queue": queue(6, 0, 10),
        "Agent": agent("zed", 6, 10, 60),
    },
    {
        **record("6b", 6, 70, 190, "CUSTOMER_DISCONNECT", method="TRANSFER"),
        **chained("6a", "6a"),
        "Queue": queue(6, 70, 190, "Technics"),
    },
    {
        **record("7a", 7, 0, 100, "CONTACT_FLOW_DISCONNECT", caller=BOB),
        **chained("7a", after="7b"),
        "Queue": queue(7, 10, 100),
    },
    {
        **record("7b", 7, 100, 700, "AGENT_DISCONNECT", method="CALLBACK", caller=BOB),
        **chained("7a", "7a"),
        "Queue": queue(7, 100, 600),
        "Agent": agent("zed", 7, 610, 90),
    },
    {**record("8", 8, 0, 1800, "CONTACT_FLOW_DISCONNECT", caller=BOB), "Queue": queue(8, 0, 1800)},
    {
        **record("9", 9, 0, 60, "THIRD_PARTY_DISCONNECT"),
        "Queue": queue(9, 0, 5),
        "Agent": agent("zed", 9, 5, 55),
        "TransferredToEndpoint": {"Address": "+4989777000", "Type": "TELEPHONE_NUMBER"},
    },
    {
        **record("10", 10, 0, 60, "AGENT_DISCONNECT", method="OUTBOUND"),
        "Agent": agent("zed", 10, 8, 52),
    },
    {
        **record(
            "11",
            11,
            0,
            300,
            "CUSTOMER_DISCONNECT",
            method="API",
            caller=None,
            channel="CHAT",
            RelatedContactId="k2",
        ),
        "Queue": queue(11, 0, 30),
        "Agent": agent("yve", 11, 30, 270),
    },
    {
        **record(
            "12",
            12,
            0,
            7200,
            "AGENT_DISCONNECT",
            caller="Ann@Example.org",
            channel="EMAIL",
            kind="EMAIL_ADDRESS",
        ),
        "Queue": queue(12, 0, 3600),
        "Agent": agent("yve", 12, 3600, 3600),
    },
    {
        **record("13", 13, 0, 40, "TELECOM_PROBLEM", caller="anonymous"),
        "Queue": queue(13, 0, 10),
        "Agent": agent("zed", 13, 10, 30),
    },
    record("14", 14, 0, 600, "API", method="API", caller=None, channel="TASK"),
    {
        **record("15", DST_HOURS, 0, 3600, "CUSTOMER_DISCONNECT", caller=BOB),
        "Queue": queue(DST_HOURS, 0, 1800),
        "Agent": agent("zed", DST_HOURS, 1800, 1800),
    },
    {
        **record("16a", 16, 0, 60, "CONTACT_FLOW_DISCONNECT"),
        **chained("16a", after="16b"),
        "Queue": queue(16, 0, 60),
    },
    {
        **record("16b", 16, 60, 190, "AGENT_DISCONNECT", method="QUEUE_TRANSFER"),
        **chained("16a", "16a"),
        "Queue": queue(16, 60, 90, "Overflow"),
        "Agent": agent("pat", 16, 90, 100),
    },
    record(
        "17",
        5,
        400,
        460,
        "CUSTOMER_DISCONNECT",
        method="DISCONNECT",
        InitialContactId="k5a",
        PreviousContactId="k5c",
    ),
)
"""1 two versions of one record · 2 agent ends, profile known · 3 gives up · 4 leaves the menu · 5
chain of transfers · 6 transferred, gives up · 7 call-back · 8 cut off · 9 passed on outside · 10
outbound · 11 chat that goes on · 12 e-mail · 13 line breaks, number withheld · 14 task · 15 the
night of the clocks · 16 from queue to queue · 17 the survey after it."""

SAID = {"Sentiment": "NEGATIVE", "LoudnessScore": [70.1], "IssuesDetected": []}


def analysis(contact: str, channel: str, turns: list[Json], people: list[tuple[str, str]]) -> Json:
    return {
        "Version": "1.1.0",
        "AccountId": "1",
        "Channel": channel,
        "ContentMetadata": {"Output": "Redacted"},
        "JobStatus": "COMPLETED",
        "LanguageCode": "en-US",
        "Participants": [{"ParticipantId": p, "ParticipantRole": role} for p, role in people],
        "Categories": {"MatchedCategories": ["Cancellation"], "MatchedDetails": {}},
        "ConversationCharacteristics": {"TotalConversationDurationMillis": 32110},
        "CustomerMetadata": {"ContactId": contact, "InstanceId": "i"},
        "Transcript": turns,
    }


def turn(number: int, who: str, begin: int, text: str, **more: Any) -> Json:
    times = {"BeginOffsetMillis": begin, "EndOffsetMillis": begin + 2500}
    return {"Id": f"t{number}", "ParticipantId": who, "Content": text, **times, **more}


def wrote(number: int, who: str, seconds: int, text: str | None, **more: Any) -> Json:
    kind = "MESSAGE" if text else "EVENT"
    said = {"Content": text} if text else {}
    return {
        "Id": f"m{number}",
        "ParticipantId": who,
        "Type": kind,
        "AbsoluteTime": iso(11, seconds),
        **said,
        **more,
    }


PAIR = [("CUSTOMER", "CUSTOMER"), ("AGENT", "AGENT")]
REDACTION = {
    "Redaction": {"RedactedTimestamps": [{"BeginOffsetMillis": 3000, "EndOffsetMillis": 3900}]}
}
VOICE = (
    analysis(
        "k5a",
        "VOICE",
        [
            turn(1, "AGENT", 0, "Billing, Zed.", Sentiment="POSITIVE"),
            turn(
                2, "CUSTOMER", 2600, "My name is [PII] and it is still broken.", **SAID, **REDACTION
            ),
        ],
        PAIR,
    ),
    analysis(
        "k5b",
        "VOICE",
        [
            turn(1, "AGENT", 0, "Technics, Yve."),
            turn(2, "CUSTOMER", 2600, "Again: broken.", **SAID),
        ],
        PAIR,
    ),
)
CHAT = analysis(
    "k11",
    "CHAT",
    [
        wrote(1, "p-ann", 0, None),
        wrote(2, "p-ann", 5, "Where is my order?", Sentiment="NEUTRAL"),
        wrote(3, "p-yve", 40, "On its way.", Sentiment="POSITIVE"),
        wrote(4, "p-bot", 50, "Anything else?"),
    ],
    [("p-ann", "CUSTOMER"), ("p-yve", "AGENT"), ("p-bot", "CUSTOM_BOT")],
)
NEEDED = ("Channel", "JobStatus", "AccountId", "CustomerMetadata", "Transcript")


class Stream(Export):
    """Records as Firehose writes them: one after the other, without a line end."""

    def text(self) -> str:
        return "".join(json.dumps(record) for record in self.records)


HALF = 10
"""The chain 6 begins in one file and ends in the other; record 1 stands in both."""

EXPORTS = (
    Stream(
        "contact records",
        "stream",
        RECORDS[:HALF],
        needed=(
            "AWSContactTraceRecordFormatVersion",
            "ContactId",
            "InitiationMethod",
            "InitiationTimestamp",
        ),
    ),
    Export(
        "contact records in a list",
        "records.json",
        [OLD, *RECORDS[HALF:]],
        needed=("ContactId", "InitiationMethod", "InitiationTimestamp"),
    ),
    Export("Contact Lens", "analysis.jsonl", (*VOICE, CHAT), needed=NEEDED),
)
