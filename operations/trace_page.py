# An incident's trace as one HTML file that loads nothing: the drawing, and every edge with the
# events it was seen in, so that the page can be checked against the archive.
from __future__ import annotations

from markupsafe import Markup

from monitor import Trace, technique_of
from schema import Incident

from .monitor_words import SEVERITY
from .monitoring import incident_title
from .page import page_template
from .settings import Settings
from .trace_svg import trace_svg
from .trace_words import NODE_WORDS, TRACE_WORDS, VERB_WORDS

__all__ = ["trace_page"]


def trace_page(
    settings: Settings, incident: Incident, trace: Trace, *, language: str, time: str
) -> str:
    """The page as a text; `time` is when it is written."""
    chinese = language == "zh"
    nodes = {each.id: each for each in trace.nodes}

    def word(table: object, key: str) -> str:
        title = table[key]  # type: ignore[index]
        return str(title.zh if chinese else title.en)

    steps = [
        {
            "time": each.first[:19].replace("T", " "),
            "source": (word(NODE_WORDS, nodes[each.source].kind), nodes[each.source].name),
            "verb": word(VERB_WORDS, each.verb),
            "how": word(TRACE_WORDS, "inferred" if each.inferred else "observed"),
            "target": (word(NODE_WORDS, nodes[each.target].kind), nodes[each.target].name),
            "events": each.events,
            "techniques": each.techniques,
        }
        for each in trace.edges
    ]
    techniques = [
        (
            name,
            technique_of(name).url,
            technique_of(name).title.zh if chinese else technique_of(name).title.en,
            alerts,
        )
        for name, alerts in sorted(trace.techniques.items())
    ]
    return page_template("trace.html.j2").render(
        say={key: word(TRACE_WORDS, key) for key in TRACE_WORDS},
        language="zh-CN" if chinese else "en",
        time=f"{time[:16].replace('T', ' ')} UTC",
        it=incident,
        title=incident_title(settings, incident, language),
        severity=word(SEVERITY, incident.severity),
        drawing=Markup(trace_svg(trace, language=language)),  # noqa: S704  escaped where it is made
        steps=steps,
        techniques=techniques,
        missing=trace.missing,
        cut=trace.cut,
    )
