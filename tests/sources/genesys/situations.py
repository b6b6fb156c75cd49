"""Conversations as Genesys Cloud details them: participants, their sessions and segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sources.exports import Export

MONDAY = datetime(2024, 3, 4, 9, tzinfo=UTC)
DST_HOURS = 639.5
ZED, YVE, PAT = "user-zed", "user-yve", "user-pat"
NAMES = {ZED: "Zed", YVE: "Yve", PAT: "Pat"}
ANN_PHONE, BOB_PHONE = "tel:+491701234567", "tel:+493055511100"
ANN = "contact-ann"
Json = dict[str, Any]


def iso(hours: float, seconds: float = 0) -> str:
    at = MONDAY + timedelta(hours=hours, seconds=seconds)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def segment(
    hours: float, kind: str, begin: float, end: float, ended: str | None = None, **more: Any
) -> Json:
    told = {"segmentType": kind, "segmentStart": iso(hours, begin), "segmentEnd": iso(hours, end)}
    return {**told, **({"disconnectType": ended} if ended else {}), **more}


def participant(
    purpose: str, name: str, segments: Sequence[Json], media: str = "voice", **more: Any
) -> Json:
    session = {
        "sessionId": f"{name}-session",
        "mediaType": media,
        "direction": "inbound",
        "segments": list(segments),
        **more.pop("session", {}),
    }
    return {"participantId": name, "purpose": purpose, "sessions": [session], **more}


class Story:
    """A conversation under construction; seconds count from its beginning."""

    def __init__(self, number: int, hours: float | None = None, **more: Any) -> None:
        self.hours = float(number) if hours is None else hours
        self.id = f"c{number}"
        self._more = more
        self._participants: list[Json] = []
        self._end = 0.0

    def add(
        self, purpose: str, *segments: Sequence[Any], media: str = "voice", **more: Any
    ) -> Story:
        """A participant: (kind, begin, end, disconnect type, further fields) a segment."""
        name = f"{self.id}-p{len(self._participants)}"
        told = [segment(self.hours, *s[:4], **(s[4] if len(s) > 4 else {})) for s in segments]
        self._participants.append(participant(purpose, name, told, media, **more))
        self._end = max([self._end, *(float(s[2]) for s in segments)])
        return self

    def customer(
        self, begin: float, end: float, ended: str, ani: str = ANN_PHONE, **more: Any
    ) -> Story:
        session = {"ani": ani, "dnis": "tel:+49800123", **more.pop("session", {})}
        return self.add("customer", ("interact", begin, end, ended), session=session, **more)

    def menu(self, begin: float, end: float, ended: str = "transfer", **flow: Any) -> Story:
        return self.add("ivr", ("ivr", begin, end, ended), session={"flow": flow} if flow else {})

    def queue(
        self, begin: float, end: float, ended: str = "transfer", queue: str = "billing"
    ) -> Story:
        metrics = [metric(self.hours, "tAbandon", end)] if ended == "peer" else []
        given = ("interact", begin, end, ended, {"queueId": queue})
        return self.add("acd", given, session={"metrics": metrics})

    def agent(
        self,
        user: str,
        begin: float,
        end: float,
        ended: str,
        *,
        wrap: float = 0,
        code: str | None = None,
        holds: Sequence[tuple[float, float]] = (),
    ) -> Story:
        spoken, at = [], begin
        for hold, back in holds:
            spoken += [("interact", at, hold), ("hold", hold, back)]
            at = back
        spoken.append(("interact", at, end, ended))
        if wrap:
            spoken.append(("wrapup", end, end + wrap, None, {"wrapUpCode": code}))
        passed = [metric(self.hours, "nTransferred", end)] if "ransfer" in ended else []
        session = {"metrics": passed}
        return self.add("agent", *spoken, userId=user, participantName=NAMES[user], session=session)

    def as_json(self) -> Json:
        return {
            "conversationId": self.id,
            "conversationStart": iso(self.hours),
            "conversationEnd": iso(self.hours, self._end),
            "originatingDirection": "inbound",
            "divisionIds": ["home"],
            "participants": self._participants,
            **self._more,
        }


def metric(hours: float, name: str, at: float) -> Json:
    return {"name": name, "value": 1, "emitDate": iso(hours, at)}


def survey(number: int, status: str, **more: Any) -> Json:
    return {
        "surveyId": f"s{number}",
        "surveyFormId": "f1",
        "surveyFormName": "After the call",
        "eventTime": iso(40),
        "userId": YVE,
        "surveyStatus": status,
        **more,
    }


def evaluation(number: int, total: float, **more: Any) -> Json:
    return {
        "evaluationId": f"e{number}",
        "evaluatorId": PAT,
        "userId": ZED,
        "eventTime": iso(60),
        "formName": "Calls",
        "oTotalScore": total,
        **more,
    }


def known(story: Story, begin: float, end: float, ended: str, contact: str, ani: str) -> Story:
    return story.customer(begin, end, ended, ani, externalContactId=contact)


def insurer(story: Story) -> Story:
    """A conference: the agent calls somebody else in, who has an external contact as well."""
    session = {"direction": "outbound", "ani": "tel:+49800123", "dnis": "tel:+4989777000"}
    given = ("interact", 60, 100, "endpoint")
    return story.add("external", given, session=session, externalContactId="contact-insurer")


SUCCESS = [{"flowOutcome": "balance", "flowOutcomeValue": "SUCCESS"}]
STORIES: Mapping[int, Story] = {
    1: Story(
        1, evaluations=[evaluation(1, 85, oTotalCriticalScore=100), evaluation(2, 10, deleted=True)]
    )
    .customer(0, 212, "peer")
    .menu(0, 20)
    .queue(20, 50)
    .agent(ZED, 52, 212, "client", wrap=15, code="billing-error", holds=[(100, 140)]),
    2: known(Story(2), 0, 100, "endpoint", ANN, ANN_PHONE).queue(0, 10).agent(YVE, 10, 100, "peer"),
    3: Story(3).customer(0, 95, "endpoint", BOB_PHONE).menu(0, 5).queue(5, 95, "peer"),
    4: Story(4).customer(0, 9, "endpoint", BOB_PHONE).menu(0, 9, "peer"),
    5: Story(5).customer(0, 60, "peer", BOB_PHONE).menu(0, 60, "client", outcomes=SUCCESS),
    6: Story(6)
    .customer(0, 400, "endpoint")
    .queue(0, 10)
    .agent(ZED, 10, 100, "transfer")
    .queue(100, 130, queue="technics")
    .agent(YVE, 130, 200, "transfer")
    .queue(200, 210, queue="orders")
    .agent(PAT, 210, 400, "peer", wrap=30, code="order-lost"),
    7: Story(7)
    .customer(0, 300, "endpoint")
    .queue(0, 10)
    .agent(ZED, 10, 100, "transfer")
    .queue(100, 300, "peer", queue="technics"),
    8: Story(8)
    .customer(0, 300, "endpoint")
    .queue(0, 10)
    .agent(ZED, 10, 120, "consultTransfer")
    .agent(YVE, 80, 300, "peer"),
    9: Story(9)
    .customer(0, 30, "endpoint")
    .menu(0, 30)
    .queue(30, 600)
    .add("customer", ("callback", 30, 600, "client"), media="callback", session={"ani": ANN_PHONE})
    .agent(ZED, 600, 700, "client"),
    10: Story(10).customer(0, 1800, "peer", BOB_PHONE).queue(0, 1800, "timeout"),
    11: Story(11)
    .customer(0, 90, "endpoint", BOB_PHONE)
    .queue(0, 60)
    .add("voicemail", ("voicemail", 60, 90, "peer")),
    12: insurer(
        known(Story(12), 0, 200, "endpoint", ANN, ANN_PHONE)
        .queue(0, 10)
        .agent(ZED, 10, 200, "peer")
    ),
    13: Story(
        13,
        surveys=[
            survey(1, "Expired"),
            survey(
                2,
                "Finished",
                surveyPromoterScore=3,
                oSurveyTotalScore=40,
                surveyCompletedDate=iso(41),
            ),
            survey(3, "OptOut"),
        ],
    )
    .customer(0, 60, "endpoint")
    .queue(0, 5)
    .agent(ZED, 5, 20, "transfer")
    .agent(YVE, 20, 60, "peer"),
    14: Story(14)
    .add(
        "customer",
        ("interact", 0, 7200, "peer"),
        media="email",
        session={"addressFrom": "Ann@Example.org", "addressTo": "help@centre.example"},
    )
    .queue(0, 3600)
    .agent(ZED, 3600, 7200, "client"),
    15: Story(15, originatingDirection="outbound")
    .add(
        "external",
        ("interact", 5, 65, "endpoint"),
        session={"direction": "outbound", "ani": "tel:+49800123", "dnis": ANN_PHONE},
    )
    .agent(ZED, 0, 65, "peer"),
    16: Story(16)
    .customer(0, 60, "endpoint", "sip:anonymous@anonymous.invalid")
    .queue(0, 30)
    .add(
        "agent",
        ("alert", 10, 25, "noAnswerTransfer"),
        userId=ZED,
        participantName="Zed",
        session={"metrics": [metric(16, "tNotResponding", 25)]},
    )
    .agent(YVE, 30, 60, "peer"),
    17: Story(17, DST_HOURS)
    .customer(0, 3600, "endpoint", BOB_PHONE)
    .queue(0, 1800)
    .agent(ZED, 1800, 3600, "peer"),
    18: Story(18)
    .customer(0, 600, "peer", "tel:+4940222333")
    .queue(0, 20)
    .agent(ZED, 20, 600, "system"),
}
"""1 agent ends, hold, menu, evaluation · 2 known contact, customer ends · 3 gives up · 4 leaves the
menu · 5 served by the menu · 6 chain of transfers · 7 blind transfer, gives up · 8 consult transfer
· 9 call-back · 10 cut off · 11 voicemail · 12 several external contacts · 13 asked thrice · 14
e-mail · 15 outbound · 16 withheld number, one agent let it ring · 17 the night of the clocks · 18
the system ends."""

EXPORTS = (
    Export(
        "conversations",
        "conversations.json",
        [story.as_json() for story in STORIES.values()],
        path="conversations",
        needed=("conversationId", "conversationStart", "participants"),
    ),
)
