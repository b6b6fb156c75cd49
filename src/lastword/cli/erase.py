"""`lastword erase`: a customer out of all files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lastword.cli.options import emit, json_option, project_option
from lastword.cli.project import open_project

if TYPE_CHECKING:
    from lastword.store.erasure import Erasure


@click.command()
@click.argument("customer_refs", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@project_option
@json_option
def command(customer_refs: tuple[str, ...], yes: bool, project: Path | None, as_json: bool) -> None:
    """Erase a customer from every file of the project, with proof by search.

    CUSTOMER_REFS are references as `lastword contacts` shows them; all references of the same
    person are erased. The same export loaded again does not bring the person back.
    """
    if not yes:
        click.confirm(f"Erase {', '.join(customer_refs)} for good?", abort=True, err=True)
    proof = open_project(project).erase(customer_refs)
    emit(asdict(proof), as_json, lambda: _print(proof))


def _print(proof: Erasure) -> None:
    click.echo(
        f"Erased: {proof.rows:,} rows, {proof.contacts:,} contacts, {proof.records:,} records. "
        f"Searched {proof.searched:,} files: nothing is left. Run `lastword build` again."
    )
