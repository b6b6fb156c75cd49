"""Responses, distributions and a definition of one survey, each situation once."""

from __future__ import annotations

import json
from typing import Any

from sources.exports import Export, Written

SOLVED = "Is the problem that you contacted us about solved?"
RATED = "How satisfied are you with our service? (1 = very dissatisfied, 5 = very satisfied)"
ASKED = {
    "Q1": ("QID1", SOLVED),
    "Q2": ("QID2", RATED),
    "Q3": ("QID3", "On a scale from 0 to 10, how likely are you to recommend us?"),
    "Q3_NPS_GROUP": ("QID3_NPS_GROUP", "On a scale from 0 to 10 … - Group"),
    "Q4": ("QID4_TEXT", "Why did you give this score?"),
    "Q5_1": ("QID5_1", "Please rate on 1 to 7 - The agent was <b>friendly</b>"),
    "Q5_DO_1": ("QID5_DO_1", "Display Order: …"),
    "Q6": ("QID6", "How easy was it to get help? - Selected Choice"),
    "Q7_First Click": ("QID7_FIRST_CLICK", "Timing - First Click"),
    "Q8": ("QID8", "Which shop did you visit?"),
}
TOLD = {
    "StartDate": ("startDate", "Start Date"),
    "EndDate": ("endDate", "End Date"),
    "Status": ("status", "Response Type"),
    "Progress": ("progress", "Progress"),
    "Finished": ("finished", "Finished"),
    "RecordedDate": ("recordedDate", "Recorded Date"),
    "ResponseId": ("_recordId", "Response ID"),
    "RecipientEmail": ("recipientEmail", "Recipient Email"),
    "ExternalReference": ("externalDataReference", "External Data Reference"),
    "DistributionChannel": ("distributionChannel", "Distribution Channel"),
    "UserLanguage": ("userLanguage", "User Language"),
}
EMBEDDED = {"TicketID": ("TicketID", "TicketID"), "Plan": ("Plan", "Plan")}
EVERY = {**TOLD, **ASKED, **EMBEDDED}


def imported(name: str, import_id: str) -> str:
    zone = {"timeZone": "America/Denver"} if name.endswith("Date") else {}
    return json.dumps({"ImportId": import_id, **zone}, separators=(",", ":"))


def response(name: str, at: str = "2024-03-04 10:00:00", **fields: Any) -> dict[str, Any]:
    given = dict.fromkeys(EVERY) | {
        "StartDate": at,
        "EndDate": at,
        "RecordedDate": at,
        "Status": "IP Address",
        "Progress": 100,
        "Finished": "True",
        "ResponseId": name,
        "DistributionChannel": "email",
        "UserLanguage": "EN",
    }
    return given | fields


WHOLE = {
    "Q1": "Yes", "Q2": 4, "Q3": 9, "Q3_NPS_GROUP": "Promoter", "Q4": "Quick and kind",
    "Q5_1": 6, "Q5_DO_1": 2, "Q6": "Very easy", "Q7_First Click": 1.5, "Q8": "Berlin",
}  # fmt: skip
RESPONSES = [
    {name: wording for name, (_, wording) in EVERY.items()},
    {name: imported(name, import_id) for name, (import_id, _) in EVERY.items()},
    response("R_whole", RecipientEmail="ann@example.org", ExternalReference="C7", TicketID=41,
             Plan="gold", **WHOLE),
    response("R_partial", Finished="False", Progress=40, RecordedDate="2024-03-11 10:00:00",
             Q1="No", RecipientEmail="bob@example.org"),
    response("R_preview", Status="Survey Preview", Q1="Yes", Q2=5),
    response("R_spam", Status=8, Q1="Yes", Q2=5),
    response("R_anonymous", DistributionChannel="anonymous", Q2="2"),
    response("R_shifted", at="2024-03-10 02:30:00", Q2=3),
    response("R_ambiguous", at="2024-11-03 01:30:00", Q2=3),
    response("R_labelled", Q2="5 - Very satisfied", Q1="Partly"),
    response("R_invited", at="2024-03-05 09:00:00", Q1="Yes", RecipientEmail="eve@example.org"),
]  # fmt: skip


def sent(distribution: str, contact: str, **fields: Any) -> dict[str, Any]:
    return {
        "contact_id": contact,
        "distribution_id": distribution,
        "contact_lookup_id": f"CGC_{contact}",
        "sent_at": "2024-03-05 08:00:00.000000",
        "opened_at": None,
        "response_id": None,
        "response_started_at": None,
        "response_completed_at": None,
        "status": "Sent",
        "survey_link": f"https://my.qualtrics.example/jfe/form/SV_1?Q_CHL=email&Q_DL={distribution}",
        **fields,
    }


DISTRIBUTED = [
    sent("EMD_1", "CID_eve", status="SurveyFinished", response_id="R_invited",
         response_started_at="2024-03-05 15:58:00", response_completed_at="2024-03-05 16:00:00"),
    sent("EMD_1", "CID_ida", status="Opened", opened_at="2024-03-05 09:00:00"),
    sent("EMD_2", "CID_ida", sent_at="2024-03-09 08:00:00"),
    sent("EMD_1", "CID_jon", status="Skipped", sent_at=None),
    sent("EMD_1", "CID_kim", status="HardBounce"),
]  # fmt: skip
JSON = [
    {
        "responseId": "R_json",
        "values": {
            "startDate": "2024-03-04T10:00:00Z", "endDate": "2024-03-04T10:02:00Z", "status": 0,
            "finished": 1, "recordedDate": "2024-03-04T10:02:01Z", "_recordId": "R_json",
            "distributionChannel": "smsinvite", "recipientEmail": "lea@example.org",
            "QID1": "Yes", "QID2": 1, "QID2_DO": [1, 2], "QID9": "?", "TicketID": "77",
        },
        "labels": {"QID2": "Very dissatisfied"},
        "displayedFields": ["QID1", "QID2"],
    },
    {
        "responseId": "R_json_2",
        "values": {
            "startDate": "2024-03-04T11:00:00Z", "endDate": "2024-03-04T11:02:00Z", "status": 1,
            "finished": 1, "recordedDate": "2024-03-04T11:02:01Z", "QID1": "Yes",
        },
    },
]  # fmt: skip
DEFINITION = {
    "result": {
        "id": "SV_1",
        "name": "After contact",
        "lastModifiedDate": "2024-02-01T00:00:00Z",
        "questions": {
            "QID1": {"questionType": {"type": "MC"}, "questionText": SOLVED},
            "QID2": {"questionType": {"type": "MC"}, "questionText": f"<p>{RATED}</p>"},
        },
    },
    "meta": {"httpStatus": "200 - OK"},
}
EXPORTS = (
    Export(
        "responses",
        "After contact_March.csv",
        RESPONSES,
        needed=("StartDate", "EndDate", "RecordedDate", "ResponseId", "Progress"),
    ),
    Export(
        "distribution history",
        "distribution_contact.csv",
        DISTRIBUTED,
        needed=("distribution_id", "contact_lookup_id", "sent_at", "status"),
    ),
    Export("responses as JSON", "responses.json", JSON, path="responses",
           needed=("responseId", "values")),
    Written("survey definition", "SV_1.json", content=json.dumps(DEFINITION)),
    Export(
        "directory contacts",
        "directory_contact.csv",
        [
            {"directory_id": "POOL_1", "id": "CID_eve", "email": "Eve@Example.org",
             "ext_ref": "C9", "phone": "+49 30 1234", "first_name": "Eve", "last_name": "Adams"},
        ],
        needed=("directory_id", "id", "email", "ext_ref"),
    ),
)  # fmt: skip
