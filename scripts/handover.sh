#!/usr/bin/env bash
# Sees to it that what hands requests over is on this machine, for the tests of that: the proxy
# squid and c-icap's client for ICAP, nginx for mirroring. What cannot be installed is named in a
# line; its tests are then left out, by name.
set -euo pipefail

say() { echo "handover: $*" >&2; }
as_root() { "$(dirname "${BASH_SOURCE[0]}")/as_root.sh" "$@"; }
there() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; }

wanted=()
there squid || wanted+=(squid)
there c-icap-client || wanted+=(c-icap)
there nginx || wanted+=(nginx-light)
[ ${#wanted[@]} -gt 0 ] || exit 0

if command -v apt-get >/dev/null && as_root true; then
    say "installing ${wanted[*]} with apt-get"
    as_root apt-get update -qq >/dev/null || true
    # Nothing of it is to run by itself: the tests start their own.
    policy=$(mktemp)
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    as_root test -e /usr/sbin/policy-rc.d || as_root install -m 755 "$policy" /usr/sbin/policy-rc.d
    for each in "${wanted[@]}"; do
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$each" >/dev/null || true
    done
    as_root cmp -s "$policy" /usr/sbin/policy-rc.d && as_root rm -f /usr/sbin/policy-rc.d
    rm -f "$policy"
fi
for each in squid c-icap-client nginx; do
    there "$each" || say "no $each: its tests are left out (Debian, Ubuntu: apt-get install)"
done
