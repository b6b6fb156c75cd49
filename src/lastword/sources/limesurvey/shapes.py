"""The tables of a survey structure (`.lss`), put together to questions and their answers."""

from __future__ import annotations

from functools import reduce

import ibis
import ibis.expr.types as ir

from lastword.ingest.recognition import Shape

QUESTIONS = ("document.questions.rows", "document.subquestions.rows")
QUESTION_TEXTS = "document.question_l10ns.rows"
ANSWERS = "document.answers.rows"
ANSWER_TEXTS = "document.answer_l10ns.rows"
SURVEY = "document.surveys.rows"
SETTINGS = "document.surveys_languagesettings.rows"
READ = (
    *("path", "sid", "gid", "qid", "parent_qid", "type", "title", "question", "language"),
    *("aid", "code", "answer", "surveyls_title", "surveyls_language"),
)
YES_NO = {"Y": "Yes", "N": "No"}
NUMBER, WORD = "^[A-Za-z]{0,2}0*([0-9]{1,3})$", "^[^0-9]*$"


def structured(rows: ir.Table) -> ir.Table:
    """One row a question, under its code and under its number, and one an answer to choose.

    Newer versions keep texts apart from what they belong to, by language; older ones beside it.
    Only the survey's first language is read. Where every answer is labelled in words, the labels
    are what was answered; else the numbers of the codes are its scale.
    """
    rows = _in_first_language(rows)
    asked = _asked(rows)
    options = _options(rows, asked)
    ends = _ends(options)
    questions = asked.left_join(ends, asked.option_of == ends.qid).select(
        *asked.columns, "low", "high", answer_code=ibis.null("string"), label=ibis.null("string")
    )
    worded = options.filter(options.is_worded)
    answers = asked.inner_join(worded, asked.option_of == worded.qid).select(
        *[asked[name] for name in asked.columns if name != "wording"],
        wording=ibis.null("string"),
        low=ibis.null("string"),
        high=ibis.null("string"),
        answer_code=worded.answer_code,
        label=worded.label,
    )
    every = questions.union(answers.select(questions.columns))
    place = ibis.row_number().over(order_by=["name", "option_of", "answer_code"])
    return every.mutate(row_number=place.cast("int64") + 1)


def _in_first_language(rows: ir.Table) -> ir.Table:
    """Rows without a language or in the first one, with the survey's title in it."""
    survey = rows.filter(rows.path == SURVEY)
    rows = rows.cross_join(survey.aggregate(first=survey.language.max()))
    rows = rows.mutate(language=ibis.coalesce(rows.surveyls_language, rows.language))
    is_first = rows.language.isnull() | rows["first"].isnull() | (rows.language == rows["first"])
    rows = rows.filter(is_first | (rows.path == SURVEY))
    settings = rows.filter(rows.path == SETTINGS)
    return rows.cross_join(settings.aggregate(survey_title=settings.surveyls_title.max()))


def _asked(rows: ir.Table) -> ir.Table:
    """Questions that are answered: those without parts, and the parts of the others."""
    spoken = rows.filter(rows.path == QUESTION_TEXTS).select("qid", spoken="question")
    every = rows.filter(rows.path.isin(QUESTIONS)).left_join(spoken, "qid", rname="{name}__s")
    every = every.mutate(wording=ibis.coalesce(every.spoken, every.question))
    is_part = every.parent_qid.fill_null("0") != "0"
    whole = every.filter(~is_part)
    part = every.filter(is_part).select("parent_qid", part_title="title", part_wording="wording")
    parts = whole.inner_join(part, whole.qid == part.parent_qid, rname="{name}__p")
    alone = whole.anti_join(part, whole.qid == part.parent_qid)
    told = _named(alone, alone.title, ibis.literal(""), alone.wording).union(
        _named(
            parts,
            parts.title + "[" + parts.part_title + "]",
            parts.part_title,
            parts.wording + " [" + parts.part_wording + "]",
        )
    )
    numbered = told.mutate(name=told.sgqa).filter(told.sgqa.notnull())
    return told.union(numbered).drop("sgqa")


def _named(
    rows: ir.Table, code: ir.StringValue, part: ir.StringValue, wording: ir.StringValue
) -> ir.Table:
    """Questions under their code, with the name that exports by numbers give them."""
    return rows.select(
        "sid",
        "type",
        "survey_title",
        name=code,
        wording=wording,
        option_of=rows.qid,
        sgqa=rows.sid + "X" + rows.gid + "X" + rows.qid + part,
    )


def _options(rows: ir.Table, asked: ir.Table) -> ir.Table:
    """Answers to choose from, and whether all of a question are labelled in words."""
    spoken = rows.filter(rows.path == ANSWER_TEXTS).select("aid", spoken="answer")
    given = rows.filter(rows.path == ANSWERS).left_join(spoken, "aid", rname="{name}__s")
    given = given.select(
        "qid", answer_code="code", label=ibis.coalesce(given.spoken, given.answer)
    ).distinct()
    closed = asked.filter(asked.type == "Y").select(qid="option_of").distinct()
    fixed = [
        closed.mutate(answer_code=ibis.literal(code), label=ibis.literal(label))
        for code, label in YES_NO.items()
    ]
    every = reduce(lambda one, other: one.union(other), [given, *fixed])
    words = every.label.re_search(WORD).fill_null(False)
    return every.mutate(is_worded=words.all().over(group_by="qid"))


def _ends(options: ir.Table) -> ir.Table:
    """Lowest and highest number of the codes of questions whose labels are not all words."""
    number = options.answer_code.re_extract(NUMBER, 1).nullif("").try_cast("int64")
    by = options.filter(~options.is_worded).mutate(number=number).group_by("qid")
    found = by.aggregate(
        low=ibis._.number.min().cast("string"),
        high=ibis._.number.max().cast("string"),
        is_numbered=ibis._.number.notnull().all(),
    )
    return found.filter(found.is_numbered).drop("is_numbered")


SHAPES = {"structured": Shape(structured, READ)}
