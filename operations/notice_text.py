# What people are told of an incident: who, how much of which level, where to, by which clocks; in both
# languages, and as figures by name for machines. Evidence is named by the incident's id and not quoted.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies.condition import Value
from schema import Level, Response

from .monitoring import label_names, risk_word, severity_word
from .problem import explain
from .settings import Settings
from .wording import LEVELS

__all__ = ["incident_facts", "incident_text"]

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {
        "severity": "级别", "risk": "风险", "level": "数据级别", "amount": "数量",
        "count": "{records}条，涉及{persons}人", "labels": "数据类别", "user": "账号", "source": "来源",
        "destination": "去向", "server": "数据库", "recipient": "副本接收方", "incident": "事件编号",
        "between": "：",
    },
    "en": {
        "severity": "severity", "risk": "risk", "level": "level of the data", "amount": "amount",
        "count": "{records} records of {persons} persons", "labels": "labels", "user": "account",
        "source": "source", "destination": "destination", "server": "database",
        "recipient": "given to", "incident": "incident", "between": ": ",
    },
}  # fmt: skip
_ENTITIES: Final = ("user", "source", "server", "destination", "recipient")


def incident_text(settings: Settings, response: Response, language: str, first: str = "") -> str:
    """Title and lines of a message; `first` is what the playbook says itself, and stands first."""
    words, given = _WORDS[language], response.variables
    title = explain(settings, language, str(given.get("title", "")))
    risks = ", ".join(risk_word(each, language) for each in _several(given.get("risk_types", ())))
    lines = {
        "severity": severity_word(str(given.get("severity", "")), language),
        "risk": risks,
        **{name: ", ".join(_several(given.get(name, ()))) for name in _ENTITIES},
    }
    if records := given.get("records"):
        level = LEVELS[Level(str(given["level"]))]
        lines["level"] = level.zh if language == "zh" else level.en
        persons = int(str(given.get("persons", 0)))
        lines["amount"] = words["count"].format(records=f"{records:,}", persons=f"{persons:,}")
        labels = dict.fromkeys(_several(given.get("labels", ())), 0)
        # Names alone: how many of each stands in the incident.
        lines["labels"] = ", ".join(
            name.rpartition(" ")[0] for name in label_names(settings, labels, language)
        )
    lines["incident"] = response.incident
    told = [f"{words[key]}{words['between']}{value}" for key, value in lines.items() if value]
    return "\n".join([*([first] if first else []), title, *told])


def incident_facts(response: Response) -> dict[str, str]:
    """The same as figures and names, for machines."""
    given = response.variables
    facts = {
        "incident": response.incident,
        "playbook": response.playbook,
        "severity": str(given.get("severity", "")),
        "level": str(given.get("level", "")),
        "records": str(given.get("records", 0)),
        "persons": str(given.get("persons", 0)),
        "risk": ", ".join(_several(given.get("risk_types", ()))),
        "labels": ", ".join(_several(given.get("labels", ()))),
    }
    facts |= {name: ", ".join(_several(given.get(name, ()))) for name in _ENTITIES}
    return {key: value for key, value in facts.items() if value}


def _several(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),) if value else ()
