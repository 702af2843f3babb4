#!/usr/bin/env bash
# Compiles the pins in requirements/ anew from pyproject.toml: exact versions with their
# hashes, for every platform and Python from 3.11 on. No address enters a file, so that each
# site's own package index serves. Pins that still fit stay; `--upgrade` takes the newest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

upgrade=("$@")
uv=$(command -v uv || echo .venv/bin/uv)

compile() {
    local output=$1
    shift
    "$uv" pip compile pyproject.toml "$@" \
        --quiet "${upgrade[@]}" --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        --output-file "requirements/$output"
}

compile base.txt
compile dev.txt --extra all --group dev
# The same versions as in development, where a tool may hold one back.
compile all.txt --extra all --constraint requirements/dev.txt

# Groups that stand alone: no dependency of ours in them.
group() {
    local name=$1
    shift
    "$uv" pip compile --group "$name" "$@" \
        --quiet "${upgrade[@]}" --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        --output-file "requirements/$name.txt"
}

group build
# What builds goes into each of these environments too.
group peers --constraint requirements/build.txt
group oracles --constraint requirements/build.txt
