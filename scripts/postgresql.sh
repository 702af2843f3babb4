#!/usr/bin/env bash
# Sees to it that the programs of a PostgreSQL server are on this machine, for the tests that
# start one of their own. No server is left running and no cluster is made. Where nothing can
# be installed it says so in a line and succeeds: those tests are then left out, by name.
set -euo pipefail

say() { echo "postgresql: $*" >&2; }
as_root() { "$(dirname "${BASH_SOURCE[0]}")/as_root.sh" "$@"; }

has_server() {
    local program
    command -v initdb >/dev/null && return
    for program in /usr/lib/postgresql/*/bin/initdb; do
        [ -x "$program" ] && return
    done
    return 1
}

# Debian's package starts a cluster on port 5432 unless a file of this name says otherwise.
install_server() {
    local settings=/etc/postgresql-common/createcluster.d status=0
    as_root apt-get update -qq >/dev/null || return 1
    as_root mkdir -p "$settings"
    echo "create_main_cluster = false" | as_root tee "$settings/tongguan-tests.conf" >/dev/null
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends postgresql >/dev/null || status=$?
    as_root rm -f "$settings/tongguan-tests.conf"
    return "$status"
}

if has_server; then
    exit 0
fi
if command -v apt-get >/dev/null && as_root true; then
    say "installing the server's programs with apt-get"
    install_server || true
fi
if ! has_server; then
    say "no initdb found: the PostgreSQL tests are left out (Debian, Ubuntu: apt-get install postgresql)"
fi
