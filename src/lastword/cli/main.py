"""`lastword`: the entry point, lazy so that `--help` answers at once."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

from lastword import __version__
from lastword.errors import LastwordError

OBJECTS_UNTIL_COLLECTED = 50_000

COMMANDS = {
    "report": "Read exports and write the report: the main job",
    "demo": "The main job on a generated contact centre with planted truth",
    "init": "Propose a lastword.toml for a folder of exports",
    "ingest": "Load exports into the project",
    "build": "Link customers and issues and derive the verdict tables",
    "status": "What the project holds, and as of when",
    "show": "Answer one question on the terminal",
    "drivers": "What costs and what earns the verdict, of a plain survey file",
    "contacts": "The contacts behind a finding",
    "issues": "The issues behind a finding",
    "read": "One contact with its messages, labels in the margin",
    "listen": "Read recordings, or show what was heard in one contact",
    "staff": "How many agents the days ahead need",
    "callbacks": "Whom to win back today, and what came of it",
    "questions": "What survey questions ask: read from their wording, to be confirmed",
    "ideas": "Customers' ideas: list, merge, decide, credit, add, export",
    "agent": "An agent's own page: verdicts, words, credit, what changed",
    "dispute": "What an agent says is wrong with a link, a label or an attribution",
    "showcase": "A page for the whole company: ideas, who heard them, what changed",
    "survey": "The questions that are missing, ready to use",
    "correct": "Merge or split customers and issues, judge labels by hand",
    "explain": "What a metric means, who decides, and its trap",
    "export": "Write a table as CSV, Parquet or XLSX",
    "sources": "Which exports are understood, and what was loaded from each",
    "rollback": "Make an earlier generation current again",
    "gc": "Delete generations that are no longer needed",
    "erase": "Erase a customer from all files, with proof",
    "doctor": "Check the installation and the project",
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"lastword.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lastword")
def cli() -> None:
    """Measure a contact centre by its customers' own verdict.

    Start with `lastword demo`, then `lastword report FOLDER` on your own exports.

    Exit codes: 0 ok, 1 a --fail-on threshold was missed, 2 usage, 3 input refused,
    4 done but some rows were quarantined, 5 locked, 70 internal error, 130 interrupted.
    """


def run(arguments: list[str] | None = None) -> None:
    """Run a command and end the process with its documented exit code."""
    gc.set_threshold(OBJECTS_UNTIL_COLLECTED)
    sys.exit(_exit_code(arguments))


def _exit_code(arguments: list[str] | None) -> int:
    try:
        code = cli.main(args=arguments, prog_name="lastword", standalone_mode=False)
    except LastwordError as error:
        click.echo(str(error), err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted. Nothing half-done was kept.", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("LASTWORD_DEBUG"):
            raise
        click.echo(
            f"Internal error ({type(error).__name__}: {error}). Your data are unchanged. "
            "Run again with LASTWORD_DEBUG=1 to see where, and report it.",
            err=True,
        )
        return 70
    return code if isinstance(code, int) else 0
