# The drawing is well-formed, loads nothing, and shows names as text whatever is in them.
from dataclasses import replace
from xml.etree import ElementTree as ET

from traced_incident import night_trace

from operations.trace_svg import trace_svg

SVG = "{http://www.w3.org/2000/svg}"


def test_every_node_and_edge_is_drawn() -> None:
    trace = night_trace()
    root = ET.fromstring(trace_svg(trace, language="zh"))
    assert len(root.findall(f"./{SVG}g/{SVG}rect")) == len(trace.nodes)
    lines = {(each.source, each.target) for each in trace.edges}
    assert len(root.findall(f"./{SVG}g/{SVG}path")) == len(lines)
    text = "".join(root.itertext())
    assert "账号" in text
    assert trace.edges[0].events[0] in text
    assert "href" not in trace_svg(trace, language="en")


def test_a_name_stays_a_name() -> None:
    trace = night_trace()
    nodes = tuple(replace(each, name="<script>a\u202eb</script>") for each in trace.nodes)
    drawn = trace_svg(replace(trace, nodes=nodes), language="en")
    ET.fromstring(drawn)
    assert "<script" not in drawn
    assert "\u202e" not in drawn
