"""Rules: how one canonical column is filled from the texts of a record."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from lastword.settings import Section

DateOrder = Literal["dmy", "mdy", "ymd"]
Unit = Literal["milliseconds", "seconds", "minutes", "hours", "hh:mm:ss", "mm:ss"]
Unmapped = Literal["reject", "null", "keep"]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("not an IANA zone such as Europe/Berlin or UTC") from error
    return name


def _as_rule(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else given


Zone = Annotated[str, AfterValidator(_known_zone)]


class Reading(Section):
    """How texts are read; may be said for a source, a file or one column."""

    time_zone: Zone | None = Field(
        None, description="IANA zone of times that carry no offset, for example Europe/Berlin"
    )
    date_order: DateOrder | None = Field(
        None, description="Order of dates such as 03/04/2024: dmy, mdy or ymd; ISO needs none"
    )
    decimal: Literal[".", ","] | None = Field(None, description="Decimal mark; a point if not said")
    null: tuple[str, ...] = Field(
        (), description="Texts that mean unknown, beside the empty text; those of all levels count"
    )


class Test(Section):
    """What must hold of a text; every key that is given must hold."""

    equals: tuple[str, ...] | None = Field(None, description="Holds for these texts")
    differs: tuple[str, ...] | None = Field(
        None, description="Holds for all other texts, and where the text is missing"
    )
    matches: str | None = Field(None, description="Holds where this regular expression is found")
    missing: bool | None = Field(
        None, description="true: holds where nothing is given; false: where something is"
    )


class Condition(Test):
    """A condition on one column of the file, in this record or in the one before."""

    column: str | None = Field(None, description="Column of the file")
    previous: str | None = Field(
        None, description="Column of the file in the row before, see `history`"
    )

    @model_validator(mode="after")
    def _one_column(self) -> Condition:
        if (self.column is None) == (self.previous is None):
            raise ValueError("needs exactly one of column, previous")
        return self


class Drop(Test):
    """Records that are left out on purpose; they are counted with their reason."""

    column: str = Field(description="Column of the file")
    reason: str = Field(description="Why, in words; printed in the reconciliation")


class Text(Section):
    """A text taken from a record: exactly one origin, then what is done to it, in this order."""

    column: str | None = Field(
        None,
        description="Origin: a column of the file; `row_number` is the record's number. "
        'A bare text "x" is short for { column = "x" }',
    )
    value: bool | int | float | str | None = Field(None, description="Origin: a constant")
    join: tuple[TextRule, ...] | None = Field(
        None, description="Origin: several texts put together; missing if one of them is"
    )
    coalesce: tuple[TextRule, ...] | None = Field(
        None, description="Origin: the first of several texts that is there"
    )
    previous: str | None = Field(
        None, description="Origin: a column of the file in the row before, see `history`"
    )
    with_: str = Field("", alias="with", description="What `join` puts between the texts")
    when: tuple[Condition, ...] = Field(
        (), description="Missing unless all of these conditions hold"
    )
    null: tuple[str, ...] = Field((), description="Texts that mean unknown in this column")
    html: bool = Field(False, description="Take the words out of HTML: tags and entities fall away")
    extract: str | None = Field(
        None, description="Regular expression; its first group is taken, missing if not found"
    )
    map: dict[str, bool | int | float | str] | None = Field(
        None, description='What texts of the file mean, for example { AGENT = "answered" }'
    )
    unmapped: Unmapped = Field(
        "reject", description="Texts that `map` does not name: reject the row, null, or keep"
    )

    @model_validator(mode="after")
    def _one_origin(self) -> Text:
        given = [name for name in self.origins() if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"needs exactly one of {', '.join(self.origins())}; found {given or 'none'}"
            )
        return self

    @classmethod
    def origins(cls) -> tuple[str, ...]:
        """Keys of which exactly one is given."""
        return ("column", "value", "join", "coalesce", "previous")


TextRule = Annotated[Text, BeforeValidator(_as_rule)]


class Rule(Text, Reading):
    """How one canonical column is filled: a text, read as the column's type."""

    between: tuple[str, str] | None = Field(
        None,
        description="Origin: seconds from one canonical time of the row to another, "
        'for example ["offered_at", "answered_at"]',
    )
    equals: tuple[str, ...] | None = Field(
        None, description="For flags: true where the text is one of these, false where another"
    )
    formats: tuple[str, ...] = Field(
        (),
        description="For times: strptime formats, iso, epoch_seconds or epoch_milliseconds; "
        "the first that fits is taken",
    )
    plus: TextRule | None = Field(
        None, description="For times: a duration (see `unit`) that is added"
    )
    roll: str | None = Field(
        None,
        description="For times of day: add a day where the time lies more than 12 hours before "
        "this canonical time of the row (after midnight)",
    )
    unit: Unit = Field("seconds", description="For durations, and for `plus`: how they are given")
    source: str | None = Field(
        None, description="For ids: the source that knows this id, if it is another one"
    )

    @classmethod
    def origins(cls) -> tuple[str, ...]:
        """Keys of which exactly one is given."""
        return (*super().origins(), "between")


ColumnRule = Annotated[Rule, BeforeValidator(_as_rule)]
