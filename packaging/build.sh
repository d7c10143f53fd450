#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds a preset of CMakePresets.json in build/PRESET, quietly: packaging/build.sh PRESET [TARGET...]
# What the compiler says goes to build/PRESET/build.log and is shown only if the build fails.
set -euo pipefail
trap 'echo "tailrace: packaging/build.sh stopped at line $LINENO" >&2' ERR

say() { printf 'tailrace: %s\n' "$*" >&2; }

preset=${1:?usage: build.sh PRESET [TARGET...]}
shift
targets=("${@:-all}")
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
tree=$root/build/$preset
log=$tree/build.log

give_up() {
    tail -n 30 "$log" >&2
    say "$1 (all of it: $log)"
    exit 1
}

# On a terminal, ninja's count of steps; the rest is in the log.
steps() {
    local line
    while IFS= read -r line; do
        [ -t 2 ] && [[ $line =~ ^\[[0-9]+/[0-9]+\] ]] && printf '\r  %s ' "${BASH_REMATCH[0]}" >&2
    done
    [ ! -t 2 ] || printf '\r\033[K' >&2
}

# A tree that was moved or copied cannot be used where it is now.
if [ -f "$tree/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$tree/CMakeCache.txt"; then
    say "build/$preset was made elsewhere; making it anew"
    rm -rf "$tree"
fi
mkdir -p "$tree"

if [ ! -f "$tree/build.ninja" ] || [ "$root/CMakePresets.json" -nt "$tree/build.ninja" ]; then
    say "configuring build/$preset"
    (cd "$root" && cmake --preset "$preset") >"$log" 2>&1 || give_up "cmake could not configure the build"
    touch "$tree/build.ninja"
fi

begin=$SECONDS
if ninja -C "$tree" -n "${targets[@]}" 2>/dev/null | grep -q 'no work to do'; then
    say "build/$preset is up to date"
    exit 0
fi
first=
[ -f "$tree/.ninja_log" ] || first='; the first time takes some minutes'
say "building build/$preset$first"
ninja -C "$tree" "${targets[@]}" 2>&1 | tee "$log" | steps || give_up "the build failed"
say "built in $((SECONDS - begin)) s"
