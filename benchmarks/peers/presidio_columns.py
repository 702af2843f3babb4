# Presidio over single cells, in an environment of its own: its default recognisers for
# Chinese on a blank spaCy pipeline, then the same with pattern recognisers for the Chinese
# numbers, which it does not ship. Reads {"columns": [[cell, ...], ...]} from a file and
# prints one JSON object. Offline: the public suffix list is the one its library bundles.
from __future__ import annotations

import argparse
import json
import os
import time
from importlib.metadata import version
from pathlib import Path

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine

# Without look-arounds, as a user would write them for cells that hold one value each.
CHINESE = {
    "CN_ID": r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]",
    "CN_MOBILE": r"(?:\+?86|0086)?1[3-9]\d{9}",
    "CN_USCC": r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}",
    "CN_PLATE": r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{5,6}",
    "CN_BANK_CARD": r"62\d{14,17}",
}


class BlankEngine(SpacyNlpEngine):
    """spaCy's blank Chinese pipeline: no model to load, so no time spent in one."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "zh", "model_name": "blank"}])
        self.nlp = {"zh": spacy.blank("zh")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cells", type=Path)
    parser.add_argument("--core", type=int)
    options = parser.parse_args()
    if options.core is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {options.core})
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    columns = json.loads(options.cells.read_text(encoding="utf-8"))["columns"]
    cells = [cell for column in columns for cell in column]
    print(
        json.dumps(
            {
                "versions": {name: version(name) for name in ("presidio-analyzer", "spacy")},
                "cells": len(cells),
                "bytes": sum(len(cell.encode()) for cell in cells),
                "default": measured(engine(), cells),
                "with_chinese_patterns": measured(engine(CHINESE), cells),
            }
        )
    )


def engine(patterns: dict[str, str] | None = None) -> AnalyzerEngine:
    blank = BlankEngine()
    registry = RecognizerRegistry(supported_languages=["zh"])
    registry.load_predefined_recognizers(languages=["zh"], nlp_engine=blank)
    for name, pattern in (patterns or {}).items():
        registry.add_recognizer(
            PatternRecognizer(
                supported_entity=name,
                supported_language="zh",
                patterns=[Pattern(name, pattern, 0.6)],
            )
        )
    return AnalyzerEngine(nlp_engine=blank, registry=registry, supported_languages=["zh"])


def measured(analyzer: AnalyzerEngine, cells: list[str]) -> dict[str, float | int]:
    """Processor seconds for all cells after a few to warm up, and how many cells anything was found in."""
    for cell in cells[:20]:
        analyzer.analyze(text=cell, language="zh")
    began = time.process_time()
    found = sum(bool(analyzer.analyze(text=cell, language="zh")) for cell in cells)
    return {
        "seconds": time.process_time() - began,
        "found": found,
        "recognisers": len(analyzer.registry.recognizers),
    }


if __name__ == "__main__":
    main()
