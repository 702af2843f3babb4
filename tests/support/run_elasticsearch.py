# Runs the Elasticsearch server that tests use until it is interrupted, and says how it is reached:
# for trying things by hand. Its data go with it.
from __future__ import annotations

import contextlib
import signal
import sys

from elastic_server import ADMIN, PASSWORD, find_elasticsearch, throw_away_elasticsearch


def main() -> int:
    """Exit 0 when it was interrupted, 1 where there is no server to run."""
    found = find_elasticsearch()
    if found is None:
        sys.stderr.write("there is no server on this machine: scripts/elasticsearch.sh\n")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with contextlib.suppress(KeyboardInterrupt), throw_away_elasticsearch(found) as server:
        sys.stdout.write(f"{server.url(user=ADMIN)}  password {PASSWORD}\n")
        sys.stdout.flush()
        signal.pause()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
