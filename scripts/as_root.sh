#!/usr/bin/env bash
# Runs a command as root, where this account is root or may become it unasked; fails where it
# may not.
set -euo pipefail

if [ "$(id -u)" -eq 0 ]; then
    exec "$@"
fi
command -v sudo >/dev/null && sudo -n true 2>/dev/null || exit 1
exec sudo -n "$@"
