"""`lastword correct`: merge or split by hand, and judge labels."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lastword.store.corrections import Correction, CorrectionKind

KINDS = ("merge-persons", "split-person", "merge-issues", "split-issue")
LABELS = ("label-right", "label-wrong", "label-added")


@click.command()
@click.argument("kind", type=click.Choice([*KINDS, *LABELS, "list"]))
@click.argument("keys", nargs=-1)
@click.option("--note", default="", help="Why, for whoever reads it later.")
@click.option("--by", default=None, help="Who corrects; default: the login name.")
@project_option
@json_option
def command(
    kind: str, keys: tuple[str, ...], note: str, by: str | None, project: Path | None, as_json: bool
) -> None:
    """Merge or split customers (KEYS: customer references) or issues (KEYS: contact ids).

    Or judge a label (KEYS: contact, message, kind and value, as `lastword read` shows them):
    right, wrong, or missing and added. Precision per kind is reported from these.

    Corrections are kept in the project and replayed on every build.
    """
    from lastword.store.corrections import Correction

    store = open_project(project).store
    if kind != "list":
        if kind in LABELS and len(keys) != 4:
            raise click.UsageError("a label is named by contact, message, kind and value")
        if len(keys) < (2 if kind.startswith("merge") else 1):
            raise click.UsageError("merging needs two keys or more, splitting needs one")
        made_at = datetime.now(UTC).replace(tzinfo=None)
        name = cast("CorrectionKind", kind.replace("-", "_"))
        correction = Correction(name, keys, by or getpass.getuser(), made_at, note)
        with store.writing():
            store.corrections.add(correction)
    listing = [
        {"kind": c.kind, "keys": c.keys, "by": c.made_by, "at": c.made_at, "note": c.note}
        for c in store.corrections.all()
    ]
    emit(listing, as_json, lambda: _print(listing, kind))
    if kind == "list" and not as_json:
        _print_precision(store.corrections.all())


def _print(listing: list[dict[str, Any]], kind: str) -> None:
    for row in listing if kind == "list" else listing[-1:]:
        keys = " ".join(row["keys"])
        click.echo(f"{row['at']:%d %b %Y %H:%M}  {row['by']}  {row['kind']}  {keys}  {row['note']}")
    if kind != "list":
        click.echo("Kept. Run `lastword build` to apply it.")


def _print_precision(corrections: Sequence[Correction]) -> None:
    from lastword.analyses.voice.labelling import precision

    for name, share in precision(corrections).items():
        click.echo(f"Labels of {name}, judged right: {share.text()}, n {share.n:,}.")
