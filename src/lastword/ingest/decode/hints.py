"""What a mapping declares about its files, so that nothing has to be proven from the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Format = Literal[
    "delimited", "jsonl", "json", "parquet", "workbook", "webvtt", "srt", "dialogue", "xml"
]


@dataclass(frozen=True)
class Hints:
    """Declarations about a file; None means: prove it from the file, or refuse the file.

    Parameters
    ----------
    format
        How the file is written; else told by its first bytes and its content.
    encoding
        Encoding of the text, for example ``"cp1252"``; else proven by a byte order mark or by
        valid UTF-8.
    delimiter
        The character between fields; else the only one that splits every record alike.
    quote
        The character around fields that hold delimiters; ``""`` where nothing is quoted.
    header
        Line (delimited text) or row (workbook) that holds the column names, counted from 1;
        0 where the file has no header, then `columns` names them.
    columns
        Names of all columns in their order, instead of a damaged or missing header.
    fewest_fields
        Fields that a record has at least, where it may end before the last column; else all.
    skip_rows
        Records directly below the header that are not data (question texts, units).
    skip_footer
        Records at the end that are not data (totals).
    sheet
        Sheet of a workbook; else every sheet with a table is read.
    records
        Dotted path to the list of records inside a JSON document, for example
        ``"result.tickets"``; else the only list of objects in it. In XML the name of the elements
        that are records, ``"row"`` if not said.
    member
        Pattern of the members of a zip archive to read, for example ``"*.csv"``; else all.
    """

    format: Format | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header: int | None = None
    columns: tuple[str, ...] = ()
    fewest_fields: int | None = None
    skip_rows: int = 0
    skip_footer: int = 0
    sheet: str | None = None
    records: str | None = None
    member: str | None = None
