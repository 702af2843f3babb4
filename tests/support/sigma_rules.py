# The Sigma rules that were handed over, compiled once.
from pathlib import Path

from monitor.sigma import compile_sigma

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests" / "sigma" / "rules").rglob("*.yml"))
RULES, UNUSABLE = compile_sigma(path.read_text(encoding="utf-8") for path in FILES)
BY_TITLE = {rule.title: rule for rule in RULES}
