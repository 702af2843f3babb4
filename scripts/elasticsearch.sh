#!/usr/bin/env bash
# Sees to it that an Elasticsearch server is on this machine, for the tests that start one of
# their own: the build Elastic publishes for its own integration tests (server, transport and
# security, no other modules), fetched by Maven and unpacked into the cache of this account. It
# needs Java 17. Where either cannot be had it says so in a line and succeeds: those tests are
# then left out, by name.
set -euo pipefail

version=8.19.21
artifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:$version:zip
place=${XDG_CACHE_HOME:-$HOME/.cache}/tongguan-tests/elasticsearch-$version

say() { echo "elasticsearch: $*" >&2; }
as_root() { "$(dirname "${BASH_SOURCE[0]}")/as_root.sh" "$@"; }

has_server() { [ -x "$place/bin/elasticsearch" ] && has_java; }

has_java() {
    local java
    for java in /usr/lib/jvm/*17*/bin/java /usr/lib/jvm/*21*/bin/java; do
        [ -x "$java" ] && return
    done
    return 1
}

install_packages() {
    command -v apt-get >/dev/null && as_root true || return 1
    say "installing Java and Maven with apt-get"
    as_root apt-get update -qq >/dev/null || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "$@" >/dev/null
}

fetch_server() {
    local work
    work=$(mktemp -d)
    say "fetching the server with Maven"
    mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        "-Dartifact=$artifact" "-DoutputDirectory=$work" >/dev/null || return 1
    python3 -m zipfile -e "$work/elasticsearch-$version.zip" "$work" || return 1
    chmod +x "$work/elasticsearch-$version"/bin/elasticsearch*
    mkdir -p "$(dirname "$place")"
    rm -rf "$place"
    mv "$work/elasticsearch-$version" "$place"
    rm -rf "$work"
}

if has_server; then
    exit 0
fi
missing=()
has_java || missing+=(openjdk-17-jre-headless)
command -v mvn >/dev/null || missing+=(maven)
if [ ${#missing[@]} -gt 0 ]; then
    install_packages "${missing[@]}" || true
fi
if has_java && command -v mvn >/dev/null && [ ! -x "$place/bin/elasticsearch" ]; then
    fetch_server || true
fi
if ! has_server; then
    say "no server could be had: the Elasticsearch tests are left out"
fi
