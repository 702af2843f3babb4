#!/usr/bin/env bash
# Sees to it that SoftHSM, a token in software, is on this machine, for the tests of keys in tokens.
# Where it cannot be had it says so in a line and succeeds: those tests are then left out, by name.
set -euo pipefail

say() { echo "softhsm: $*" >&2; }
as_root() { "$(dirname "${BASH_SOURCE[0]}")/as_root.sh" "$@"; }

has_library() { compgen -G "/usr/lib/*/softhsm/libsofthsm2.so" >/dev/null; }

if has_library; then
    exit 0
fi
if command -v apt-get >/dev/null && as_root true; then
    say "installing softhsm2"
    as_root apt-get update -qq >/dev/null &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
            --no-install-recommends softhsm2 >/dev/null || true
fi
if ! has_library; then
    say "no libsofthsm2.so found: the tests of keys in tokens are left out (Debian's softhsm2)"
fi
