# How much of a field is what, as people read it: every label that counts with its share, and
# whether a check stands behind the share or only the form. A share is called validated where
# there is a check to pass, matched where there is none.
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from classify.floor import counted_labels
from policies import Policies
from schema import DatasetFinding, FieldFinding

from .wording import Wording

__all__ = ["Rates", "rates_in"]

_SAID = {
    "validated": ("校验通过{share}", "{share} validated"),
    "matched": ("格式符合{share}", "{share} matched"),
    "name": ("依名称", "by its name"),
}


@dataclass(frozen=True, slots=True)
class Rates:
    """Labels and shares of fields in one language's words; `checked` labels have a check."""

    words: Wording
    checked: frozenset[str]

    def labels(self, field: FieldFinding) -> str:
        """The labels that count, the leading one first; "" for a field without any."""
        return " + ".join(self.words.name(label) for label in counted_labels(field))

    def shares(self, field: FieldFinding) -> str:
        """The share of each of them in the field's filled cells; "" where none was read."""
        if not field.sampled:
            return ""
        return " + ".join(
            self._share(label, share) for label, share in counted_labels(field).items()
        )

    def mixed(self, datasets: Iterable[DatasetFinding]) -> Iterator[tuple[str, str, str, str]]:
        """Data set, field, labels and shares of what has more than one label, or labels of
        which none leads.
        """
        for finding in datasets:
            for field in finding.fields:
                counted = counted_labels(field)
                if counted.keys() - {field.label}:
                    yield finding.name, field.name, self.labels(field), self.shares(field)

    def _share(self, label: str, share: float) -> str:
        key = "name" if not share else "validated" if label in self.checked else "matched"
        return _SAID[key][self.words.language == "en"].format(share=f"{share:.1%}")


def rates_in(words: Wording, policies: Policies) -> Rates:
    """Labels and shares in these words, under these policies."""
    checked = (one.id for one in policies.recognisers.values() if one.check is not None)
    return Rates(words, frozenset(checked))
