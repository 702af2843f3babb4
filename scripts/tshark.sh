#!/usr/bin/env bash
# Sees to it that tshark is on this machine, for the test that holds our reading of captures
# against its own. Where it cannot be installed it says so in a line and succeeds: that test is
# then left out, by name.
set -euo pipefail

say() { echo "tshark: $*" >&2; }
as_root() { "$(dirname "${BASH_SOURCE[0]}")/as_root.sh" "$@"; }

if command -v tshark >/dev/null; then
    exit 0
fi
if command -v apt-get >/dev/null && as_root true; then
    say "installing it with apt-get"
    as_root apt-get update -qq >/dev/null || true
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends tshark >/dev/null || true
fi
if ! command -v tshark >/dev/null; then
    say "not found: the agreement test is left out (Debian, Ubuntu: apt-get install tshark)"
fi
