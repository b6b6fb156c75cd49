"""Survey structures as LimeSurvey exports them: texts apart, and, in older versions, beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Fields = Mapping[str, object]


def document(**sections: Sequence[Fields]) -> str:
    """A survey structure with these tables."""
    body = "".join(
        f" <{name}>\n  <fields><fieldname>qid</fieldname></fields>\n  <rows>\n"
        + "".join(_row(row) for row in rows)
        + f"  </rows>\n </{name}>\n"
        for name, rows in sections.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<document>\n'
        " <LimeSurveyDocType>Survey</LimeSurveyDocType>\n <DBVersion>495</DBVersion>\n"
        f" <languages><language>en</language></languages>\n{body}</document>\n"
    )


def _row(fields: Fields) -> str:
    told = "".join(
        f"<{name}/>" if value is None else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in fields.items()
    )
    return f"   <row>{told}</row>\n"


def question(qid: int, kind: str, title: str, parent: int = 0, **more: object) -> Fields:
    place = {"qid": qid, "parent_qid": parent, "sid": 777777, "gid": 5}
    return {**place, "type": kind, "title": title, "mandatory": None, **more}


def texts(said: Mapping[int, tuple[str, str]]) -> list[Fields]:
    return [
        {"id": place, "qid": qid, "question": text, "language": language}
        for place, (qid, both) in enumerate(said.items(), start=1)
        for text, language in zip(both, ("en", "de"), strict=True)
    ]


SATISFIED = ("Very satisfied", "Satisfied", "Neither", "Dissatisfied", "Very dissatisfied")
ZUFRIEDEN = ("Sehr zufrieden", "Zufrieden", "Weder noch", "Unzufrieden", "Sehr unzufrieden")
CHOSEN = [
    *({"aid": n, "qid": 22, "code": f"A{n}", "scale_id": 0} for n in range(1, 6)),
    *({"aid": 10 + n, "qid": 23, "code": n, "scale_id": 0} for n in range(1, 8)),
]
EASE = ("1 = very hard", "2", "3", "4", "5", "6", "7 = very easy")
LABELS = [
    *({"aid": n, "answer": SATISFIED[n - 1], "language": "en"} for n in range(1, 6)),
    *({"aid": n, "answer": ZUFRIEDEN[n - 1], "language": "de"} for n in range(1, 6)),
    *({"aid": 10 + n, "answer": EASE[n - 1], "language": "en"} for n in range(1, 8)),
]
NEWER = document(
    answers=CHOSEN,
    answer_l10ns=LABELS,
    questions=[
        question(21, "Y", "done"),
        question(22, "L", "rated"),
        question(23, "F", "ease"),
        question(25, "5", "stars"),
        question(26, "X", "hello"),
    ],
    subquestions=[question(24, "T", "SQ001", parent=23)],
    question_l10ns=texts(
        {
            21: ("<p>Was your problem <b>solved</b>?</p>", "Wurde Ihr Problem gelöst?"),
            22: ("How satisfied are you with our service?", "Wie zufrieden sind Sie?"),
            23: ("How easy was it …", "Wie leicht war es …"),
            24: ("to reach us?", "uns zu erreichen?"),
            25: ("How friendly was our agent?", "Wie freundlich waren wir?"),
            26: ("Welcome", "Willkommen"),
        }
    ),
    surveys=[{"sid": 777777, "language": "en", "additional_languages": "de"}],
    surveys_languagesettings=[
        {"surveyls_survey_id": 777777, "surveyls_language": "en", "surveyls_title": "After a call"},
        {"surveyls_survey_id": 777777, "surveyls_language": "de", "surveyls_title": "Nachfrage"},
    ],
)
OLDER = document(
    answers=[
        {"qid": 31, "code": code, "answer": answer, "language": language}
        for language, said in (("en", ("Yes", "Partly", "No")), ("de", ("Ja", "Teilweise", "Nein")))
        for code, answer in zip(("A1", "A2", "A3"), said, strict=True)
    ],
    questions=[
        question(31, "L", "sorted", question="Did we solve your problem?", language="en"),
        question(31, "L", "sorted", question="Haben wir das Problem gelöst?", language="de"),
    ],
    surveys=[{"sid": 777777, "language": "en"}],
)
BOMB = NEWER.replace(
    "<document>",
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><document>',
    1,
)
READS_A_FILE = NEWER.replace(
    "<document>", '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]><document>', 1
).replace("to reach us?", "]]>&f;<![CDATA[")
CUT_OFF = NEWER[: NEWER.index("How easy was it")]
