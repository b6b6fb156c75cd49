"""Transcripts, scorecards and pulse tables as people keep them."""

from __future__ import annotations

import json

from sources.exports import Export, Written

WEBVTT = """WEBVTT - call

NOTE recorded with consent

1
00:00:01.000 --> 00:00:03.500 align:start
<v Agent>Good morning, how can I help?

2
00:04.000 --> 00:07.250
<v Customer>My bill is <i>wrong</i>
again.

00:01:02.000 --> 00:01:03.000
<v Anna Bell>One moment.
"""
SRT = """1
00:00:00,000 --> 00:00:02,000
Kunde: Guten Tag, mein Anschluss geht nicht.

2
00:00:02,100 --> 00:00:04,000
Mitarbeiterin: Seit wann?

3
00:00:05,000 --> 00:00:06,000
Seit gestern.
"""
DIALOGUE = """Contact ID: 4712
Date: 2024-03-04

2024-03-04 10:00:05 Agent: Hello, this is Zed.
[00:00:20] Customer: I wrote three times: nobody answered.
And I am tired of it.
Agent: I am sorry.
Bot: This chat was closed.
"""
ONE = {
    "contact_id": "4715",
    "language": "en",
    "transcript": [
        {"speaker": "AGENT", "text": "Hello", "start": 0.5, "end": 1.2},
        {"speaker": "CUSTOMER", "text": "It is broken", "start": 2.0, "end": 3.5},
        {"speaker": "SYSTEM", "text": "Recording stopped", "start": 9.0, "end": 9.0},
    ],
}
SEVERAL = [
    {
        "conversationId": "4716",
        "utterances": [
            {"role": "user", "content": "Where is my parcel?", "timestamp": "2024-03-04T10:00:00Z"},
            {"role": "assistant", "content": "Let me see.", "timestamp": "2024-03-04T10:00:01Z"},
        ],
    },
    {"conversationId": "4717", "utterances": []},
]
LONG = [
    {"call_id": "4711", "agent": "zed", "reviewer": "qa1", "date": "2024-03-05",
     "criterion": "Greeting", "points": "4/5"},
    {"call_id": "4711", "agent": "zed", "reviewer": "qa1", "date": "2024-03-05",
     "criterion": "Solved", "points": "Yes"},
    {"call_id": "4711", "agent": "zed", "reviewer": "qa1", "date": "2024-03-05",
     "criterion": "Upsell", "points": "n/a"},
    {"call_id": "4711", "agent": "zed", "reviewer": "qa2", "date": "2024-03-06",
     "criterion": "Greeting", "points": "80 %"},
]  # fmt: skip
WIDE = [
    {"Contact ID": "4711", "Agent": "zed", "Evaluator": "qa1", "Date": "2024-03-05",
     "Greeting (max 5)": 4, "Empathy (0-10)": 7, "Compliance": "pass", "Upsell": "N/A",
     "Total": 12, "Comment": "Well done, 5 stars"},
    {"Contact ID": "4712", "Agent": "yve", "Evaluator": "qa1", "Date": "2024-03-06",
     "Greeting (max 5)": 5, "Empathy (0-10)": None, "Compliance": "fail", "Upsell": "",
     "Total": 5, "Comment": None},
]  # fmt: skip
PULSES = [
    {"team": "North", "period": "2024-Q1", "question": "Engagement", "value": 3.9, "min": 1,
     "max": 5, "n": 12},
    {"team": "North", "period": "2024-04", "question": "Engagement", "value": 3.5, "min": 1,
     "max": 5, "n": 11},
    {"team": "South", "period": "2024-01-15", "question": "Engagement", "value": 4.1, "min": 1,
     "max": 5, "n": 4},
]  # fmt: skip
TEAMS = [
    {"Team": "North", "Quarter": "Q2 2024", "n": 12, "Workload (1-5)": 2.5, "eNPS (0-10)": 7.1,
     "Response rate": "80%", "Comments": "more people"},
    {"Team": "South", "Quarter": "Q2 2024", "n": 9, "Workload (1-5)": 3.5, "eNPS (0-10)": None,
     "Response rate": "60%", "Comments": None},
]  # fmt: skip
EXPORTS = (
    Export(
        "scorecards, a row a criterion", "scorecards.csv", LONG,
        needed=("call_id", "reviewer", "criterion", "points"),
    ),
    Export(
        "scorecards, a row an assessment", "qa_march.csv", WIDE,
        needed=("Contact ID", "Evaluator", "Greeting (max 5)"),
    ),
    Export(
        "pulses, a row a question", "pulse.csv", PULSES,
        needed=("team", "period", "question", "value"),
    ),
    Export(
        "pulses, a row a team", "pulse_q2.csv", TEAMS,
        needed=("Team", "Quarter", "n", "Workload (1-5)"),
    ),
    Export(
        "transcripts as JSON",
        "chats.json",
        SEVERAL,
        path="conversations", needed=("conversationId", "utterances"),
    ),
    Written("transcript as JSON", "call.json", content=json.dumps(ONE, indent=1)),
    Written("WebVTT transcript", "transcript-4710.vtt", content=WEBVTT),
    Written("SRT transcript", "4711.srt", content=SRT),
    Written("dialogue", "chat.txt", content=DIALOGUE),
)  # fmt: skip
