"""Calls as the queue log of Asterisk tells them, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sources.exports import UNKNOWN, Export

COLUMNS = ("time", "callid", "queuename", "agent", "event", *(f"data{n}" for n in range(1, 6)))
MONDAY = int(datetime(2024, 3, 4, 9, tzinfo=UTC).timestamp())
DST_NIGHT = int(datetime(2024, 3, 31, 0, 59, tzinfo=UTC).timestamp())
DAY = 86_400
LOCAL = "Local/2004@from-internal/n"
ANN, BOB = "+491701234567", "030555111"


@dataclass(frozen=True)
class Log(Export):
    """A queue log as Asterisk writes it: no header, and as many fields as the event has."""

    def text(self) -> str:
        return "".join("|".join(_fields(record)) + "\n" for record in self.records)

    def broken(self) -> str:
        return self.text() + "1709550000|17095"

    def poorly(self, seed: int) -> Export:
        badly = super().poorly(seed)
        assert isinstance(badly, Log)
        return replace(badly, records=[_with_unknown(record) for record in badly.records])


def _fields(record: Any) -> list[str]:
    given = [str(record.get(name) or "") for name in (*COLUMNS, "data6")]
    last = max(place for place, text in enumerate(given) if text) + 1
    return given[: max(last, 6)]


def _with_unknown(record: Any) -> dict[str, Any]:
    return {**record, "data6": UNKNOWN["brand_new_field"]}


def line(at: int, call: str, queue: str, agent: str, event: str, *data: object) -> dict[str, Any]:
    given = [*data, *[None] * (5 - len(data))]
    return dict(zip(COLUMNS, [at, call, queue, agent, event, *given], strict=True))


def told(number: int, start: int, *events: Sequence[object]) -> list[dict[str, Any]]:
    """Lines of one call: (seconds after it began, queue, agent, event, data…)."""
    call = f"{start}.{number}"
    return [
        line(start + int(str(at)), call, *map(str, rest[:3]), *rest[3:]) for at, *rest in events
    ]  # type: ignore[arg-type]


def enters(at: int, queue: str, caller: str = ANN) -> tuple[object, ...]:
    return (at, queue, "NONE", "ENTERQUEUE", "", caller, 1)


def start(number: int) -> int:
    """When a call of a situation begins: an hour apart."""
    return MONDAY + number * 3600


def call(number: int) -> str:
    return f"asterisk:{start(number)}.{number}"


CALLS = (
    told(
        1,
        start(1),
        (0, "8000", "NONE", "DID", "0800123"),
        enters(12, "8000"),
        (30, "8000", LOCAL, "RINGNOANSWER", 15000),
        (42, "8000", "SIP/2005", "CONNECT", 30, f"{start(1)}.99", 4),
        (162, "8000", "SIP/2005", "COMPLETECALLER", 30, 120, 1),
    ),
    told(
        2,
        start(2),
        enters(0, "8000"),
        (5, "8000", LOCAL, "CONNECT", 5, "x", 3),
        (65, "8000", LOCAL, "COMPLETEAGENT", 5, 60, 1),
    ),
    told(3, start(3), enters(4, "8000", BOB), (94, "8000", "NONE", "ABANDON", 1, 3, 90)),
    told(
        4, start(4), enters(0, "8000", BOB), (1800, "8000", "NONE", "EXITWITHTIMEOUT", 2, 2, 1800)
    ),
    told(
        5,
        start(5),
        enters(0, "8000"),
        (60, "8000", "NONE", "EXITWITHTIMEOUT", 2, 2, 60),
        enters(61, "9000"),
        (80, "9000", "PJSIP/2004", "CONNECT", 19, "x", 2),
        (180, "9000", "PJSIP/2004", "COMPLETEAGENT", 19, 100, 1),
    ),
    told(
        6,
        start(6),
        enters(0, "8000"),
        (10, "8000", LOCAL, "CONNECT", 10, "x", 2),
        (70, "8000", LOCAL, "BLINDTRANSFER", 9000, "from-internal", 10, 60, 1),
        enters(71, "9000"),
        (101, "9000", "SIP/2005", "CONNECT", 30, "x", 2),
        (201, "9000", "SIP/2005", "COMPLETECALLER", 30, 100, 1),
    ),
    told(
        7,
        start(7),
        enters(0, "8000"),
        (10, "8000", LOCAL, "CONNECT", 10, "x", 2),
        (70, "8000", LOCAL, "BLINDTRANSFER", 9000, "from-internal", 10, 60, 1),
        enters(71, "9000"),
        (191, "9000", "NONE", "ABANDON", 1, 1, 120),
    ),
    told(
        8,
        start(8),
        enters(0, "8000"),
        (10, "8000", LOCAL, "CONNECT", 10, "x", 2),
        (50, "8000", LOCAL, "ATTENDEDTRANSFER", "BRIDGE", "b-1", 10, 40, 1),
    ),
    told(9, start(9), enters(0, "8000", "anonymous"), (3, "8000", "NONE", "EXITEMPTY", 1, 1, 3)),
    told(10, start(10), enters(0, "8000", BOB), (25, "8000", "NONE", "EXITWITHKEY", 1, 2, 2, 25)),
    told(
        11,
        start(11),
        enters(0, "8000"),
        (60, "8000", "NONE", "EXITWITHTIMEOUT", 1, 1, 60),
        enters(70, "8000"),
        (100, "8000", LOCAL, "CONNECT", 30, "x", 2),
        (130, "8000", LOCAL, "COMPLETEAGENT", 30, 30, 1),
    ),
    told(
        12,
        start(12),
        enters(0, "8000"),
        (5, "8000", LOCAL, "CONNECT", 5, "x", 2),
        (15, "8000", LOCAL, "TRANSFER", 8000, "from-internal", 5, 10, 1),
        enters(16, "8000"),
        (26, "8000", "SIP/2005", "CONNECT", 10, "x", 2),
        (46, "8000", "SIP/2005", "COMPLETEAGENT", 10, 20, 1),
    ),
    told(
        13,
        DST_NIGHT,
        enters(0, "8000"),
        (120, "8000", LOCAL, "CONNECT", 120, "x", 2),
        (180, "8000", LOCAL, "COMPLETECALLER", 120, 60, 1),
    ),
)
"""1 caller hangs up · 2 agent hangs up · 3 gives up · 4 cut off after half an hour · 5 sent on to
another queue · 6 blind transfer · 7 blind transfer, gives up · 8 transfer to a person · 9 nobody
there · 10 presses a key · 11 the same queue again · 12 back to the same queue, another agent · 13
the night of the clocks."""

CUT = told(
    14,
    start(14),
    (100, "8000", LOCAL, "CONNECT", 40, "x", 2),
    (160, "8000", LOCAL, "COMPLETEAGENT", 40, 60, 1),
)
"""A call whose beginning is in a log that was not kept."""
PAUSES = (
    line(MONDAY, "NONE", "8000", LOCAL, "PAUSE", "lunch"),
    line(MONDAY + 1, "NONE", "9000", LOCAL, "PAUSE", "lunch"),
    line(MONDAY + 1801, "NONE", "8000", LOCAL, "UNPAUSE"),
    line(MONDAY + 1802, "NONE", "9000", LOCAL, "UNPAUSE"),
)
OTHERS = (
    line(MONDAY - 60, "NONE", "NONE", "NONE", "QUEUESTART"),
    line(MONDAY - 50, "MANAGER", "8000", LOCAL, "ADDMEMBER"),
)


def in_berlin(record: dict[str, Any]) -> dict[str, Any]:
    """A line as the database of a server in Berlin keeps it: the wall's time, no zone."""
    local = datetime.fromtimestamp(record["time"] + 3600, tz=UTC)
    moved = local.strftime("%Y-%m-%d %H:%M:%S.000000")
    return {**record, "time": moved, "callid": record["callid"].replace(".", ".77")}


EXPORTS = (
    Log(
        "queue log",
        "queue_log",
        [*OTHERS, *PAUSES, *(record for lines in CALLS for record in lines), *CUT],
        needed=("time", "callid", "queuename", "agent", "event"),
    ),
    Export(
        "queue log of a database",
        "queue_log.csv",
        [in_berlin(record) for lines in (CALLS[0], CALLS[2]) for record in lines],
        needed=("time", "callid", "queuename", "agent", "event", "data1"),
    ),
)
