#!/usr/bin/env bash
# Sees to it that the programs whose logs the tests read are at hand: nginx, rsyslog, nfdump and
# the audit plugin of MariaDB. Their Debian packages are unpacked into the cache of this account
# and not installed, so that none of them is started. Where they cannot be had it says so in a
# line and succeeds: those tests are then left out, by name.
set -euo pipefail

place=${XDG_CACHE_HOME:-$HOME/.cache}/tongguan-tests/logs
packages=(nginx nfdump rsyslog libestr0 libfastjson4 mariadb-server)

say() { echo "logs: $*" >&2; }
as_root() { "$(dirname "${BASH_SOURCE[0]}")/as_root.sh" "$@"; }

if [ -e "$place/done" ]; then
    exit 0
fi
if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    say "fetching packages with apt-get"
    as_root apt-get update -qq >/dev/null || true
    work=$(mktemp -d)
    chmod 755 "$work"
    mkdir -p "$place"
    if (cd "$work" && apt-get download -qq "${packages[@]}" >/dev/null 2>&1); then
        for each in "$work"/*.deb; do
            dpkg-deb -x "$each" "$place"
        done
        touch "$place/done"
    fi
    rm -rf "$work"
fi
if [ ! -e "$place/done" ]; then
    say "not to be had: the tests with logs of real programs are left out"
fi
