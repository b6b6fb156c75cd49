"""Exports of LimeSurvey with codes, with full texts in German, and its participants."""

from __future__ import annotations

from typing import Any

from sources.exports import Export, Written
from sources.limesurvey.structures import NEWER, OLDER

SHOWN = "2024-03-04 10:00:00"


def coded(number: int, seed: int | None, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "submitdate": SHOWN,
        "lastpage": 2,
        "startlanguage": "en",
        "seed": seed,
        "token": None,
        "startdate": "2024-03-04 09:55:00",
        "datestamp": SHOWN,
        "ipaddr": "192.0.2.1",
        "solved": None,
        "easy[SQ001]": None,
        "G2Q00001": None,
        "why": None,
        "ticketid": None,
        "interviewtime": 61.2,
        **fields,
    }


CODES = [
    coded(1, 101, solved="Yes", why="All went well", ticketid="T9", **{"easy[SQ001]": 6}),
    coded(2, 102, submitdate=None, lastpage=1, datestamp="2024-03-04 09:58:00", solved="No"),
    coded(3, 103, submitdate="1980-01-01 00:00:00", datestamp=None, solved="Yes"),
    coded(4, 104, solved="N/A", G2Q00001="A1"),
    coded(5, 105, solved="Yes", token="abc123", G2Q00001="A2"),
    coded(6, 106, G2Q00001="A1", solved="No"),
    coded(7, 107, G2Q00001="A2", solved="Yes"),
    coded(1, 999, solved="No", submitdate="2024-04-01 10:00:00", datestamp="2024-04-01 10:00:00"),
]
GRADE = "Bitte bewerten Sie unseren Service (1 = sehr gut, 6 = sehr schlecht)"
FULL = [
    {
        "Antwort ID": 11,
        "Datum Abgeschickt": "2024-03-31 12:00:00",
        "Letzte Seite": 2,
        "Start-Sprache": "de",
        "Zufallsgeneratorstartwert": 555,
        "Zugangsschlüssel": None,
        "Datum gestartet": "2024-03-31 11:58:00",
        "Datum letzte Aktivität": "2024-03-31 12:00:00",
        "IP-Adresse": "192.0.2.7",
        "Konnten wir Ihr Anliegen lösen?": "Ja",
        "Wie zufrieden waren Sie mit … [Freundlichkeit]": "Sehr zufrieden",
        GRADE: 2,
        "Was können wir besser machen?": "Schneller antworten",
        "In welcher Filiale waren Sie?": "Mitte",
        "Gesamtzeit": 120.1,
    },
    {
        "Antwort ID": 12,
        "Datum Abgeschickt": None,
        "Letzte Seite": 1,
        "Start-Sprache": "de",
        "Zufallsgeneratorstartwert": 556,
        "Zugangsschlüssel": None,
        "Datum gestartet": "2024-03-31 11:58:00",
        "Datum letzte Aktivität": "2024-03-31 11:59:00",
        "IP-Adresse": "192.0.2.7",
        "Konnten wir Ihr Anliegen lösen?": "Teilweise",
    },
]
PARTICIPANTS = [
    {
        "tid": 1, "firstname": "Ann", "lastname": "Bell", "email": "Ann@Example.org",
        "emailstatus": "OK", "token": "abc123", "language": "en", "invited": "2024-03-04 08:00",
        "reminded": "N", "remindercount": 0, "completed": "2024-03-04 10:00", "usesleft": 0,
    },
    {
        "tid": 2, "firstname": "Bob", "lastname": None, "email": "bob@example.org",
        "emailstatus": "OK", "token": "def456", "language": "en", "invited": "2024-03-04 08:00",
        "reminded": "2024-03-11 08:00", "remindercount": 1, "completed": "N", "usesleft": 1,
    },
    {
        "tid": 3, "firstname": "Eve", "lastname": None, "email": "eve@example.org",
        "emailstatus": "OptOut", "token": "ghi789", "language": "de", "invited": "N",
        "reminded": "N", "remindercount": 0, "completed": "N", "usesleft": 1,
    },
]  # fmt: skip
STRUCTURE = """class\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tvalidation\tmandatory
S\t\tsid\t\t123456\t\t\t\t
G\tG0\tContact\t1\t\t\ten\t\t
Q\tY\tsolved\t1\t<p>Was your problem solved?</p>\t\ten\t\tN
Q\tF\teasy\t1\tHow easy was it? (1 to 7)\t\ten\t\tN
SQ\t\tSQ001\t1\tto reach us\t\ten\t\t
Q\tL\tG2Q00001\t1\tHow satisfied are you with our service?\t\ten\t\tN
A\t0\tA1\t\tVery satisfied\t\ten\t\t
Q\tT\twhy\t1\tTell us more\t\ten\t\tN
"""
FRENCH = """\ufeff"ID de la réponse";"Date de soumission";"Dernière page";"Langue de départ";\
"Tête de série";"Date de lancement";"Date de la dernière action";\
"Votre demande a-t-elle été traitée ?"
"21";"2024-03-04 10:00:00";"2";"fr";"777";"2024-03-04 09:58:00";"2024-03-04 10:00:00";"Oui"
"22";"";"1";"fr";"778";"2024-03-04 09:58:00";"2024-03-04 09:59:00";"Non"
"""
"""Semicolons, a byte order mark and French headings."""

CHOSEN = [
    {"id": number, "submitdate": SHOWN, "lastpage": 1, "startlanguage": "en", "seed": 900 + number,
     "startdate": "2024-03-04 09:55:00", "datestamp": SHOWN, **answers}
    for number, answers in enumerate(
        (
            {"done": "Y", "rated": "A1", "ease[SQ001]": 6, "stars": 4},
            {"done": "N", "rated": "A5", "ease[SQ001]": 2, "stars": 1},
        ),
        start=31,
    )
]  # fmt: skip
EARLIER = [
    {"id": number, "submitdate": SHOWN, "lastpage": 1, "startlanguage": "de", "seed": 900 + number,
     "startdate": "2024-03-04 09:55:00", "datestamp": SHOWN, "sorted": code}
    for number, code in ((51, "A2"), (52, "A3"))
]  # fmt: skip
NUMBERED = [
    {"id": 41, "submitdate": SHOWN, "lastpage": 1, "startlanguage": "de", "seed": 941,
     "startdate": "2024-03-04 09:55:00", "datestamp": SHOWN, "777777X5X21": "Y",
     "777777X5X22": "A2", "777777X5X23SQ001": 7},
]  # fmt: skip
NEEDED = ("id", "submitdate", "lastpage", "startlanguage", "startdate")
EXPORTS = (
    Export("responses", "results-survey123456.csv", CODES, needed=NEEDED),
    Export(
        "responses",
        "results-survey654321.csv",
        FULL,
        needed=("Antwort ID", "Datum Abgeschickt", "Letzte Seite", "Start-Sprache"),
    ),
    Written("responses", "results-fr.csv", content=FRENCH),
    Export(
        "participants",
        "tokens_123456.csv",
        PARTICIPANTS,
        needed=("tid", "email", "token", "invited", "completed", "usesleft"),
    ),
    Export("responses", "results-survey777777.csv", CHOSEN, needed=NEEDED),
    Export("responses", "results-survey666666.csv", EARLIER, needed=NEEDED),
    Export("responses", "results-777777-numbered.csv", NUMBERED, needed=NEEDED),
    Written("survey with its settings", "limesurvey_survey_777777.lss", content=NEWER),
    Written("survey with its settings", "limesurvey_survey_old.lss", content=OLDER),
    Written("survey structure", "limesurvey_survey_123456.txt", content=STRUCTURE),
)
