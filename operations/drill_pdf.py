# A drill's after-action report as PDF: the same facts as the page, set by typst, which comes with a
# library and needs no program. Chinese takes a font that has it, found on this machine or named. A cell is a text,
# or pieces of text with where each leads: an entry (`e12`), one of the ledger (`l3`), a file (`E4`) or its way, or
# nowhere, in the ink of what is grave.
from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from schema import MisuseError

from .drill_evidence import write_evidence
from .drill_report import drill_facts, page_values, placed, write_drill_page
from .drill_shown import Files, numbered
from .outputs import deliver, refuse_output
from .settings import Settings, read_policies
from .wording import Wording, wording

__all__ = ["write_drill_pdf", "write_drill_report"]

_TEMPLATE = Path(__file__).parent / "templates" / "drill.typ"
# Families with Chinese characters, the better ones first, as systems and distributions have them.
_CHINESE = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Serif CJK SC", "Source Han Serif SC", "PingFang SC",
    "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimSun", "AR PL UMing CN",
)  # fmt: skip
_LATIN = ("DejaVu Sans", "Libertinus Serif")
# Pictures are as wide as their words are large enough on paper.
_WIDE = 760
_FILE, _GRAVE = "file:", "grave"
# Pieces of text, each with where it leads; "" for nowhere.
_Cell = str | list[tuple[str, str]]
# A picture outside a page brings its own looks.
_LOOKS = """<style>
text{font-size:13px;fill:#17202c;font-family:FAMILIES}.tick{font-size:11px;fill:#566273}.mid{text-anchor:middle;font-size:12px}
.head{font-weight:600}.rail{stroke:#dfe4ea}.zone{fill:#eef2f7;stroke:#dfe4ea}.host{fill:#fff;stroke:#9fb2c9}
.foe{fill:#fff2f2;stroke:#b3202c}.way{stroke:#566273}.tip{fill:#566273}.curve{fill:none;stroke:#3d6ea5;stroke-width:2}
.took{fill:#b3202c}.foiled{fill:#e7b9bd}.alert{fill:#dd7a36}.response,.decision{fill:#1d6b3f}.report{fill:#1f3a5f}
.restored,.traced{fill:#5b93cf}.inject{fill:#7b5ea7}.mark{stroke-width:1.5;stroke-dasharray:5 3}.mark.foe{stroke:#b3202c}
.mark.kept{stroke:#1d6b3f}</style>"""


def write_drill_report(
    settings: Settings,
    identifier: str,
    path: Path,
    *,
    language: str,
    overwrite: bool = False,
    evidence: Path | None = None,
) -> None:
    """The report at `path`, as PDF or as a page by its ending, its evidence in a new folder.

    Raises MisuseError where one of them cannot be written; then there is neither.
    """
    refuse_output(path, overwrite=overwrite)
    write = write_drill_pdf if path.suffix.lower() == ".pdf" else write_drill_page
    found = None if evidence is None else write_evidence(settings, identifier, evidence)
    files = {} if found is None else found.seen_from(path)
    try:
        write(settings, identifier, path, language=language, overwrite=overwrite, files=files)
    except BaseException:
        if found is not None:
            shutil.rmtree(found.folder, ignore_errors=True)
        raise


def write_drill_pdf(
    settings: Settings,
    identifier: str,
    path: Path,
    *,
    language: str,
    overwrite: bool = False,
    files: Files | None = None,
) -> None:
    """The report at `path`, with `files` named where they bear something out. Raises MisuseError where typst or a font is missing, or there is no run."""
    refuse_output(path, overwrite=overwrite)
    facts = drill_facts(settings, identifier)
    words = wording(language, read_policies(settings))
    values = page_values(facts, words, wide=_WIDE)
    made = _typeset(values, _told(values, files or {}, words), language)
    deliver([path], lambda place: _write(place, made), overwrite=overwrite)


def _write(place: Path, content: bytes) -> None:
    place.write_bytes(content)


def _typeset(values: dict[str, Any], told: dict[str, Any], language: str) -> bytes:
    try:
        # Loaded here: twenty megabytes for whoever wants a PDF, and for nobody else.
        import typst  # noqa: PLC0415
    except ImportError:
        raise MisuseError(
            "a report as PDF needs typst: pip install 'tongguan[reports]'; the page (.html) does not"
        ) from None
    fonts = _fonts(typst.Fonts().families(), language)
    files = {"main.typ": _TEMPLATE.read_bytes(), **_pictures(values, fonts)}
    files["data.json"] = json.dumps({**told, "fonts": fonts}, ensure_ascii=False).encode()
    # Files by name are taken; the library's stubs do not say so.
    return bytes(typst.compile(files))  # type: ignore[call-overload]


def _fonts(families: Sequence[str], language: str) -> list[str]:
    """The families to set in, Chinese first. Raises MisuseError where Chinese has none."""
    chinese = [each for each in _CHINESE if each in families]
    if language == "zh" and not chinese:
        raise MisuseError(
            "no font with Chinese characters is on this machine: install one (Debian: "
            f"fonts-noto-cjk), such as {', '.join(_CHINESE[:3])}"
        )
    return [*chinese[:1], *(each for each in _LATIN if each in families)]


def _pictures(values: dict[str, Any], fonts: Sequence[str]) -> dict[str, bytes]:
    named = {"timeline.svg": values["timeline"], "topology.svg": values["topology"]}
    named |= {f"curve{at}.svg": picture for at, (_, picture) in enumerate(values["curves"])}
    looks = _LOOKS.replace("FAMILIES", ", ".join(f"'{each}'" for each in fonts))
    head = '<svg xmlns="http://www.w3.org/2000/svg" '
    return {
        name: str(picture).replace("<svg ", head, 1).replace(">", f">{looks}", 1).encode()
        for name, picture in named.items()
    }


def _told(values: dict[str, Any], files: Files, words: Wording) -> dict[str, Any]:
    """What the paper says."""
    it, say, figures, rests = values["it"], values["say"], values["figures"], values["rests"]
    report = it["report"]
    level = values["level"] or say["nothing"]
    if report is not None and report["due"]:
        level += f" - {say['in_time' if report['in_time'] else 'late']}"
    listed = numbered(files)
    return {
        "lang": "zh" if values["language"] == "zh-CN" else "en",
        "say": say,
        "title": values["title"],
        "id": it["id"],
        "head": [
            [say["run"], it["id"]], [say["seed"], str(it["seed"])], [say["fidelity"], it["fidelity"]],
            [say["length"], values["length"]], [say["detector"], values["detector"]],
            [say["written"], values["time"]], [say["ledger"], str(values["sequence"])],
        ],
        "overview": [
            _led(f"{it['total']:.1f}", rests["total"]),
            _led(level, rests["report"] or rests["incident"]),
            _led(str(it["false_alarms"]), rests["false_alarms"]),
            _led(str(it["false_responses"]), rests["false_responses"]),
        ],
        "shares": [
            [figures[key], f"{share:.2f}", _entries(rests.get(key, ()))]
            for key, share in it["scores"].items()
        ],
        "harm": [
            *(
                [figures[key], f"{value:,.1f}".removesuffix(".0"), _entries(rests.get(key, ()))]
                for key, value in it["physical"].items()
            ),
            *([name, f"{count:,}", _entries(rests["leak"])] for name, count in values["levels"]),
        ],
        "curves": [[name, f"curve{at}.svg"] for at, (name, _) in enumerate(values["curves"])],
        "steps": [_step(each, values, files) for each in values["steps"]],
        "matrix": [
            [name, str(steps), str(took), str(told), _rules(rules, say)]
            for name, steps, took, told, rules in values["matrix"]
        ],
        "decisions": [
            [time, kind, detail, _where(number, entry, say)]
            for number, time, kind, detail, entry in values["decisions"]
        ],
        "advice": [_led(each.text, each.entries) for each in values["advice"]],
        "evidence": [
            [say["ledger"], f"{values['sequence']} {values['recorded']}"],
            [say["hash"], it["replay_hash"]],
            [say["frames_file"], f"{it['id']}.frames.jsonl {it['frames_sha256']}"],
            *([[say["logs_file"], f"{it['id']}.logs.jsonl {it['logs_sha256']}"]] if "logs_sha256" in it else []),
            *([say["capture"], f"{name} {digest}"] for name, digest in it["captures"].items()),
        ],
        "ledger": [
            [str(each["sequence"]), each["time"], each["action"], each["actor"]]
            for each in values["entries"]
        ],
        "files": [
            [sign, [(each.name, f"{_FILE}{each.way}")], placed(each, words), each.sha256]
            for sign, each in listed.values()
        ],
        "events": [[str(cell) for cell in row] for row in values["events"]],
    }  # fmt: skip


def _entries(numbers: Sequence[int]) -> _Cell:
    return [
        (f"{'' if not at else ', '}{number}", f"e{number}") for at, number in enumerate(numbers)
    ]


def _led(text: str, numbers: Sequence[int]) -> _Cell:
    """A text with the entries that it rests on behind it."""
    return [(text, ""), *((f"  {number}", f"e{number}") for number in numbers)]


def _rules(rules: Sequence[tuple[str, int | None]], say: Mapping[str, str]) -> _Cell:
    if not rules:
        return say["nothing"]
    return [
        (f"{'' if not at else ', '}{rule}", "" if number is None else f"e{number}")
        for at, (rule, number) in enumerate(rules)
    ]


def _where(number: int, entry: int | None, say: Mapping[str, str]) -> _Cell:
    said = [(f"{say['entry']} {number}", f"e{number}")]
    return said if entry is None else [*said, ("; ", ""), (f"{say['ledger']} {entry}", f"l{entry}")]


def _step(each: dict[str, Any], values: dict[str, Any], files: Files) -> list[_Cell]:
    say = values["say"]
    began = (each["began"], f"e{values['step_entries'].get(each['id'], 1)}")
    told: _Cell = [(say["undetected"], _GRAVE)]
    if each["detected"]:
        entry = f"e{values['alert_entries'][each['alert']]}"
        told = [(f"{each['detected']} ", ""), (f"({each['alert']})", entry)]
    effect: _Cell = [(say["took"], _GRAVE)] if each["succeeded"] else say["failed"]
    signs = {name: sign for name, (sign, _) in numbered(files).items()}
    borne = [*files.get(each["id"], ()), *files.get(each["alert"] or "-", ())]
    evidence = [(f"{say['frames']} {each['frames']}", ""), *((f"  {signs[one.name]}", signs[one.name]) for one in borne)]  # fmt: skip
    return [each["id"], each["technique"], [began], effect, told, evidence]
