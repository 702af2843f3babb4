#!/usr/bin/env bash
# Sees to it that a ClickHouse server's program is on this machine, for the tests that start one
# of their own. Debian's library package is installed; the server's is only unpacked, into the
# cache of this account, so that no service is made. Where nothing can be had it says so in a
# line and succeeds: those tests are then left out, by name.
set -euo pipefail

place=${XDG_CACHE_HOME:-$HOME/.cache}/tongguan-tests/clickhouse

say() { echo "clickhouse: $*" >&2; }
as_root() { "$(dirname "${BASH_SOURCE[0]}")/as_root.sh" "$@"; }

has_server() {
    [ -x "$place/usr/sbin/clickhouse-server" ] &&
        ! ldd "$place/usr/sbin/clickhouse-server" | grep -q "not found"
}

install_server() {
    local download
    as_root apt-get update -qq >/dev/null || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends clickhouse-common >/dev/null || return 1
    download=$(mktemp -d)
    (cd "$download" && apt-get download -qq clickhouse-server >/dev/null 2>&1) || return 1
    mkdir -p "$place"
    dpkg-deb --extract "$download"/clickhouse-server_*.deb "$place"
    rm -rf "$download"
}

if has_server; then
    exit 0
fi
if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null && as_root true; then
    say "unpacking the server's program"
    install_server || true
fi
if ! has_server; then
    say "no clickhouse-server found: the ClickHouse tests are left out (Debian 12 has packages of it)"
fi
