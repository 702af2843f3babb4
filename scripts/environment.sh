#!/usr/bin/env bash
# Makes an environment from pinned, hashed requirements: `all` and `dev` in .venv with the
# project itself, `peers` in .venv-peers for benchmarks, `oracles` in .venv-oracles for tests. Needs python3 3.11 or newer; uv is
# used where it is on PATH and is fetched by its pinned hash where it is not. The system's
# own Python is never written to. A stamp makes a second call cost nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

set_name=${1:?usage: scripts/environment.sh all|dev|peers|oracles}
case $set_name in
all | dev) venv=.venv ;;
peers | oracles) venv=.venv-$set_name ;;
*)
    echo "no such set of requirements: $set_name (all, dev, peers, oracles)" >&2
    exit 2
    ;;
esac

say() { echo "environment: $*" >&2; }
as_root() { scripts/as_root.sh "$@"; }
fail() {
    say "$*"
    exit 1
}

# Two calls at a time would write into one another's environment.
lock() {
    command -v flock >/dev/null || return 0
    exec 9<scripts/environment.sh
    flock 9
}

# What the stamp must hold for this set to be in place.
digest() {
    cat pyproject.toml scripts/environment.sh requirements/build.txt "requirements/$set_name.txt" |
        cksum
}

find_python() {
    local candidate
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    if command -v python3 >/dev/null; then
        fail "Python 3.11 or newer is needed, found $(python3 --version 2>&1)"
    fi
    fail "Python 3.11 or newer is needed and no python3 is on PATH"
}

# Debian and Ubuntu keep the standard library's venv in a package of its own.
need_venv_module() {
    local python=$1 package
    "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if command -v apt-get >/dev/null && as_root true; then
        say "installing $package with apt-get"
        if as_root apt-get update -qq >/dev/null &&
            as_root env DEBIAN_FRONTEND=noninteractive \
                apt-get install -y -qq --no-install-recommends "$package" >/dev/null; then
            return
        fi
    fi
    fail "Python's venv module is missing: install $package (or uv), then run this again"
}

make_venv() {
    local python
    python=$(find_python)
    say "making $venv with $("$python" --version)"
    rm -rf "$venv"
    if command -v uv >/dev/null; then
        uv venv --quiet --no-python-downloads --python "$python" "$venv"
    else
        need_venv_module "$python"
        "$python" -m venv "$venv"
    fi
}

install() {
    if command -v uv >/dev/null; then
        uv pip install --quiet --python "$venv/bin/python" "$@"
    else
        "$venv/bin/python" -m uv pip install --quiet --python "$venv/bin/python" "$@"
    fi
}

lock
stamp="$venv/.installed-$set_name"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(digest)" ]; then
    exit 0
fi
if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    make_venv
fi
say "installing requirements/$set_name.txt into $venv"
if ! command -v uv >/dev/null && ! "$venv/bin/python" -m uv --version >/dev/null 2>&1; then
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r requirements/build.txt
fi
install --require-hashes -r requirements/build.txt -r "requirements/$set_name.txt"
if [ "$venv" = .venv ]; then
    install --no-deps --no-build-isolation --offline --editable .
fi
digest >"$stamp"
