# A recogniser's pattern made ready for running text: the ways in which a value is written
# there (small letters, separators between its characters), what may stand beside it, and the
# context words that must or may lead up to it. Han characters may always touch a value; a
# letter or digit beside it makes it a part of something longer. Full-width forms are no matter
# here: texts are narrowed before anything is looked for.
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from policies import InText, Recogniser

from .pattern import Alternatives, CharacterSet, Node, Ranges, Repeat, Sequence_, parse, written
from .profile import first_sets
from .spelling import SEPARATORS, UPPER_CASE, steps

__all__ = ["GLUE", "MODELLED", "Phrase", "cue_words", "folded", "loosened", "phrases_of", "ways_of"]

# What addresses and organisations are is decided by the tagger, which reads the words around
# them; persons' names are too, but for those that a form announces.
MODELLED = frozenset({"person.address", "org.name"})

# What continues a value are letters and digits; any other character, or byte of one, ends it.
_BESIDE = "[^0-9A-Za-z]"
_BEYOND_ASCII = re.compile(r"\\x\{(?:[89A-F][0-9A-F]|[0-9A-F]{3,})\}")
# Between a context word and its value.
GLUE = (
    r"(?:号码|号|编号|代码|账号|码|为|是|改为|改成|\s|[:：=＝\"'“”‘’（(\[【，,]"
    r"|(?:[Nn]umber|NUMBER|[Nn]o\.?|NO\.?|[Ii]d|ID|is|was)[\s:：=])"
)
# Only the two that people type: the wide ones would multiply what the automaton holds.
_SEPARATOR = CharacterSet(((0x20, 0x20), (0x2D, 0x2D)), 1 << 0x20 | 1 << 0x2D)
_OPTIONAL = Repeat(_SEPARATOR, 0, 1, (0, 1))


@dataclass(frozen=True, slots=True)
class Phrase:
    """One expression to look for, in RE2 syntax that Hyperscan shares.

    `owner` is whoever asks, by a number; `way` says what a match is: the value between its two neighbours (`bare`), words with the
    value as the group `value` among them (`framed`), or a context word (`cue`), after which
    `value` must match, once what may stand between has been passed over. `left` and `right`
    say that a match takes in one neighbouring character on that side, `loose` that it may end
    in a separator (`strict` is the expression without them), `wide` that the expression has sets of characters beyond ASCII and so must be
    read character by character; any other is read byte by byte. `check` is one of its own.
    """

    owner: int
    way: Literal["bare", "framed", "cue"]
    expression: str
    left: bool
    right: bool
    value: str = ""
    loose: bool = False
    wide: bool = False
    strict: str = ""
    check: str | None = None


def phrases_of(owner: int, recogniser: Recogniser) -> tuple[Phrase, ...]:
    """What to look for to find this recogniser's values in text; () where it has no say there.

    >>> from policies import load_policies
    >>> [each.way for each in phrases_of(0, load_policies().recognisers["net.ip"])]
    ['bare']
    """
    if recogniser.id in MODELLED:
        return ()
    return tuple(
        phrase for text in ways_of(recogniser) for phrase in _phrases_of(owner, recogniser, text)
    )


def ways_of(recogniser: Recogniser) -> tuple[InText, ...]:
    """The ways in which a recogniser is found in running text."""
    if recogniser.text is False:
        return ()
    return recogniser.text if isinstance(recogniser.text, tuple) else (recogniser.text,)


def cue_words(recogniser: Recogniser) -> tuple[str, ...]:
    """The context words of a recogniser: the names its columns go by, and its own."""
    headers = recogniser.headers
    own = [word for text in ways_of(recogniser) for word in text.words]
    words = (*headers.zh, *headers.en, *headers.abbreviations, *own)
    return tuple(dict.fromkeys(word for word in words if len(word) > 1))


def folded(node: Node, wanted: int) -> Node:
    """The node with what `upper` would change allowed in its sets."""
    if isinstance(node, CharacterSet):
        return _folded_set(node, wanted)
    if isinstance(node, Sequence_):
        return Sequence_(tuple(folded(part, wanted) for part in node.parts), node.widths)
    if isinstance(node, Alternatives):
        branches = tuple(folded(branch, wanted) for branch in node.branches)
        return Alternatives(branches, node.widths)
    return Repeat(folded(node.part, wanted), node.least, node.most, node.widths)


def loosened(node: Node) -> Node:
    """The node with at most one separator after each of its characters."""
    if isinstance(node, CharacterSet):
        return Sequence_((node, _OPTIONAL), (1, 2))
    if isinstance(node, Sequence_):
        return Sequence_(tuple(map(loosened, node.parts)), (node.widths[0], 2 * node.widths[1]))
    if isinstance(node, Alternatives):
        return Alternatives(
            tuple(map(loosened, node.branches)), (node.widths[0], 2 * node.widths[1])
        )
    widths = (node.widths[0], 2 * node.widths[1])
    return Repeat(loosened(node.part), node.least, node.most, widths)


def _phrases_of(owner: int, recogniser: Recogniser, text: InText) -> Iterator[Phrase]:
    if text.pattern is not None and "(?P<value>" in text.pattern:
        frame = f"(?:{text.pattern})"
        yield Phrase(owner, "framed", frame, left=False, right=False, wide=True, check=text.check)
        return
    pattern = recogniser.pattern if text.pattern is None else text.pattern
    node = _of_words(recogniser.values) if pattern is None else parse(pattern)
    form = _Form(owner, text.check, None)
    if _needs_cue(recogniser, text):
        form = _Form(owner, text.check, cue_words(recogniser))
    if pattern is not None and node is None:
        # Beyond what is read here: taken as it is, between neighbours on both sides.
        yield from _written([pattern], form, left=True, right=True, wide=True)
    elif node is not None and node.widths[0]:
        yield from _spelt(folded(node, steps(recogniser.normalise)), recogniser, form)


@dataclass(frozen=True, slots=True)
class _Form:
    """Whose phrases are written, with the check of their own, after which cues (None: none)."""

    owner: int
    check: str | None
    cues: tuple[str, ...] | None


def _spelt(node: Node, recogniser: Recogniser, form: _Form) -> Iterator[Phrase]:
    # Hyperscan refuses some wide alternatives that it takes one by one.
    alone = form.cues is None and isinstance(node, Alternatives)
    for branch in node.branches if alone and isinstance(node, Alternatives) else (node,):
        forms = [written(branch)]
        if steps(recogniser.normalise) & SEPARATORS:
            forms.append(written(loosened(branch)))
        left, right = _is_joining(branch), _is_joining(_reversed(branch))
        yield from _written(forms, form, left=left, right=right)


def _written(
    forms: Sequence[str], form: _Form, *, left: bool, right: bool, wide: bool = False
) -> Iterator[Phrase]:
    before, after = _BESIDE if left else "", _BESIDE if right else ""
    if form.cues is not None:
        yield from _cues(form, f"(?P<value>{forms[-1]}){after}", loose=len(forms) > 1)
        return
    # What fits without separators fits with them: only the widest form is looked for.
    strict, widest = (f"{before}(?:{each}){after}" for each in (forms[0], forms[-1]))
    loose = len(forms) > 1
    yield Phrase(
        form.owner, "bare", widest, left=left, right=right, loose=loose,
        wide=wide or _BEYOND_ASCII.search(widest) is not None,
        strict=strict if loose else "", check=form.check,
    )  # fmt: skip


def _needs_cue(recogniser: Recogniser, text: InText) -> bool:
    if text.cue is not None:
        return text.cue
    return recogniser.evidence == "cue" or (recogniser.pattern is None and text.pattern is None)


def _cues(form: _Form, value: str, *, loose: bool) -> Iterator[Phrase]:
    words = form.cues or ()
    owner, check = form.owner, form.check
    han = [re.escape(word) for word in words if not word.isascii()]
    latin = [_any_case(word) for word in words if word.isascii()]
    if han:
        together = f"(?:{'|'.join(han)})"
        yield Phrase(
            owner, "cue", together, left=False, right=False, value=value, loose=loose, check=check
        )
    if latin:
        together = f"[^0-9A-Za-z](?:{'|'.join(latin)})[^A-Za-z]"
        yield Phrase(
            owner, "cue", together, left=True, right=True, value=value, loose=loose, check=check
        )


def _any_case(word: str) -> str:
    """A Latin word in any case, its parts run together or with a mark between."""
    return r"[ _\-]?".join(
        "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else re.escape(c) for c in part)
        for part in re.split(r"[ _\-]+", word)
    )


def _of_words(words: Iterable[str]) -> Node | None:
    """The words of a list as a node, whatever the case of their letters."""
    return parse("|".join(map(_any_case, words))) if words else None


def _is_joining(node: Node) -> bool:
    """Whether a match may begin with an ASCII letter or digit."""
    letters = sum(1 << code for code in range(128) if chr(code).isalnum())
    return any(characters.ascii & letters for characters in first_sets(node))


def _reversed(node: Node) -> Node:
    if isinstance(node, Sequence_):
        return Sequence_(tuple(map(_reversed, reversed(node.parts))), node.widths)
    if isinstance(node, Alternatives):
        return Alternatives(tuple(map(_reversed, node.branches)), node.widths)
    if isinstance(node, Repeat):
        return Repeat(_reversed(node.part), node.least, node.most, node.widths)
    return node


def _folded_set(node: CharacterSet, wanted: int) -> CharacterSet:
    ranges: Ranges = node.ranges
    if wanted & UPPER_CASE:
        small = _cut(ranges, 65, 90, 32)
        ranges = tuple(each for each in ranges if each[0] < 97 or each[1] > 122) + small
    ranges = tuple(sorted(set(ranges)))
    bits = 0
    for low, high in ranges:
        if low < 128:
            bits |= (1 << (min(high, 127) + 1)) - (1 << low)
    return CharacterSet(ranges, bits)


def _cut(ranges: Ranges, low: int, high: int, shift: int) -> Ranges:
    """The part of the ranges within low..high, moved by `shift`."""
    return tuple(
        (max(first, low) + shift, min(last, high) + shift)
        for first, last in ranges
        if first <= high and last >= low
    )
