"""`lastword init`: propose a lastword.toml."""

from __future__ import annotations

from pathlib import Path

import click

from lastword.cli.options import emit, json_option


@click.command()
@click.argument("exports", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="File to write; default: lastword.toml beside the exports.",
)
@click.option("--force", is_flag=True, help="Overwrite the file.")
@json_option
def command(exports: Path, output: Path | None, force: bool, as_json: bool) -> None:
    """Propose a mapping for EXPORTS, show it with sample values, and write it for editing."""
    from lastword.errors import UsageError
    from lastword.ingest.proposal import propose

    folder = exports if exports.is_dir() else exports.parent
    target = output or folder / "lastword.toml"
    if target.exists() and not force:
        raise UsageError(f"{target} exists. Edit it, or overwrite it with --force.")
    proposal = propose(exports)
    proposal.write_settings(target)
    emit(
        {**proposal.to_dict(), "written": str(target)},
        as_json,
        lambda: _print(proposal.text(), target),
    )


def _print(text: str, target: Path) -> None:
    click.echo(text)
    click.echo(
        f"\nWritten to {target}. Answer its questions, then: lastword report {target.parent}"
    )
