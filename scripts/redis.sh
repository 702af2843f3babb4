#!/usr/bin/env bash
# Sees to it that the programs of a Redis server are on this machine, for the tests that start one
# of their own. Debian's redis-tools has both in it and, unlike redis-server, starts no service.
# Where it cannot be installed it says so in a line and succeeds: those tests are then left out,
# by name.
set -euo pipefail

say() { echo "redis: $*" >&2; }
as_root() { "$(dirname "${BASH_SOURCE[0]}")/as_root.sh" "$@"; }

has_redis() {
    command -v redis-cli >/dev/null &&
        { command -v redis-server || command -v redis-check-rdb; } >/dev/null
}

if has_redis; then
    exit 0
fi
if command -v apt-get >/dev/null && as_root true; then
    say "installing redis-tools with apt-get"
    { as_root apt-get update -qq >/dev/null &&
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends redis-tools >/dev/null; } || true
fi
if ! has_redis; then
    say "not found: the Redis tests are left out (Debian, Ubuntu: apt-get install redis-tools)"
fi
