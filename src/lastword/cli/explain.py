"""`lastword explain`: what a metric means."""

from __future__ import annotations

import click

from lastword.cli.options import emit, json_option


@click.command()
@click.argument("metric", required=False)
@json_option
def command(metric: str | None, as_json: bool) -> None:
    """Say what METRIC means, who decides, and how it misleads; without METRIC list all."""
    from lastword.errors import UsageError
    from lastword.metrics import catalogue, explain

    metrics = catalogue()
    if metric is None:
        listing = [{"name": name, "title": m.title, "kind": m.kind} for name, m in metrics.items()]
        emit(listing, as_json, lambda: _print(listing))
        return
    if metric not in metrics:
        raise UsageError(f"unknown metric {metric!r}. Choose one of: {', '.join(metrics)}")
    text = explain(metric)
    emit({"name": metric, "text": text}, as_json, lambda: click.echo(text))


def _print(listing: list[dict[str, str]]) -> None:
    width = max(len(row["name"]) for row in listing)
    for row in listing:
        click.echo(f"{row['name']:<{width}}  {row['kind']:<11}  {row['title']}")
