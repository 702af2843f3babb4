# The one file that imports scapy: it stands alone, so that its licence is its own.
import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from dissection_packs import REGISTER

import monitor

ROOT = Path(monitor.__file__).parents[1]
PROGRAM = ROOT / "monitor" / "dissect_program.py"


def imported(path: Path) -> set[str]:
    """What a file imports, packages by their first name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return {name.partition(".")[0] or "." for name in names}


def test_it_imports_the_standard_library_alone_and_nobody_imports_it() -> None:
    assert imported(PROGRAM) <= set(sys.stdlib_module_names)
    for path in ROOT.glob("*/*.py"):
        if path.parts[-2] in ("tests", "benchmarks"):
            continue
        text = path.read_text(encoding="utf-8")
        assert "scapy" not in imported(path), path
        assert path == PROGRAM or "import dissect_program" not in text


def test_it_speaks_over_a_pipe() -> None:
    pytest.importorskip("scapy", reason="scapy is not installed: tongguan[dissect]")
    asked = {"a": {"module": "scapy.contrib.enipTCP", "layer": "ENIPTCP", "columns": {"message": "ENIPTCP.status"}},
             "b": {"module": "scapy.contrib.nothing", "layer": "X", "columns": {}}}  # fmt: skip
    import base64

    lines = [asked, *({"n": n, "id": "a", "payload": base64.b64encode(each).decode()}
                      for n, each in enumerate((REGISTER, b"")))]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM)], input="\n".join(map(json.dumps, lines)), text=True,
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    ready, first, second = map(json.loads, done.stdout.splitlines())
    assert ready == {"ready": ["a"], "problems": {"b": "scapy has no X in scapy.contrib.nothing"}}
    assert first == {"n": 0, "values": {"message": "success"}}
    assert second["n"] == 1
