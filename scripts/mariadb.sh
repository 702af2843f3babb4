#!/usr/bin/env bash
# Sees to it that the programs of a MariaDB server are on this machine, for the tests that
# start one of their own. Only Debian's core packages are asked for: they start no server and
# make no data directory. Where nothing can be installed it says so in a line and succeeds:
# those tests are then left out, by name.
set -euo pipefail

say() { echo "mariadb: $*" >&2; }
as_root() { "$(dirname "${BASH_SOURCE[0]}")/as_root.sh" "$@"; }

has_server() {
    { command -v mariadbd || [ -x /usr/sbin/mariadbd ] || [ -x /usr/libexec/mariadbd ]; } >/dev/null &&
        command -v mariadb-install-db >/dev/null && command -v my_print_defaults >/dev/null
}

if has_server; then
    exit 0
fi
if command -v apt-get >/dev/null && as_root true; then
    say "installing the server's programs with apt-get"
    { as_root apt-get update -qq >/dev/null &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
            --no-install-recommends mariadb-server-core mariadb-client-core >/dev/null; } || true
fi
if ! has_server; then
    say "no mariadbd found: the MariaDB tests are left out (Debian, Ubuntu: apt-get install mariadb-server-core mariadb-client-core)"
fi
