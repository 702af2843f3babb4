# The register of adapters: what may act for playbooks and tell people, and where. Secrets go in sealed,
# bound to the adapter's name and kind, and come out only for the act itself.
from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from schema import Adapter, MisuseError, Source

from .adapter_kinds import check_settings, does
from .recording import Book
from .settings import Settings, open_book, read_site

__all__ = ["Ready", "add_adapter", "list_adapters", "ready_adapters", "remove_adapter"]

_NAME: Final = re.compile(r"[a-z][a-z0-9._-]{0,63}")
# Agents that a playbook means without an adapter of that name.
_TAKEN: Final = frozenset({"tongguan", "lab"})


@dataclass(frozen=True, slots=True)
class Ready:
    """An adapter with its secrets open; they never show in a repr."""

    name: str
    kind: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    def does(self, action: str) -> bool:
        """Whether it does this action."""
        return does(self.kind, self.settings, action)


def add_adapter(
    settings: Settings,
    name: str,
    kind: str,
    own: Mapping[str, str],
    *,
    secrets: Mapping[str, str] | None = None,
) -> Adapter:
    """The adapter as registered, in place of one of that name.

    Secrets once sealed are kept as long as the kind and the settings stay the same. Raises
    MisuseError for a name, setting or source that cannot be.
    """
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise MisuseError(
            "an adapter's name is small letters, digits, dots and hyphens, and none of tongguan and lab"
        )
    with open_book(settings) as book:
        before = book.latest(Adapter, name)
        kept: Mapping[str, str] = {}
        if before is not None and (before.kind, before.settings) == (kind, dict(own)):
            kept = _opened(book, before)
        whole = {**kept, **(secrets or {})}
        check_settings(kind, own, frozenset(whole))
        source = own.get("source")
        if source is not None and book.latest(Source, source) is None:
            raise MisuseError(f"no source is registered as {source!r}")
        sealed = b""
        if whole:
            text = json.dumps(whole, sort_keys=True).encode()
            sealed = book.seal.seal(text, _context(name, kind))
        adapter = Adapter(
            id=name,
            unit=read_site(settings).unit,
            time=book.now(),
            kind=kind,
            settings=dict(own),
            secret=sealed,
        )
        book.record([adapter], action="adapter.add", actor=settings.actor, unit=adapter.unit)
    return adapter


def list_adapters(settings: Settings) -> list[Adapter]:
    """The registered adapters by name; their secrets stay sealed."""
    with open_book(settings) as book:
        return book.list(Adapter)


def remove_adapter(settings: Settings, name: str) -> None:
    """Nothing; the adapter is gone, and its sealed secrets are wiped."""
    with open_book(settings) as book:
        found = book.latest(Adapter, name)
        if found is None:
            raise MisuseError(f"no adapter is registered as {name!r}")
        book.delete(Adapter, name, actor=settings.actor, unit=found.unit, action="adapter.remove")


def ready_adapters(book: Book, action: str = "", through: Iterable[str] = ()) -> list[Ready]:
    """The adapters that do an action, by name; of those named, where any are named."""
    named = set(through)
    ready = [
        Ready(each.id, each.kind, each.settings, _opened(book, each))
        for each in book.list(Adapter)
        if not named or each.id in named
    ]
    return [each for each in ready if not action or each.does(action)]


def _opened(book: Book, adapter: Adapter) -> Mapping[str, str]:
    if not adapter.secret:
        return {}
    text = book.seal.unseal(adapter.secret, _context(adapter.id, adapter.kind))
    opened: dict[str, str] = json.loads(text)
    return opened


def _context(name: str, kind: str) -> str:
    """What a secret is sealed for: under another name or kind it does not open."""
    return f"adapter\0{name}\0{kind}"
