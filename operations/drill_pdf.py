# A drill's after-action report as PDF: the same facts as the page, set by typst, which comes with a
# library and needs no program. Chinese takes a font that has it, found on this machine or named.
from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from schema import MisuseError

from .drill_report import drill_facts, page_values
from .outputs import deliver, refuse_output
from .settings import Settings, read_policies
from .wording import wording

__all__ = ["write_drill_pdf"]

_TEMPLATE = Path(__file__).parent / "templates" / "drill.typ"
# Families with Chinese characters, the better ones first, as systems and distributions have them.
_CHINESE = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Serif CJK SC", "Source Han Serif SC", "PingFang SC",
    "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimSun", "AR PL UMing CN",
)  # fmt: skip
_LATIN = ("DejaVu Sans", "Libertinus Serif")
# A picture outside a page brings its own looks.
_LOOKS = """<style>
text{font-size:13px;fill:#17202c;font-family:FAMILIES}.tick{font-size:11px;fill:#566273}.mid{text-anchor:middle;font-size:12px}
.head{font-weight:600}.rail{stroke:#dfe4ea}.zone{fill:#eef2f7;stroke:#dfe4ea}.host{fill:#fff;stroke:#9fb2c9}
.foe{fill:#fff2f2;stroke:#b3202c}.way{stroke:#566273}.tip{fill:#566273}.curve{fill:none;stroke:#3d6ea5;stroke-width:2}
.took{fill:#b3202c}.foiled{fill:#e7b9bd}.alert{fill:#dd7a36}.response,.decision{fill:#1d6b3f}.report{fill:#1f3a5f}
.restored,.traced{fill:#5b93cf}.inject{fill:#7b5ea7}</style>"""


def write_drill_pdf(
    settings: Settings,
    identifier: str,
    path: Path,
    *,
    language: str,
    overwrite: bool = False,
    files: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """The report at `path`, with `files` named where they bear something out. Raises MisuseError where typst or a font is missing, or there is no run."""
    refuse_output(path, overwrite=overwrite)
    facts = drill_facts(settings, identifier)
    words = wording(language, read_policies(settings))
    made = _typeset({**page_values(facts, words), "files": files or {}}, language)
    deliver([path], lambda place: _write(place, made), overwrite=overwrite)


def _write(place: Path, content: bytes) -> None:
    place.write_bytes(content)


def _typeset(values: dict[str, Any], language: str) -> bytes:
    try:
        # Loaded here: twenty megabytes for whoever wants a PDF, and for nobody else.
        import typst  # noqa: PLC0415
    except ImportError:
        raise MisuseError(
            "a report as PDF needs typst: pip install 'tongguan[reports]'; the page (.html) does not"
        ) from None
    fonts = _fonts(typst.Fonts().families(), language)
    files = {"main.typ": _TEMPLATE.read_bytes(), **_pictures(values, fonts)}
    files["data.json"] = json.dumps(_told(values, fonts), ensure_ascii=False).encode()
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


def _told(values: dict[str, Any], fonts: Sequence[str]) -> dict[str, Any]:
    """What the paper says, every cell as text."""
    it, say, figures = values["it"], values["say"], values["figures"]
    report = it["report"]
    level = values["level"] or say["nothing"]
    if report is not None and report["due"]:
        level += f" - {say['in_time' if report['in_time'] else 'late']}"
    return {
        "fonts": list(fonts),
        "lang": "zh" if values["language"] == "zh-CN" else "en",
        "say": say,
        "title": values["title"],
        "id": it["id"],
        "seed": str(it["seed"]),
        "fidelity": it["fidelity"],
        "length": values["length"],
        "time": values["time"],
        "sequence": str(values["sequence"]),
        "total": f"{it['total']:.1f}",
        "level": level,
        "false_alarms": str(it["false_alarms"]),
        "false_responses": str(it["false_responses"]),
        "shares": [[figures[key], f"{share:.2f}"] for key, share in it["scores"].items()],
        "harm": [[figures[key], f"{value:,.1f}"] for key, value in it["physical"].items()],
        "curves": [[name, f"curve{at}.svg"] for at, (name, _) in enumerate(values["curves"])],
        "steps": [_step(each, say, values["files"]) for each in values["steps"]],
        "matrix": [[str(cell) for cell in row] for row in values["matrix"]],
        "decisions": [
            [time, kind, detail, _where(number, entry, say)]
            for number, time, kind, detail, entry in values["decisions"]
        ],
        "advice": values["advice"],
        "evidence": [
            [say["ledger"], f"{values['sequence']} {values['recorded']}"],
            [say["hash"], it["replay_hash"]],
            [say["frames_file"], f"{it['id']}.frames.jsonl {it['frames_sha256']}"],
            *([say["files"], file] for file in values["files"].get("", ())),
            *([say["capture"], f"{name} {digest}"] for name, digest in it["captures"].items()),
        ],
        "events": [[str(cell) for cell in row] for row in values["events"]],
    }


def _where(number: int, entry: int | None, say: dict[str, str]) -> str:
    said = f"{say['entry']} {number}"
    return said if entry is None else f"{said}; {say['ledger']} {entry}"


def _step(
    each: dict[str, Any], say: dict[str, str], files: Mapping[str, Sequence[str]]
) -> list[str]:
    told = f"{each['detected']} ({each['alert']})" if each["detected"] else say["undetected"]
    effect = say["took"] if each["succeeded"] else say["failed"]
    named = "".join(
        f"; {file}" for file in (*files.get(each["id"], ()), *files.get(each["alert"], ()))
    )
    evidence = f"{say['frames']} {each['frames']}; {each['filter']}{named}"
    return [each["id"], each["technique"], each["began"], effect, told, evidence]
