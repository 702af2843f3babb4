# tongguan classify inspect: spans in running text. Never the values: each span has a digest
# under the installation's key.
from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .setting import language, settings, talk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from operations import Wording
    from schema import Skipped, Span

__all__ = ["inspect"]


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def inspect(ctx: click.Context, file: str, as_json: bool) -> None:
    """What stands where in a text: names, numbers, addresses, organisations.

    Offsets count characters. A digest tells equal values apart from others within this
    installation; the value itself is never shown. FILE is plain text in UTF-8, GB18030 or
    UTF-16 of any length, or a document (docx, pptx, pdf, OFD, html, mail … also in an
    archive), where each span tells its part too; - reads plain text from stdin. What could
    not be read is told and ends it with 1.

    \b
    Example:
      tongguan classify inspect minutes.txt
      tongguan classify inspect contract.docx
      echo 联系人：王芳，电话13800138000 | tongguan classify inspect - --json
    """
    from operations import inspect_file, inspect_stream, problem_in, words_in

    from .words import said

    given, tongue = settings(ctx), language(ctx)
    spans: Iterator[Span | Skipped]
    if file == "-":
        spans = inspect_stream(given, sys.stdin.buffer, "stdin")
    else:
        path = Path(file)
        if not path.exists():
            raise click.BadParameter(f"there is no file {file}", param_hint="FILE")
        spans = inspect_file(given, path)
    left_out: list[Skipped] = []
    read = _read(spans, left_out)
    words = words_in(given, tongue)
    count = _print_json(read) if as_json else _print_lines(read, words)
    talk(said("spans", tongue, count=count))
    for each in left_out:
        error = problem_in(each.error, words)
        talk(said("skipped", tongue, source=each.source, error=error))
    if left_out:
        ctx.exit(1)


def _read(spans: Iterator[Span | Skipped], left_out: list[Skipped]) -> Iterator[Span]:
    """The spans alone; what could not be read is laid aside until they are told."""
    from schema import Skipped

    for each in spans:
        if isinstance(each, Skipped):
            left_out.append(each)
        else:
            yield each


def _print_json(spans: Iterator[Span]) -> int:
    """One span a line as they are found: no text is too long to be told."""
    count = 0
    for span in spans:
        told = {
            "label": span.label,
            "start": span.start,
            "end": span.end,
            "score": span.score,
            "digest": span.digest,
        }
        if span.part:
            told["part"] = span.part
        opening = "," if count else '{"spans": ['
        click.echo(f"{opening}\n  {json.dumps(told)}", nl=False)
        count += 1
    click.echo("\n]}" if count else '{"spans": []}')
    return count


def _print_lines(spans: Iterator[Span], words: Wording) -> int:
    """A line for each span, its label last: titles are of any width, and none is known before."""
    count = 0
    for span in spans:
        place = f"{span.start}-{span.end}"
        line = f"{place:<16}  {span.score:.2f}  {span.digest}  {words.label(span.label)}"
        click.echo(f"{line}  {span.part}" if span.part else line)
        count += 1
    return count
