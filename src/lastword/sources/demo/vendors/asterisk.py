"""Asterisk: the calls of the old line as its log of queues."""

from __future__ import annotations

from collections.abc import Iterator

from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.contacts import ABANDONED
from lastword.sources.demo.vendors.clock import second
from lastword.sources.demo.vendors.telephones import OLD_LINE, calls, numbers, served

BY_CUSTOMER = 0


def queue_log(chunk: Chunk) -> Iterator[str]:
    """The lines of all calls in the order of time."""
    lines: list[tuple[int, str]] = []
    rows = calls(chunk, is_old_line=True)
    for row, number in zip(map(int, rows), numbers(chunk, rows), strict=True):
        lines += _lines(chunk, row, number or "anonymous")
    return (line for _, line in sorted(lines, key=lambda line: line[0]))


def call_id(chunk: Chunk, row: int) -> str:
    """Asterisk's name of a call: when it began, and a number."""
    return f"{second(chunk.world, float(chunk.contacts.at[row]))}.{int(chunk.number[row])}"


def _lines(chunk: Chunk, row: int, number: str) -> Iterator[tuple[int, str]]:
    contacts = chunk.contacts
    call, begins, wait = call_id(chunk, row), float(contacts.at[row]), int(contacts.wait[row])

    def line(at: float, agent: str, event: str, *data: object) -> tuple[int, str]:
        when = second(chunk.world, at)
        return when, "|".join(map(str, (when, call, OLD_LINE, agent, event, *data)))

    yield line(begins, "NONE", "ENTERQUEUE", "", number, 1)
    if not contacts.is_served[row]:
        event = "ABANDON" if contacts.outcome[row] == ABANDONED else "EXITWITHTIMEOUT"
        yield line(begins + wait, "NONE", event, 1, 1, wait)
    for part in served(chunk, row):
        agent, talk = f"PJSIP/{part.agent}", int(part.ends - part.begins)
        yield line(part.begins, agent, "CONNECT", wait, f"{call}9", 3)
        if part.passes_on:
            yield line(part.ends, agent, "BLINDTRANSFER", OLD_LINE, "internal", wait, talk, 1)
            yield line(part.ends, "NONE", "ENTERQUEUE", "", number, 1)
            wait = 0
        else:
            is_customer = contacts.ended_by[row] == BY_CUSTOMER
            event = "COMPLETECALLER" if is_customer else "COMPLETEAGENT"
            yield line(part.ends, agent, event, wait, talk, 1)
