# Our recognisers for Presidio's engines, with a Chinese NLP engine that needs no spaCy model:
# the tagger's names as entities, words of its lexicon as tokens. Importing this file loads
# Presidio and spaCy; nothing else of the package does.
from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from presidio_analyzer import (
    AnalyzerEngine,
    EntityRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from policies import load_policies

from .feature import LONGEST_WORD, hashes_of, normalised, words_at
from .inspection import Inspector
from .mention import PLACE
from .phrase import MODELLED, ways_of
from .recognise import Recognisers, compile_recognisers
from .tagger import load_model, tagged

__all__ = ["ChineseNlpEngine", "TongguanRecognizer", "analyzer", "entity_of", "registry"]

# Where Presidio has a name of its own for what we mean.
_ENTITIES = {
    "bank.card": "CREDIT_CARD",
    "cn.landline": "PHONE_NUMBER",
    "cn.mobile": "PHONE_NUMBER",
    "contact.email": "EMAIL_ADDRESS",
    "geo.place": "LOCATION",
    "net.ip": "IP_ADDRESS",
    "net.ipv6": "IP_ADDRESS",
    "net.mac": "MAC_ADDRESS",
    "org.name": "ORGANIZATION",
    "person.name": "PERSON",
}
_KINDS = {"P": "PERSON", "L": "LOCATION", "O": "ORGANIZATION"}
_PUNCTUATION = frozenset("，。！？；：、“”‘’（）《》〈〉…—·,.!?;:()[]{}\"' \n\t")
_STOPS = frozenset("的了和在是也就都而及与着或一个没有我们你们他们她们它")


class TongguanRecognizer(EntityRecognizer):
    """All recognisers of the policies as one of Presidio's."""

    def __init__(self, recognisers: Recognisers, language: str = "zh") -> None:
        self._recognisers = recognisers
        labels = [
            each.id
            for each in recognisers.by_id.values()
            if each.evidence != "header" or any(text.presidio for text in ways_of(each))
        ]
        known = {entity_of(label) for label in (*labels, *MODELLED, PLACE)}
        super().__init__(supported_entities=sorted(known), supported_language=language)

    def load(self) -> None:
        """Nothing: expressions are compiled with the first text."""

    def analyze(
        self,
        text: str,
        entities: list[str],
        nlp_artifacts: NlpArtifacts | None = None,  # noqa: ARG002  Presidio hands it in
    ) -> list[RecognizerResult]:
        """Presidio's results for the spans of these entities (all, where none is named)."""
        inspector = Inspector(self._recognisers)
        spans = [each.span for each in (*inspector.feed(text), *inspector.end())]
        found = [(entity_of(span.label), span) for span in spans]
        return [
            RecognizerResult(entity, span.start, span.end, span.score)
            for entity, span in found
            if not entities or entity in entities
        ]


class ChineseNlpEngine(NlpEngine):
    """Tokens and names of Chinese text, from the tagger and its lexicon."""

    def __init__(self) -> None:
        self._vocab = Vocab()

    def load(self) -> None:
        """The model, read into memory."""
        load_model()

    def is_loaded(self) -> bool:
        """True: the model is read when it is first needed."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Words, their places, and names with the kinds Presidio knows."""
        cuts = _cuts(text)
        words = [text[start:end] for start, end in itertools.pairwise(cuts)]
        doc = Doc(self._vocab, words=words, spaces=[False] * len(words))
        places = {place: number for number, place in enumerate(cuts)}
        entities, scores = [], []
        for name in tagged(text, load_model()):
            entities.append(
                Span(doc, places[name.start], places[name.end], label=_KINDS[name.kind])
            )
            scores.append(name.score)
        return NlpArtifacts(
            entities=entities,
            tokens=doc,
            tokens_indices=cuts[:-1],
            lemmas=words,
            nlp_engine=self,
            language=language,
            scores=scores,
        )

    def process_batch(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = 1,  # noqa: ARG002  Presidio hands it in
        n_process: int = 1,  # noqa: ARG002  Presidio hands it in
        **kwargs: object,  # noqa: ARG002  Presidio hands it in
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Each text with what `process_text` makes of it."""
        for text in texts:
            yield str(text), self.process_text(str(text), language)

    def is_stopword(self, word: str, language: str) -> bool:  # noqa: ARG002  Presidio's signature
        """Whether a word says nothing of what stands beside it."""
        return all(character in _STOPS for character in word)

    def is_punct(self, word: str, language: str) -> bool:  # noqa: ARG002  Presidio's signature
        """Whether a word is of marks alone."""
        return all(character in _PUNCTUATION for character in word)

    def get_supported_entities(self) -> list[str]:
        """The kinds of names the tagger tells apart."""
        return list(_KINDS.values())

    def get_supported_languages(self) -> list[str]:
        """Chinese."""
        return ["zh"]


def registry(policies: Path | None = None) -> RecognizerRegistry:
    """A registry with our recognisers for Chinese text.

    `policies` is a directory of packs of one's own, merged with the shipped ones.
    """
    made = RecognizerRegistry(recognizers=[], supported_languages=["zh"])
    made.add_recognizer(TongguanRecognizer(compile_recognisers(load_policies(policies))))
    return made


def analyzer(policies: Path | None = None) -> AnalyzerEngine:
    """Presidio's analyzer for Chinese with our registry and NLP engine."""
    return AnalyzerEngine(
        registry=registry(policies), nlp_engine=ChineseNlpEngine(), supported_languages=["zh"]
    )


def entity_of(label: str) -> str:
    """Presidio's name for one of our labels.

    >>> entity_of("person.name"), entity_of("cn.id18")
    ('PERSON', 'CN_ID18')
    """
    return _ENTITIES.get(label) or label.replace(".", "_").upper()


def _cuts(text: str) -> list[int]:
    """Where words begin, and the end: the longest word of the lexicon from each place on.

    Names are cut out first, so that a name is whole words.
    """
    model = load_model()
    codes = normalised(text, model.lexicon)
    longest = np.ones(len(codes), dtype=np.int64)
    for size in range(2, LONGEST_WORD + 1):
        longest[words_at(codes, model.lexicon, size, hashes_of(codes, size)) > 0] = size
    borders = {0, len(text)}
    for name in tagged(text, model):
        borders |= {name.start, name.end}
    fixed = sorted(borders)
    cuts: list[int] = []
    for first, last in itertools.pairwise(fixed):
        place = first
        while place < last:
            cuts.append(place)
            place = min(last, place + int(longest[place]))
    return [*cuts, len(text)]
