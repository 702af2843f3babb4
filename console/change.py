# tongguan classify catalogue diff, similar and regrade: what changed, who else holds it, and
# grades brought up to the policies in force.
from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from .setting import language, settings, talk
from .standing import said_in, standing_lines
from .table import count, line

if TYPE_CHECKING:
    from operations import Changed, ColumnPair, Difference, Revalued, Similar, Wording
    from schema import DatasetFinding, FieldFinding

__all__ = ["diff", "regrade", "similar"]


@click.command()
@click.argument("dataset", required=False, default="")
@click.option("--since", default="", metavar="DATE", help="What changed since this day (UTC).")
@click.option("--scan", default="", metavar="ID", help="What this scan changed.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def diff(ctx: click.Context, dataset: str, since: str, scan: str, as_json: bool) -> None:
    """What changed: data sets and fields, scale, levels; and what is to be filed anew.

    The last scan's changes where nothing is said; of one DATASET, the step to its newest
    version. Each change names the occasion of GB/T 43697-2024 annex J it gives; whether a
    filing is due again is told since the filing, not since the last step.

    \b
    Example:
      tongguan classify catalogue diff
      tongguan classify catalogue diff resident --since 2026-11-01 --json
    """
    from operations import diff_catalogue, difference_json

    found = diff_catalogue(settings(ctx), dataset, since=since, scan=scan)
    if as_json:
        click.echo(json.dumps(difference_json(found), ensure_ascii=False, indent=2))
    else:
        words = _words(ctx)
        since, until = found.since[:16], found.until[:16]
        talk(said_in("window", words, since=since, until=until, scan=found.scan or "-"))
        _show(_of_difference(found, words))
        seen = (found.added, found.removed, found.changed)
        talk(said_in("unchanged", words, count=found.looked_at - sum(map(len, seen))))


@click.command()
@click.argument("dataset", required=False, default="")
@click.option(
    "--least",
    default=0.3,
    show_default=True,
    metavar="SHARE",
    help="Of the values of a column that tells, either way.",
)
@click.option("--all", "every", is_flag=True, help="Overlaps too, of all data sets.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout; every overlap is in it.")
@click.pass_context
def similar(ctx: click.Context, dataset: str, least: float, every: bool, as_json: bool) -> None:
    """Who else holds this DATASET; without one, every copy and part in the catalogue.

    Compared are keyed hashes that scans left of up to 1,024 values of each column, so copies
    are found under other names, in other sources, and in part; shares are estimates with
    their error at 95 %. A part below half a percent of the larger table may be missed.

    \b
    Example:
      tongguan classify catalogue similar
      tongguan classify catalogue similar resident --json
    """
    from operations import copies, find_similar, similar_json

    found = find_similar(settings(ctx), dataset, least=least)
    if as_json:
        click.echo(json.dumps(similar_json(found), ensure_ascii=False, indent=2))
        return
    words = _words(ctx)
    if dataset or every:
        _show(_of_similar(found, words))
        return
    held, overlaps = copies(found)
    _show(_of_similar(held, words))
    if not held:
        talk(said_in("no-copies", words))
    if overlaps:
        talk(said_in("overlaps", words, count=overlaps))


@click.command()
@click.argument("dataset", required=False, default="")
@click.option("--profile", default="", help="Grade by this profile instead of each one's own.")
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def regrade(ctx: click.Context, dataset: str, profile: str, dry_run: bool, as_json: bool) -> None:
    """Grade by the policies in force what was graded by others, without reading a source.

    Classes, levels, combinations, scales and factors are applied to what scans stored. What
    only values can answer, a new pattern or check, is not guessed: those data sets are named
    to be scanned again, and then the exit code is 1.

    \b
    Example:
      tongguan --policies ours classify catalogue regrade --dry-run
    """
    from operations import revalue, revalued_json

    found = revalue(settings(ctx), dataset, profile=profile, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(revalued_json(found), ensure_ascii=False, indent=2))
    else:
        words = _words(ctx)
        _show(_of_regraded(found, words))
        talk(said_in("regraded", words, count=sum(each.changed for each in found)))
    again = sum(bool(each.scan_again) for each in found)
    if again:
        talk(said_in("again", _words(ctx), count=again))
    ctx.exit(1 if again else 0)


def _show(lines: Iterable[str]) -> None:
    """The lines on stdout, those that stand at the margin in bold."""
    for each in lines:
        click.secho(line(each), bold=not each.startswith(" "))


def _titled(finding: DatasetFinding, words: Wording) -> str:
    return f"{finding.name}  {words.level(finding.level)}  {finding.source}"


def _of_difference(found: Difference, words: Wording) -> Iterator[str]:
    for sign, changes in (("+", found.added), ("-", found.removed), ("~", found.changed)):
        for each in changes:
            yield f"{sign} {_titled(each.change.finding, words)}"
            yield from _of_change(each, words)


def _of_change(changed: Changed, words: Wording) -> Iterator[str]:
    from operations import observed

    change = changed.change
    told = {each.values.get("measure") for each in change.observations}
    for figure in _of_figures(change.before, change.after, told, words):
        yield f"    {figure}"
    for pair in change.fields_changed:
        if pair.renamed:
            before, after = pair.before.name, pair.after.name
            yield "    " + said_in("renamed", words, before=before, after=after)
        if (was := _grade(pair.before, words)) != (now := _grade(pair.after, words)):
            yield f"    {pair.after.name}: {was} -> {now}"
    for occasion in changed.occasions:
        trigger = occasion.trigger
        for each in occasion.observations:
            yield f"    {trigger.letter} {words.of(trigger.title)}: {observed(each, words)}"
    for text in standing_lines(changed.standing, words, known=change.observations):
        yield f"    {text}"


def _of_figures(
    before: DatasetFinding | None,
    after: DatasetFinding | None,
    told: Collection[str | None],
    words: Wording,
) -> Iterator[str]:
    """The figures that are otherwise, but for those told already."""
    from operations import MEASURES

    if before is None or after is None:
        return
    for name in ("rows", "persons", "sensitive_persons"):
        then, now = getattr(before, name), getattr(after, name)
        if then != now and name not in told:
            title = words.of(MEASURES[name])
            yield f"{title}: {count(then, exact=True) or '-'} -> {count(now, exact=True) or '-'}"


def _of_similar(found: Sequence[Similar], words: Wording) -> Iterator[str]:
    from operations import KINDS_OF_RESEMBLANCE

    for each in found:
        yield _titled(each.finding, words)
        if not each.alike:
            yield "  " + said_in("nobody", words)
        for other in each.alike:
            kind = words.of(KINDS_OF_RESEMBLANCE[other.resemblance.kind])
            yield f"  {kind}: {_titled(other.finding, words)}"
            pairs = other.resemblance.pairs
            shown = [pair for pair in pairs if pair.telling] or pairs
            for pair in shown:
                yield "    " + _of_pair(pair, words)
            if len(shown) < len(pairs):
                yield "    " + said_in("others", words, count=len(pairs) - len(shown))
            notes = {
                "lower": other.graded_lower,
                "sampled": not other.whole,
                "lineage": other.lineage,
            }
            yield from ("    " + said_in(note, words) for note, holds in notes.items() if holds)


def _of_pair(pair: ColumnPair, words: Wording) -> str:
    alike = pair.likeness
    return said_in(
        "shares",
        words,
        field=pair.field,
        other=pair.other,
        contained=_share(alike.contained, alike.bounds),
        contains=_share(alike.contains, alike.bounds_back),
        mark="" if pair.telling else said_in("untelling", words),
    )


def _of_regraded(found: Sequence[Revalued], words: Wording) -> Iterator[str]:
    from operations import problem_in

    for each in found:
        before, after = words.level(each.before.level), words.level(each.after.level)
        shown = after if before == after else f"{before} -> {after}"
        yield f"{each.after.name}  {shown}  {each.after.source}"
        for old, new in zip(each.before.fields, each.after.fields, strict=True):
            if (old.label, old.level) != (new.label, new.level):
                yield f"    {new.name}: {_grade(old, words)} -> {_grade(new, words)}"
        for why in each.scan_again:
            yield "    " + said_in("scan-again", words, why=problem_in(why, words))


def _grade(field: FieldFinding, words: Wording) -> str:
    level = words.level(field.level)
    return f"{words.name(field.label)}, {level}" if field.label else level


def _share(share: float, bounds: tuple[float, float]) -> str:
    low, high = (f"{each:.0%}" for each in bounds)
    return f"{share:.0%}" if low == high else f"{share:.0%} ({low}-{high})"


def _words(ctx: click.Context) -> Wording:
    from operations import words_in

    return words_in(settings(ctx), language(ctx))
