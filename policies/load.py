# All packs in force: ours, then the operator's, merged by id. A folder here is a family of
# files; a shipped file outside these folders is loaded by nobody, and a test refuses it.
from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from schema import PolicyError

from .anonymity import AnonymityPack, AnonymityRules
from .derivation import Derivation, DerivationPack
from .filing import FilingRules
from .grading import Category, GradingProfile
from .masking import Domain, MaskingPack, Purpose
from .pack import Header, Maturity
from .profile import ProfileFile, whole_profiles
from .read import place_of, read_yaml
from .recogniser import OtherThing, Recogniser, RecogniserPack
from .site import Site

__all__ = ["SHIPPED", "Policies", "load_policies", "load_site"]

SHIPPED = Path(__file__).parent
# Where files are looked for, and what their names end in.
_FAMILIES = {
    "recognisers": ".yaml",
    "grading": ".yaml",
    "masking": ".yaml",
    "filing": ".yaml",
    "derivation": ".yaml",
    "anonymity": ".yaml",
    # Read by `load_detections`, apart from what grades data.
    "detection": ".yaml",
    "duties": ".yaml",
    "flow": ".yaml",
    "sigma": ".yml",
    "drills": ".yaml",
    "playbooks": ".yaml",
    "lexicons": ".txt",
}
_LOOKS_LIKE_POLICY = frozenset({".yaml", ".yml", ".txt"})
_RANK: dict[Maturity, int] = {"sandbox": 0, "incubating": 1, "stable": 2}

E = TypeVar("E")
M = TypeVar(
    "M", RecogniserPack, ProfileFile, MaskingPack, FilingRules, DerivationPack, AnonymityPack
)


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies in force; `digest` names exactly this content (SHA-256, hex).

    `lexicons` are word lists by name; `headers` the header of every file read, by path;
    `places` the file of each entry in force. `replaced` names, for each entry of the
    operator's that stands in another's place, the shipped file that had it. `unread` are
    files in the operator's directory that look like policies and are read by nobody.
    """

    recognisers: Mapping[str, Recogniser]
    profiles: Mapping[str, GradingProfile]
    purposes: Mapping[str, Purpose]
    lexicons: Mapping[str, frozenset[str]]
    headers: Mapping[str, Header]
    digest: str
    places: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, OtherThing] = field(default_factory=dict)
    replaced: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    filings: Mapping[str, FilingRules] = field(default_factory=dict)
    derivations: Mapping[str, Derivation] = field(default_factory=dict)
    domains: Mapping[str, Domain] = field(default_factory=dict)
    anonymity: Mapping[str, AnonymityRules] = field(default_factory=dict)

    @property
    def categories(self) -> dict[str, str]:
        """The category of each recogniser's label, by its id."""
        return {each.id: each.category for each in self.recognisers.values()}

    @property
    def subjects(self) -> dict[str, str]:
        """Whose identifier each recogniser's label is, by its id."""
        return {each.id: each.subject for each in self.recognisers.values()}


def load_policies(extra: Path | None = None, *, maturity: Maturity = "stable") -> Policies:
    """Our packs of at least this maturity, with the operator's in `extra` merged by id.

    `extra` has the same folders (`recognisers/`, `grading/`, `masking/`, `filing/`,
    `derivation/`, `anonymity/`, `lexicons/`); its own packs count whatever their maturity.
    Raises PolicyError where a file is wrong or an id stands twice in one tree.
    """
    loading = _Loading()
    loading.add(SHIPPED, _RANK[maturity])
    if extra is None:
        return loading.result()
    if not extra.is_dir():
        raise PolicyError("this directory of policies does not exist", file=str(extra))
    loading.add(extra, 0)
    return loading.result(tuple(_unread(extra)))


def load_site(path: Path | None) -> Site:
    """The operator's site file, or an empty site. Raises PolicyError where it is wrong."""
    return Site() if path is None else read_yaml(path, Site)


class _Loading:
    """Packs gathered tree after tree; a later tree's entry replaces an earlier one's id."""

    def __init__(self) -> None:
        self._recognisers: dict[str, Recogniser] = {}
        self._profiles: dict[str, ProfileFile] = {}
        self._categories: dict[str, Category] = {}
        self._purposes: dict[str, Purpose] = {}
        self._filings: dict[str, FilingRules] = {}
        self._derivations: dict[str, Derivation] = {}
        self._domains: dict[str, Domain] = {}
        self._anonymity: dict[str, AnonymityRules] = {}
        self._lexicons: dict[str, frozenset[str]] = {}
        self._headers: dict[str, Header] = {}
        self._others: dict[str, OtherThing] = {}
        self._places: dict[str, str] = {}
        self._replaced: dict[str, str] = {}
        self._hasher = hashlib.sha256()

    def add(self, root: Path, least: int) -> None:
        seen: dict[str, str] = {}
        brought: dict[str, str] = {}
        for path, pack in self._packs(root, "recognisers", RecogniserPack, least):
            self._put(seen, path, self._recognisers, ((one.id, one) for one in pack.recognisers))
            self._put(seen, path, self._others, ((one.id, one) for one in pack.others))
            for category in pack.categories:
                self._once(brought, category.id, path)
                self._categories[category.id] = category
        for path, profile in self._packs(root, "grading", ProfileFile, least):
            self._put(seen, path, self._profiles, [(profile.header.id, profile)])
        for path, masks in self._packs(root, "masking", MaskingPack, least):
            self._put(seen, path, self._purposes, ((one.id, one) for one in masks.purposes))
            for domain in masks.domains:
                self._once(brought, f"domain {domain.id}", path)
                self._domains[domain.id] = domain
        for path, rules in self._packs(root, "filing", FilingRules, least):
            self._put(seen, path, self._filings, [(rules.header.id, rules)])
        for path, kinds in self._packs(root, "derivation", DerivationPack, least):
            self._put(seen, path, self._derivations, ((one.id, one) for one in kinds.derivations))
        for path, judged in self._packs(root, "anonymity", AnonymityPack, least):
            self._put(seen, path, self._anonymity, ((one.id, one) for one in judged.anonymity))
        for path in sorted((root / "lexicons").glob("*.txt")):
            self._hasher.update(path.read_bytes())
            if path.stem in self._lexicons:
                self._replaced[f"lexicons/{path.stem}"] = str(SHIPPED / "lexicons" / path.name)
            self._lexicons[path.stem] = _words(path)

    def result(self, unread: tuple[str, ...] = ()) -> Policies:
        self._refuse_undeclared()
        return Policies(
            self._recognisers,
            whole_profiles(self._profiles, self._categories.values(), self._places),
            self._purposes,
            self._lexicons,
            self._headers,
            self._hasher.hexdigest(),
            self._places,
            self._others,
            self._replaced,
            unread,
            self._filings,
            self._derivations,
            self._domains,
            self._anonymity,
        )

    def _refuse_undeclared(self) -> None:
        """Raises PolicyError where a rule names a domain that no file declares."""
        for purpose in self._purposes.values():
            for rule in purpose.rules:
                domain = rule.parameters.get("domain")
                if domain is not None and domain not in self._domains:
                    file = self._places[purpose.id]
                    line, column = place_of(Path(file), rule.id, "parameters")
                    problem = (
                        f"rule {rule.id}: no domain {domain!r} is declared; add it to `domains`, or "
                        f"name one of {', '.join(sorted(self._domains))}"
                    )
                    raise PolicyError(problem, file=file, line=line, column=column)

    def _packs(
        self, root: Path, family: str, model: type[M], least: int
    ) -> Iterator[tuple[Path, M]]:
        """The packs of a family that are mature enough, every one of them in the digest."""
        for path in sorted((root / family).glob("*.yaml")):
            self._hasher.update(path.read_bytes())
            pack = read_yaml(path, model)
            header = self._headers[str(path)] = pack.header
            if _RANK[header.maturity] >= least:
                yield path, pack

    def _put(
        self, seen: dict[str, str], path: Path, into: dict[str, E], entries: Iterable[tuple[str, E]]
    ) -> None:
        for identifier, entry in entries:
            self._once(seen, identifier, path)
            if identifier in self._places:
                self._replaced[identifier] = self._places[identifier]
            self._places[identifier] = str(path)
            into[identifier] = entry

    def _once(self, seen: dict[str, str], identifier: str, path: Path) -> None:
        if identifier in seen:
            raise PolicyError(f"{identifier} stands in {seen[identifier]} already", file=str(path))
        seen[identifier] = str(path)


def _unread(root: Path) -> Iterator[str]:
    """Files that look like policies where none is looked for: `recogniser/`, `mine.yml`."""
    for path in sorted((*root.glob("*"), *root.glob("*/*"), *root.glob("*/*/*"))):
        if path.suffix.lower() in _LOOKS_LIKE_POLICY and path.is_file():
            family, *rest = path.relative_to(root).parts
            if len(rest) != 1 or path.suffix != _FAMILIES.get(family):
                yield str(path)


def _words(path: Path) -> frozenset[str]:
    """Words of a lexicon, separated by white space; from # on a line is a comment."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(f"not UTF-8 at byte {error.start}", file=str(path)) from None
    return frozenset(word for line in text.splitlines() for word in line.split("#", 1)[0].split())
