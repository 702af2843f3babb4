# What the model of tunnels that ships, at the threshold that ships, finds of tools and formats that it
# was never fitted to, and how often it is wrong about everyday questions of another make.
#
#   python training/unseen.py CAPTURES [--seed 20270501]
from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from dns_tunnel import every_window
from everyday_elsewhere import EVERYDAY, everyday
from unseen_encodings import FORMATS, minutes

from monitor.dns_window import DNS_FEATURES, DnsWindow, dns_features, is_judged
from monitor.tree_model import shipped_trees

SEED = 20270501
EACH = 100
RULE = DNS_FEATURES.index("length_of_names")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("captures", type=Path, nargs="*")
    asked.add_argument("--seed", type=int, default=SEED)
    given = asked.parse_args()
    model = shipped_trees("dns-tunnel")

    def told(name: str, windows: Iterable[DnsWindow]) -> str:
        every = list(windows)
        judged = [each for each in every if is_judged(each)]
        scores = model.scores(dns_features(judged))
        found = int((scores > model.threshold).sum())
        return (
            f"| {name} | {len(every)} | {len(judged)} | {found / max(1, len(judged)):.4f} | "
            f"{found / max(1, len(every)):.4f} | {(scores > model.sure).mean() if judged else 0:.4f} |"
        )

    print(f"model {model.version}")
    print("| tool | windows | judged | recall | of all | alone |\n|---|---|---|---|---|---|")
    for path in sorted(each for root in given.captures for each in root.glob("*.pcap*")):
        print(told(path.stem, every_window(path)), flush=True)
    for name in FORMATS:
        uses = minutes(name, EACH, given.seed)
        print(told(name, [each for use in uses.values() for each in use]))
        for use, windows in uses.items():
            if len(uses) > 1:
                print(told(f"· {use}", windows))
    print("\n| everyday | windows | FPR | alone |\n|---|---|---|---|")
    whole = 0.0
    for name, (_, share) in EVERYDAY.items():
        scores = model.scores(dns_features(everyday(name, 2_000, given.seed)))
        wrong = float((scores > model.threshold).mean())
        whole += share / 100 * wrong
        print(f"| {name} | {len(scores)} | {wrong:.4f} | {(scores > model.sure).mean():.4f} |")
    print(f"| all, as often as each is met | | {whole:.4f} | |")


if __name__ == "__main__":
    main()
