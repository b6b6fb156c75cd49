"""Every record becomes a row, a reject with a reason, or is left out with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from lastword.errors import InputRefused

CALLS = {
    "table": "contacts",
    "drop": [{"column": "result", "equals": ["TEST"], "reason": "a test call"}],
    "columns": {
        "contact_id": "id",
        "customer_ref": {"column": "customer", "null": ["0"]},
        "agent_id": {"column": "agent", "source": "hr"},
        "channel": {"value": "voice"},
        "is_callback": {"column": "kind", "equals": ["TT"]},
        "offered_at": {"join": ["day", "start"], "with": " ", "formats": ["%y%m%d %H:%M:%S"]},
        "answered_at": {
            "join": ["day", "answer"],
            "with": " ",
            "formats": ["%y%m%d %H:%M:%S"],
            "roll": "offered_at",
        },
        "wait_seconds": {"between": ["offered_at", "answered_at"]},
        "talk_seconds": {"column": "talk", "unit": "mm:ss"},
        "outcome": {
            "coalesce": [
                {"value": "self_served", "when": [{"column": "agent", "missing": True}]},
                {"column": "result", "map": {"OK": "answered", "LOST": "abandoned"}},
            ]
        },
    },
}
CALL = {
    "id": "1",
    "customer": "7",
    "agent": "Ada",
    "kind": "PS",
    "day": "990131",
    "start": "9:14:40",
    "answer": "9:15:00",
    "talk": "1:30",
    "result": "OK",
}


def calls(apply: Any, *changes: dict[str, str | None], **defaults: Any) -> Any:
    records = [{**CALL, **change} for change in changes]
    return apply(records, tables=[CALLS], **{"time_zone": "Asia/Jerusalem", **defaults})["contacts"]


def test_a_record_becomes_a_typed_row(apply: Any) -> None:
    (row,) = calls(apply, {})["rows"]
    expected = {
        "contact_id": "crm:1",
        "customer_ref": "crm:7",
        "agent_id": "hr:Ada",
        "is_callback": False,
        "offered_at": datetime(1999, 1, 31, 7, 14, 40),
        "answered_at": datetime(1999, 1, 31, 7, 15),
        "wait_seconds": 20.0,
        "talk_seconds": 90.0,
        "outcome": "answered",
        "time_quality": "exact",
        "time_zone": "Asia/Jerusalem",
        "queue": None,
    }
    assert {name: row[name] for name in expected} == expected


def test_every_record_is_a_row_a_reject_or_left_out(apply: Any) -> None:
    found = calls(
        apply,
        {"customer": "0", "agent": None},
        {"result": "TEST", "start": "nonsense"},
        {"start": "23:59:50", "answer": "0:00:05"},
        {"answer": "9:14:02"},
        {"result": "BUSY"},
        {"talk": "soon"},
        {"id": " "},
        {"day": "991332"},
    )
    night = found["rows"][1]
    assert [row["row_number"] for row in found["rows"]] == [1, 3]
    assert found["rows"][0]["customer_ref"] is None
    assert found["rows"][0]["outcome"] == "self_served"
    assert night["answered_at"] == datetime(1999, 1, 31, 22, 0, 5)
    assert found["filtered"] == [{"row_number": 2, "reason": "a test call"}]
    assert [(r["row_number"], r["column"], r["value"]) for r in found["rejects"]] == [
        (4, "answered_at", "990131 9:14:02"),
        (5, "outcome", "BUSY"),
        (6, "talk_seconds", "soon"),
        (7, "contact_id", ""),
        (8, "offered_at", "991332 9:14:40"),
    ]


def test_reasons_say_what_was_found_and_what_to_do(apply: Any) -> None:
    rejects = calls(apply, {"answer": "9:14:02"}, {"result": "BUSY"})["rejects"]
    assert rejects[0]["reason"] == (
        "answered_at 990131 9:14:02 is before offered_at 990131 9:14:40. Fix the export, or set "
        "clock_skew_seconds in [sources.crm]."
    )
    assert rejects[1]["reason"] == (
        "outcome BUSY is not named in `map`. Add it to contacts.outcome in [sources.crm], or set "
        'unmapped = "null".'
    )


def test_a_declared_clock_skew_is_tolerated(apply: Any) -> None:
    found = calls(apply, {"answer": "9:14:02"}, clock_skew_seconds=60)
    assert found["rows"][0]["wait_seconds"] == -38.0


def test_the_repeated_hour_is_read_so_that_times_follow_each_other(apply: Any) -> None:
    found = calls(
        apply,
        {"day": "241027", "start": "2:55:00", "answer": "2:05:00"},
        {"day": "241027", "start": "2:05:00", "answer": "2:55:00"},
        {"day": "241027", "start": "3:55:00", "answer": "3:05:00"},
        {"day": "240331", "start": "2:55:00", "answer": "3:56:00"},
        time_zone="Europe/Berlin",
    )
    assert [(row["wait_seconds"], row["time_quality"]) for row in found["rows"]] == [
        (600.0, "ambiguous"),
        (3000.0, "ambiguous"),
        (60.0, "shifted"),
    ]
    assert [reject["row_number"] for reject in found["rejects"]] == [3]


def test_local_times_without_a_zone_are_refused(apply: Any) -> None:
    (reject,) = calls(apply, {}, time_zone=None)["rejects"]
    assert "has no offset and no zone is declared. Set time_zone" in reject["reason"]


def test_a_column_that_the_file_lacks_refuses_the_file(apply: Any) -> None:
    record = {name: text for name, text in CALL.items() if name != "talk"}
    with pytest.raises(InputRefused, match="has no column talk"):
        apply([record], tables=[CALLS], time_zone="UTC")


def test_one_record_gives_several_rows(apply: Any) -> None:
    table = {
        "table": "identifiers",
        "columns": {"customer_ref": "id"},
        "rows": [
            {"kind": {"value": "email"}, "value": "mail"},
            {"kind": {"value": "phone"}, "value": {"coalesce": ["mobile", "phone"]}},
        ],
        "drop_missing": ["value"],
    }
    records = [
        {"id": "1", "mail": "a@x.org", "mobile": None, "phone": "12"},
        {"id": "2", "mail": None, "mobile": "34", "phone": "56"},
    ]
    found = apply(records, tables=[table])["identifiers"]
    rows = sorted((r["customer_ref"], r["kind"], r["value"]) for r in found["rows"])
    assert rows == [
        ("crm:1", "email", "a@x.org"),
        ("crm:1", "phone", "12"),
        ("crm:2", "phone", "34"),
    ]
    assert found["filtered"] == [{"row_number": 2, "reason": "no value, so no row of identifiers"}]


def test_equal_identifiers_become_equal(apply: Any) -> None:
    cases = {
        ("email", "Ada@X.org"): "ada@x.org",
        ("phone", "0049 (0)30 / 12-34"): "+49301234",
        ("phone", "+49 30 1234"): "+49301234",
        ("surname", "de  la Cruz"): "de la cruz",
        ("account", "Ab 12"): "Ab 12",
    }
    records = [{"id": "1", "kind": kind, "value": value} for kind, value in cases]
    columns = {"customer_ref": "id", "kind": "kind", "value": "value"}
    found = apply(records, tables=[{"table": "identifiers", "columns": columns}])["identifiers"]
    assert [row["value"] for row in found["rows"]] == list(cases.values())


def test_answers_off_their_scale_are_refused(apply: Any) -> None:
    table = {
        "table": "answers",
        "columns": {
            "answer_id": "id",
            "value": "score",
            "scale_min": {"value": 1},
            "scale_max": {"value": 5},
        },
    }
    records = [{"id": "1", "score": "4,5"}, {"id": "2", "score": "0"}, {"id": "3", "score": "1.5"}]
    found = apply(records, tables=[table], decimal=",")["answers"]
    assert [row["value"] for row in found["rows"]] == [4.5]
    assert [reject["row_number"] for reject in found["rejects"]] == [2, 3]


LOG = [
    ("1", "New", "2024-01-01T10:00:00Z"),
    ("1", "Active", "2024-01-01T11:00:00Z"),
    ("1", "Active", "2024-01-01T12:00:00Z"),
    ("1", "Solved", "2024-01-02T10:00:00Z"),
    ("1", "Active", "2024-01-03T10:00:00Z"),
    ("2", "Solved", "2024-01-01T10:00:00Z"),
    ("2", "New", "soon"),
]


def log(apply: Any, table: dict[str, Any]) -> Any:
    records = [{"number": n, "state": s, "updated": u} for n, s, u in LOG]
    return apply(records, tables=[table])[table["table"]]


def test_the_latest_record_of_a_key_is_kept(apply: Any) -> None:
    found = log(
        apply,
        {
            "table": "contacts",
            "history": {"key": ["contact_id"], "order": ["version_at"], "keep": "latest"},
            "columns": {"contact_id": "number", "offered_at": "updated", "version_at": "updated"},
        },
    )
    assert [row["row_number"] for row in found["rows"]] == [5, 6]
    assert [reject["row_number"] for reject in found["rejects"]] == [7]
    assert [left["row_number"] for left in found["filtered"]] == [1, 2, 3, 4]


def test_changes_know_the_record_before(apply: Any) -> None:
    kind = {
        "coalesce": [
            {
                "value": "reopened",
                "when": [
                    {"previous": "state", "equals": ["Solved"]},
                    {"column": "state", "differs": ["Solved"]},
                ],
            },
            {"column": "state", "map": {"New": "opened", "Solved": "solved"}, "unmapped": "null"},
        ]
    }
    found = log(
        apply,
        {
            "table": "events",
            "history": {"key": ["thread_id"], "order": ["at"], "keep": "changes", "of": ["state"]},
            "drop_missing": ["kind"],
            "columns": {
                "event_id": {"join": ["number", "updated"], "with": "-"},
                "thread_id": "number",
                "at": "updated",
                "kind": kind,
                "before": {"previous": "state"},
                "after": "state",
            },
        },
    )
    assert [(row["row_number"], row["kind"], row["before"]) for row in found["rows"]] == [
        (1, "opened", None),
        (4, "solved", "Active"),
        (5, "reopened", "Solved"),
        (6, "solved", None),
    ]
    assert [(left["row_number"], left["reason"]) for left in found["filtered"]] == [
        (2, "no kind, so no row of events"),
        (3, "no change of state"),
    ]


RECORDS = [
    {"id": "1", "at": "2024-10-27 02:30", "seen": "2024-10-27 01:59", "score": "5", "mail": "A@x"},
    {"id": "2", "at": "2024-03-31 02:30", "seen": None, "score": "9", "mail": None},
    {"id": "3", "at": "soon", "seen": "2024-05-01 10:00", "score": "many", "mail": "b@x"},
    {"id": None, "at": "2024-05-01 10:00", "seen": "never", "score": None, "mail": "c@x"},
]
SURVEY = {
    "table": "answers",
    "drop_missing": ["value"],
    "columns": {"contact_id": "id", "answered_at": "at", "value": "score"},
    "rows": [
        {
            "answer_id": {"join": ["id", {"value": "csat"}], "with": "-"},
            "question": {"value": "csat"},
            "role": {"value": "csat"},
            "scale_min": {"value": 1},
            "scale_max": {"value": 5},
        },
        {
            "answer_id": {"join": ["id", {"value": "late"}], "with": "-"},
            "question": {"value": "late"},
            "role": {"value": "nonsense"},
            "answered_at": "seen",
            "scale_max": {"value": "high"},
        },
        {"answer_id": "id", "question": {"value": "bare"}, "value": {"value": 3}},
    ],
}
CUSTOMERS = {
    "table": "identifiers",
    "drop_missing": ["value"],
    "columns": {"customer_ref": "id", "value": "mail"},
    "rows": [{"kind": {"value": "email"}}, {"kind": {"value": "account"}}],
}


@pytest.mark.parametrize("table", [SURVEY, CUSTOMERS], ids=["answers", "identifiers"])
def test_rows_planned_together_are_what_each_is_alone(apply: Any, table: dict[str, Any]) -> None:
    name = str(table["table"])
    (together,) = apply(RECORDS, tables=[table], time_zone="Europe/Berlin").values()
    alone = [
        apply(
            RECORDS,
            tables=[{**table, "columns": {**table["columns"], **row}, "rows": []}],
            time_zone="Europe/Berlin",
        )[name]
        for row in table["rows"]
    ]
    for part in ("rows", "rejects", "filtered"):
        expected = [found for mapped in alone for found in mapped[part]]
        assert sorted(together[part], key=str) == sorted(expected, key=str)
    assert together["rows"] and together["filtered"]


def test_words_are_taken_out_of_html(apply: Any) -> None:
    columns = {"message_id": "id", "text": {"column": "body", "html": True}}
    records = [
        {"id": "1", "body": "<p>A &lt; B</p><p>&amp; so<br/>on</p>"},
        {"id": "2", "body": ""},
    ]
    found = apply(records, tables=[{"table": "messages", "columns": columns}])
    assert [row["text"] for row in found["messages"]["rows"]] == ["A < B\n& so\non", None]
