"""How the bytes of a file become records, as a mapping declares it."""

from __future__ import annotations

from pydantic import Field, model_validator

from lastword.ingest.decode.hints import Format, Hints
from lastword.settings import Section


class Decoding(Section):
    """How the bytes become records; what is not said here is proven from the file or asked."""

    format: Format | None = Field(
        None,
        description="delimited, jsonl, json, parquet or workbook, told by content; or webvtt, srt, "
        "dialogue, xml",
    )
    encoding: str | None = Field(None, description="Encoding of the text, for example cp1252")
    delimiter: str | None = Field(None, description="Character between fields")
    quote: str | None = Field(None, description='Character around fields; "" if nothing is quoted')
    header: int | None = Field(
        None, ge=0, description="Line or row of the column names, from 1; 0 where there are none"
    )
    columns: tuple[str, ...] = Field(
        (), description="Names of all columns, instead of a damaged or missing header"
    )
    fewest_fields: int | None = Field(
        None,
        ge=1,
        description="Fields that a record has at least, where it may end before the last column; "
        'needs quote = ""',
    )
    skip_rows: int = Field(0, ge=0, description="Records below the header that are not data")
    skip_footer: int = Field(0, ge=0, description="Records at the end that are not data")
    sheet: str | None = Field(None, description="Sheet of a workbook; every sheet by default")
    records: str | None = Field(
        None,
        description="Dotted path to the records of a JSON document; in XML the name of the "
        "elements that are records, row if not said",
    )
    member: str | None = Field(None, description="Pattern of the members of a zip archive")

    @model_validator(mode="after")
    def _unquoted(self) -> Decoding:
        if self.fewest_fields is not None and (self.quote != "" or not self.delimiter):
            raise ValueError('fewest_fields needs a delimiter, and quote = "": nothing is quoted')
        return self

    @property
    def hints(self) -> Hints:
        """The same, as decoding wants it."""
        return Hints(**self.model_dump())
