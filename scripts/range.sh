#!/usr/bin/env bash
# Sees to it that nft, nmap, dig and mbpoll are on this machine: labs of network namespaces keep their zones
# apart by the first, and the others are foreign clients that their devices are shown to. Where
# they cannot be installed it says so in a line and succeeds: those tests are then left out, by name.
set -euo pipefail

say() { echo "range: $*" >&2; }
as_root() { "$(dirname "${BASH_SOURCE[0]}")/as_root.sh" "$@"; }
PATH=$PATH:/usr/sbin:/sbin

missing=()
command -v nft >/dev/null || missing+=(nftables)
command -v nmap >/dev/null || missing+=(nmap)
command -v dig >/dev/null || missing+=(bind9-dnsutils)
command -v mbpoll >/dev/null || missing+=(mbpoll)
if ((${#missing[@]} == 0)); then
    exit 0
fi
if command -v apt-get >/dev/null && as_root true; then
    say "installing ${missing[*]} with apt-get"
    as_root apt-get update -qq >/dev/null || true
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || true
fi
for program in nft nmap dig mbpoll; do
    command -v "$program" >/dev/null ||
        say "no $program: tests of labs that need it are left out (Debian: apt-get install nftables nmap bind9-dnsutils mbpoll)"
done
