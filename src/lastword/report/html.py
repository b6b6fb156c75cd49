"""One self-contained HTML file: no script, no request, light and dark, phone, desktop, print."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import jinja2
from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from lastword import __version__
from lastword.charts.frame import Form
from lastword.charts.palette import DARK, LIGHT, mark_classes, variables
from lastword.charts.svg import to_svg
from lastword.charts.typeface import css_face
from lastword.pages.page import Figure, Page
from lastword.project.results import Results
from lastword.report import markup

_TEMPLATES = Path(__file__).parent / "templates"


def html(results: Results, pages: Sequence[Page], *, heading: str = "", plays: bool = False) -> str:
    """Write the report as one HTML text.

    Everything from the data is escaped; the content security policy allows the file's own style
    and nothing else, so that even an escape that failed could not run or fetch anything.

    Parameters
    ----------
    heading
        What stands above the first page; the centre's name where empty.
    plays
        Whether a recording on this machine may be played in it.
    """
    style = stylesheet()
    return (
        _environment()
        .get_template("report.html")
        .render(
            name=results.name,
            heading=heading,
            as_of=results.as_of,
            pages=pages,
            definitions=results.definitions,
            style=Markup(style),
            style_hash=f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}",
            version=__version__,
            media="; media-src file:" if plays else "",
        )
    )


@cache
def stylesheet() -> str:
    """The style with typeface and colours inside; `data-theme` on the root overrides the system's.

    Printing is always black on white.
    """
    light, dark = variables(LIGHT), variables(DARK)
    rules = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    return "".join(
        (
            css_face(),
            f":root{{color-scheme:light dark;{light}}}",
            f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}",
            f":root[data-theme=dark]{{color-scheme:dark;{dark}}}",
            rules.replace("\n", ""),
            mark_classes(),
            f"@media print{{:root,:root:not([data-theme=light]),:root[data-theme]{{{light}}}}}",
        )
    )


def _chart(figure: Figure, form: Form) -> Markup:
    with debug_mode(False):
        drawn = figure.draw(form=form)
    return Markup(to_svg(drawn, figure.alternative, f"{figure.id}-{form}"))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= markup.FILTERS | {"chart": _chart}
    return environment
