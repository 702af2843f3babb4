# Registered names as people write them: whatever addresses stand in the texts of these folders and
# files (documentation, metadata of packages, source), and the groups of Java packages, which are
# names turned round. Only names are kept, each once.
#
#   python training/domain_names.py OUT PATH...
from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from monitor.enrich import registered_domain

_ADDRESS = re.compile(rb"https?://([A-Za-z0-9.-]{4,80})")
_GROUP = re.compile(
    rb"^((?:com|cn|org|net|io|de|fr|jp|eu|uk|me|ru|in)\.[a-z0-9.-]{2,60}):", re.MULTILINE
)
# Files that hold nothing but names, as lists of mail providers and of sites do.
_QUOTED = re.compile(rb"\"([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+)\"")
_LISTS = {"domains.json", "top-sites.json"}
_LARGEST = 200 << 20
_KINDS = {
    ".md",
    ".txt",
    ".rst",
    ".html",
    ".htm",
    ".py",
    ".js",
    ".json",
    ".toml",
    ".yaml",
    ".yml",
    ".tsv",
    ".xml",
    ".c",
    ".h",
    ".pm",
    ".pod",
    ".rb",
    ".go",
    ".java",
    ".css",
    ".po",
    ".pem",
    "",
}
# Made up for examples and tests.
_MADE_UP = re.compile(
    r"example|test|foo|bar|localhost|acme|dummy|invalid|domain|abc|xyz|evil|attacker|\.local$"
)
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$")


def names_in(path: Path) -> Iterator[str]:
    try:
        if path.suffix.lower() not in _KINDS and path.name not in {"METADATA", "copyright"}:
            return
        if path.stat().st_size > _LARGEST:
            return
        octets = path.read_bytes()
    except OSError:
        return
    for found in _ADDRESS.finditer(octets):
        yield found[1].decode("ascii").lower().strip(".-")
    if path.name in _LISTS:
        for found in _QUOTED.finditer(octets):
            yield found[1].decode("ascii")
    if path.suffix == ".tsv":
        for found in _GROUP.finditer(octets):
            yield ".".join(reversed(found[1].decode("ascii").split(".")))


def main() -> None:
    out, *paths = map(Path, sys.argv[1:])
    counts: Counter[str] = Counter()
    for root in paths:
        files = [root] if root.is_file() else (each for each in root.rglob("*") if each.is_file())
        for path in files:
            counts.update({registered_domain(name) for name in names_in(path) if "." in name})
    suffixes = known_suffixes()
    kept = sorted(
        name
        for name in counts
        if not _MADE_UP.search(name)
        and name.rpartition(".")[2] in suffixes
        and _NAME.match(name.partition(".")[0])
        and len(name.partition(".")[0]) > 1
    )
    out.write_text("\n".join(kept) + "\n", encoding="utf-8")
    print(f"{len(kept)} names")


def known_suffixes() -> set[str]:
    from tldextract import TLDExtract

    return set(TLDExtract(suffix_list_urls=(), cache_dir=None).tlds)


if __name__ == "__main__":
    main()
