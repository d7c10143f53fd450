#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what Tailrace needs on Debian 12 and what is not there yet; does nothing, quickly, when all of it is.
#
#   packaging/setup.sh            to build and run
#   packaging/setup.sh --tests    and to run the tests
#   packaging/setup.sh --fuzz     and to build the fuzzers
#   packaging/setup.sh --pictures and to make the README's pictures
set -euo pipefail
trap 'echo "tailrace: packaging/setup.sh stopped at line $LINENO" >&2' ERR

say() { printf 'tailrace: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

packages=(
    # Compiler and build tools.
    g++ cmake ninja-build ccache
    # Libraries to build with.
    qt6-base-dev qt6-svg-dev libsqlite3-dev libsimdjson-dev libprotobuf-dev protobuf-compiler zlib1g-dev
    libzstd-dev liblzma-dev libbz2-dev libarchive-dev libqcustomplot-dev libexpected-dev libxxhash-dev
    tao-pegtl-dev libre2-dev
    # A bare machine has no fonts; Qt's Wayland plugin is a package of its own.
    fontconfig fonts-dejavu-core qt6-wayland
)
for option in "$@"; do
    case $option in
    --tests) packages+=(shellcheck) ;;
    --fuzz) packages+=(clang-14 llvm-14) ;;
    --pictures) packages+=(xvfb openbox xdotool imagemagick) ;;
    *) fail "setup.sh: unknown option $option (known: --tests, --fuzz, --pictures)" ;;
    esac
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "not a Debian system, nothing installed; Tailrace needs the counterparts of: ${packages[*]}"
    exit 0
fi

installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null |
    awk '$2 == "installed" { print $1 }' || true)
missing=()
for package in "${packages[@]}"; do
    grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
        fail "needs root or sudo to install: apt-get install ${missing[*]}"
    say "packages are missing; sudo may ask for your password"
    sudo -v || fail "sudo refused; have somebody run: apt-get install ${missing[*]}"
    as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
        apt-get -y -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1
}
refresh() {
    say "reading the lists of packages (apt-get update)"
    apt update
}
give_up() {
    tail -n 15 "$log" >&2
    fail "$1"
}

# Package lists are fetched only where they are missing or turn out to be too old.
refreshed=
if ! apt-cache show --no-all-versions "${missing[@]}" >/dev/null 2>&1; then
    refreshed=yes
    refresh || give_up "apt-get update failed: is there a network?"
fi
say "installing from Debian: ${missing[*]}"
if ! apt install --no-install-recommends "${missing[@]}"; then
    { [ -z "$refreshed" ] && refresh && apt install --no-install-recommends "${missing[@]}"; } ||
        give_up "apt-get could not install ${missing[*]}: is there a network?"
fi
