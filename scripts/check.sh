#!/usr/bin/env bash
# Format, lint, types, shell scripts: each is run whatever the others say, and any that fails
# fails the whole.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

failed=()
run() {
    local name=$1
    shift
    echo "== $name" >&2
    "$@" || failed+=("$name")
}

run format .venv/bin/ruff format --check .
run lint .venv/bin/ruff check .
run types .venv/bin/mypy
if command -v shellcheck >/dev/null; then
    run shell shellcheck .ci/run scripts/*.sh
else
    echo "== shell scripts are left out: shellcheck is not installed" >&2
fi

if [ ${#failed[@]} -gt 0 ]; then
    echo "failed: ${failed[*]}" >&2
    exit 1
fi
echo "all checks passed" >&2
