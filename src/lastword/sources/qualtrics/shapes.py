"""The two lines below the header of a Qualtrics CSV, put beside the answers."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine.wide import NAME, VALUE
from lastword.ingest.recognition import Shape

WORDING, ASKED = "wide.wording", "wide.asked"
_IMPORT_ID = '"ImportId" *: *"([^"]+)"'


def answered(fields: ir.Table) -> ir.Table:
    """Fields of responses, each with its question's wording and Qualtrics' own id of it.

    The lines are told by what stands in them, not by their place: exports are put together and
    sorted. Where they were deleted, the column's name is all there is.
    """
    started, value = fields["StartDate"], fields[VALUE]
    is_import = started.startswith("{").fill_null(False)
    is_wording = started.re_search("^[^0-9{]").fill_null(False)
    told = fields.group_by(NAME).aggregate(
        **{
            WORDING: value.max(where=is_wording),
            ASKED: value.re_extract(_IMPORT_ID, 1).nullif("").max(where=is_import),
        }
    )
    both = fields.left_join(told, NAME, rname="{name}__told").drop(f"{NAME}__told")
    return both.mutate(**{ASKED: ibis.coalesce(both[ASKED], both[NAME])})


SHAPES = {"answered": Shape(answered)}
