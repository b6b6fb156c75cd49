"""Tasks as TaskRouter tells of them, event by event: posted to a webhook, or streamed."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sources.exports import Export

MONDAY = datetime(2024, 3, 4, 9, tzinfo=UTC)
DST_HOURS = 639.5
ANN, BOB, WITHHELD = "+491701234567", "+493055511100", "+266696687"
WORKERS = {"WKzed": "Zed", "WKyve": "Yve"}
Json = dict[str, Any]


class Task:
    """A task under construction; seconds count from its hour."""

    def __init__(self, number: int, hours: float | None = None, channel: str = "voice") -> None:
        self.sid = f"WT{number}"
        self._at = MONDAY + timedelta(hours=number if hours is None else hours)
        self._channel = channel
        self._attributes = "{}"
        self.events: list[Json] = []

    def told(self, kind: str, second: float, **more: Any) -> Task:
        at = self._at + timedelta(seconds=second)
        self.events.append(
            {
                "EventType": kind,
                "AccountSid": "AC1",
                "WorkspaceSid": "WS1",
                "ResourceType": kind.split(".", maxsplit=1)[0],
                "ResourceSid": more.get("ReservationSid", self.sid),
                "Timestamp": int(at.timestamp()),
                "TaskSid": self.sid,
                "TaskAttributes": self._attributes,
                "TaskAge": int(second),
                "TaskPriority": 1,
                "TaskChannelUniqueName": self._channel,
                **more,
            }
        )
        return self

    def created(self, caller: str | None = ANN, **attributes: Any) -> Task:
        given = {"from": caller, "called": "+49800123", "direction": "inbound", **attributes}
        self._attributes = json.dumps({k: v for k, v in given.items() if v is not None})
        return self.told("task.created", 0)

    def queued(self, second: float, queue: str = "Billing") -> Task:
        return self.told("task-queue.entered", second, **named(queue))

    def reserved(
        self, kind: str, number: int, second: float, worker: str, queue: str = "Billing"
    ) -> Task:
        return self.told(
            f"reservation.{kind}",
            second,
            ReservationSid=f"WR{self.sid[2:]}-{number}",
            WorkerSid=worker,
            WorkerName=WORKERS[worker],
            WorkerAttributes=json.dumps({"team_name": "Team B"}),
            **named(queue),
        )

    def served(
        self,
        number: int,
        worker: str,
        begin: float,
        end: float,
        wrap: float,
        queue: str = "Billing",
    ) -> Task:
        """Reserved, accepted, wrapped up and completed."""
        self.reserved("created", number, begin - 3, worker, queue)
        self.reserved("accepted", number, begin, worker, queue)
        self.reserved("wrapup", number, end, worker, queue)
        return self.reserved("completed", number, end + wrap, worker, queue)

    def transferred(self, number: int, second: float) -> Task:
        sid = f"WR{self.sid[2:]}-{number}"
        return self.told(
            "task.transfer-completed",
            second,
            TransferSid=f"TT{self.sid[2:]}-{number}",
            TransferInitiatingReservationSid=sid,
        )

    def canceled(self, second: float, reason: str, queue: str = "Billing") -> Task:
        return self.told("task.canceled", second, TaskCanceledReason=reason, **named(queue))


def named(queue: str) -> Json:
    return {"TaskQueueSid": f"WQ{queue}", "TaskQueueName": queue}


def activity(second: float, name: str, seconds: int) -> Json:
    """An agent leaves an activity."""
    at = MONDAY + timedelta(seconds=second)
    return {
        "EventType": "worker.activity.update",
        "WorkspaceSid": "WS1",
        "ResourceType": "worker",
        "ResourceSid": "WKzed",
        "Timestamp": int(at.timestamp()),
        "WorkerSid": "WKzed",
        "WorkerName": "Zed",
        "WorkerPreviousActivityName": name,
        "WorkerTimeInPreviousActivity": seconds,
    }


TASKS = (
    Task(1).created().queued(1).served(1, "WKzed", 31, 151, 20).told("task.completed", 171),
    Task(2).created(BOB).queued(0).canceled(90, "hangup"),
    Task(3).created(BOB).queued(0).canceled(1800, "Task TTL Exceeded"),
    Task(4)
    .created()
    .queued(0)
    .served(1, "WKzed", 10, 70, 5)
    .transferred(1, 70)
    .queued(71, "Technics")
    .served(2, "WKyve", 101, 201, 10, "Technics"),
    Task(5)
    .created()
    .queued(0)
    .served(1, "WKzed", 10, 70, 5)
    .transferred(1, 70)
    .queued(71, "Technics")
    .canceled(191, "hangup", "Technics"),
    Task(6)
    .created()
    .queued(0)
    .reserved("timeout", 1, 20, "WKzed")
    .reserved("rejected", 2, 25, "WKyve")
    .served(3, "WKzed", 40, 100, 0),
    Task(7)
    .created(BOB)
    .queued(0)
    .queued(60, "Overflow")
    .served(1, "WKyve", 80, 180, 0, "Overflow"),
    Task(8, channel="chat")
    .created(
        None,
        channelType="web",
        customers={"customer_id": "c-ann", "email": "Ann@Example.org"},
        **{"from": "Anonymous"},
    )
    .queued(0)
    .served(1, "WKyve", 12, 312, 0),
    Task(9, channel="chat")
    .created(f"whatsapp:{ANN}", channelType="whatsapp")
    .queued(0)
    .served(1, "WKyve", 600, 900, 0),
    Task(10).created(None, direction="outbound", outbound_to=ANN).served(1, "WKzed", 8, 60, 0),
    Task(11).created(WITHHELD).queued(0).canceled(5, "hangup"),
    Task(12).created(taskType="callback").queued(0).served(1, "WKzed", 600, 700, 0),
    Task(13, DST_HOURS).created(BOB).queued(0).served(1, "WKzed", 1800, 3600, 0),
    Task(14).created(BOB).served(1, "WKzed", 30, 90, 0),
)
"""1 routine · 2 gives up · 3 cut off · 4 transferred · 5 transferred, gives up · 6 missed and
rejected first · 7 from queue to queue · 8 web chat of a known customer · 9 WhatsApp · 10 outbound ·
11 withheld number · 12 call-back · 13 the night of the clocks · 14 without events of queues."""

DIRECT = (
    Task(15)
    .created()
    .queued(0)
    .reserved("accepted", 1, 10, "WKzed")
    .reserved("completed", 1, 70, "WKzed")
)
"""No wrap-up: the reservation is completed at once."""


def streamed(event: Json) -> Json:
    """The same event as Event Streams deliver it."""
    at = datetime.fromtimestamp(event["Timestamp"], tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    payload = {re.sub("(?<!^)(?=[A-Z])", "_", name).lower(): value for name, value in event.items()}
    payload |= {"eventtype": payload.pop("event_type"), "timestamp": at}
    return {
        "specversion": "1.0",
        "type": f"com.twilio.taskrouter.{event['EventType']}",
        "source": "AB1",
        "id": f"EZ{event['ResourceSid']}{event['EventType']}{event['Timestamp']}",
        "data": {"name": event["EventType"], "payload": payload},
    }


HALF = [event for task in TASKS[:3] for event in task.events[2:]]
WEBHOOKS = [event for task in TASKS for event in task.events if event not in HALF]

EXPORTS = (
    Export(
        "webhooks",
        "webhooks.csv",
        [*WEBHOOKS, activity(0, "Available", 7200), activity(1800, "Lunch", 1800)],
        needed=(
            "EventType",
            "WorkspaceSid",
            "ResourceType",
            "ResourceSid",
            "TaskSid",
            "ReservationSid",
            "WorkerSid",
            "Timestamp",
        ),
    ),
    Export(
        "event stream",
        "events.jsonl",
        [streamed(event) for event in (*HALF, *DIRECT.events)],
        needed=("specversion", "type", "data"),
    ),
)
"""The ends of three tasks are in the stream, their beginnings in the webhooks."""
