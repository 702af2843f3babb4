#!/usr/bin/env bash
# Sees to it that a browser with its driver is on this machine, for tests that look at pages as a
# person would. Where they cannot be installed it says so in a line and succeeds: those tests are
# then left out, by name.
set -euo pipefail

say() { echo "chromium: $*" >&2; }
as_root() { "$(dirname "${BASH_SOURCE[0]}")/as_root.sh" "$@"; }

have() { command -v chromium >/dev/null && command -v chromedriver >/dev/null; }

if have; then
    exit 0
fi
if command -v apt-get >/dev/null && as_root true; then
    say "installing chromium and its driver with apt-get"
    as_root apt-get update -qq >/dev/null || true
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null || true
fi
have || say "no browser: tests that look at pages are left out (Debian: apt-get install chromium chromium-driver)"
