# Presidio and jieba over running text, in an environment of their own. Presidio with its
# default recognisers for Chinese on a blank spaCy pipeline, a line at a time; jieba's tagger
# for names, a sentence at a time, with what it finds. Reads a task as JSON from standard
# input, prints one JSON object. Offline: the public suffix list is the bundled one.
from __future__ import annotations

import json
import logging
import os
import sys
import time
from importlib.metadata import version

import jieba.posseg
import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine

KINDS = {"nr": "P", "nrt": "P", "nrfg": "P", "ns": "L", "nt": "O"}


class BlankEngine(SpacyNlpEngine):
    """spaCy's blank Chinese pipeline: no model to load, so no time spent in one."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "zh", "model_name": "blank"}])
        self.nlp = {"zh": spacy.blank("zh")}


def main() -> None:
    task = json.load(sys.stdin)
    if task["core"] is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {task["core"]})
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    told = {
        "versions": {name: version(name) for name in ("presidio-analyzer", "spacy", "jieba")},
        "presidio": {name: presidio(lines) for name, lines in task["lines"].items()},
        "jieba": by_jieba(task["sentences"]),
    }
    print(json.dumps(told, ensure_ascii=False))


def presidio(lines: list[str]) -> dict[str, float]:
    blank = BlankEngine()
    registry = RecognizerRegistry(supported_languages=["zh"])
    registry.load_predefined_recognizers(languages=["zh"], nlp_engine=blank)
    engine = AnalyzerEngine(registry=registry, nlp_engine=blank, supported_languages=["zh"])
    engine.analyze(lines[0], language="zh")
    began = time.process_time()
    spans = sum(len(engine.analyze(line, language="zh")) for line in lines)
    took = time.process_time() - began
    size = sum(len(line.encode()) + 1 for line in lines)
    return {"lines": len(lines), "mb_per_s": size / took / 1e6, "spans": spans}


def by_jieba(sentences: list[str]) -> dict[str, object]:
    jieba.setLogLevel(logging.WARNING)
    jieba.posseg.lcut("预热")
    began = time.process_time()
    spans = []
    for sentence in sentences:
        told, place = [], 0
        for pair in jieba.posseg.cut(sentence):
            if pair.flag in KINDS:
                told.append((place, place + len(pair.word), KINDS[pair.flag]))
            place += len(pair.word)
        spans.append(told)
    took = time.process_time() - began
    return {"chars_per_s": sum(map(len, sentences)) / took, "spans": spans}


if __name__ == "__main__":
    main()
