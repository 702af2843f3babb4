# What the page of an operator's screen loads, all of it from the screen's own host.
from __future__ import annotations

__all__ = ["SCRIPT", "STYLE"]

SCRIPT = """"use strict";
const place = document.getElementById("now");
const look = async () => {
  try {
    const answer = await fetch(place.dataset.now);
    if (answer.ok) place.innerHTML = await answer.text();
    document.body.classList.toggle("gone", !answer.ok);
  } catch {
    document.body.classList.add("gone");
  }
  setTimeout(look, 1000);
};
setTimeout(look, 1000);
"""
STYLE = """
* { box-sizing: border-box; }
body { margin: 0; background: #c9ced4; color: #14181d; font: 15px/1.5 "Noto Sans CJK SC", "Microsoft YaHei",
  "WenQuanYi Zen Hei", system-ui, sans-serif; font-variant-numeric: tabular-nums; }
header { display: flex; justify-content: space-between; align-items: baseline; background: #39424e; color: #fff; padding: 10px 20px; }
header h1 { font-size: 20px; margin: 0; } header a { color: #fff; }
main { display: grid; grid-template-columns: minmax(0, 1fr) 340px; gap: 14px; padding: 14px 20px; }
main > p { grid-column: 1 / -1; margin: 0; }
.picture { grid-row: span 2; background: #dfe3e8; border: 1px solid #9aa4b0; padding: 10px; }
section { background: #eef0f3; border: 1px solid #9aa4b0; padding: 10px 14px; align-self: start; }
h2 { font-size: 16px; margin: 0 0 6px; }
ul { margin: 0; padding: 0; list-style: none; } li { padding: 4px 8px; margin-bottom: 4px; background: #f3e3b3; border-left: 6px solid #8a6100; }
li.grave { background: #f6c9c9; border-left-color: #9b1c2e; font-weight: 600; } li.quiet { background: none; border-left-color: #6f7a86; }
table { border-collapse: collapse; width: 100%; font-size: 13px; } th, td { text-align: left; padding: 3px 6px; border-bottom: 1px solid #cfd4da; }
td:nth-child(2) { text-align: right; }
svg { width: 100%; height: auto; } text { text-anchor: middle; fill: #14181d; font-size: 15px; }
.name { font-weight: 600; } .value.stale { fill: #8a6100; font-style: italic; }
.pipe { fill: none; stroke: #6f7a86; stroke-width: 4; stroke-linejoin: round; }
.tank { fill: #f7f8fa; stroke: #39424e; stroke-width: 3; } .water { fill: #3b7dc4; } .water.stale { fill: #a9b6c4; }
.limit { stroke: #9b1c2e; stroke-width: 2; stroke-dasharray: 5 3; } .river { fill: #7fb0dd; stroke: #39424e; stroke-width: 2; }
.junction { fill: #f7f8fa; stroke: #39424e; stroke-width: 3; } .bus { fill: #39424e; }
.pump { stroke: #14181d; stroke-width: 2; } .blade { fill: none; stroke: #14181d; stroke-width: 2; }
.breaker { stroke: #14181d; stroke-width: 3; } .on { fill: #4c9a61; } .off { fill: #f7f8fa; } .unknown { fill: #c9ced4; stroke-dasharray: 4 3; }
.gone header::after { content: "✕"; font-weight: 700; } .gone main { opacity: 0.5; }
@media (max-width: 900px) { main { grid-template-columns: minmax(0, 1fr); } }
"""
