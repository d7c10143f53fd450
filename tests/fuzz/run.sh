#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the fuzzers and runs them, as many at a time as there are cores:
#   tests/fuzz/run.sh                    all of them, 600 seconds each
#   tests/fuzz/run.sh 60                 60 seconds each
#   tests/fuzz/run.sh 3600 table datadog these two
# Inputs that broke something lie in build/fuzz/findings; ends with 1 if there are any.
set -euo pipefail
trap 'echo "tailrace: tests/fuzz/run.sh stopped at line $LINENO" >&2' ERR

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
build=$root/build/fuzz
say() { printf 'tailrace: %s\n' "$*" >&2; }

seconds=600
if [[ ${1-} =~ ^[0-9]+$ ]]; then
    seconds=$1
    shift
fi

"$root/packaging/setup.sh" --fuzz || exit
say "building the fuzzers"
cd "$root"
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz >/dev/null

"$build/fuzz/fuzz_seeds" "$build/seeds"
targets=("$@")
[ $# -gt 0 ] || mapfile -t targets < <(ls "$build/seeds")
for target in "${targets[@]}"; do
    [ -x "$build/fuzz/fuzz_$target" ] || {
        say "no fuzzer $target; there are: $(ls -x -w 0 "$build/seeds")"
        exit 2
    }
done
mkdir -p "$build/findings" "$build/logs"

# Runs one of them. What it learns stays in the corpus folder for the next time.
fuzz() {
    local target=$1 status=0 dictionary=()
    mkdir -p "$build/corpus/$target"
    [ -e "$root/tests/fuzz/$target.dict" ] && dictionary=("-dict=$root/tests/fuzz/$target.dict")
    "$build/fuzz/fuzz_$target" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -max_len=16384 \
        -print_final_stats=1 -artifact_prefix="$build/findings/$target-" "${dictionary[@]}" \
        "$build/corpus/$target" "$build/seeds/$target" >"$build/logs/$target.log" 2>&1 || status=$?
    printf '%-24s %12s inputs  %s\n' "$target" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/logs/$target.log")" \
        "$([ $status -eq 0 ] && echo "nothing found" || echo "FOUND SOMETHING: see $build/logs/$target.log")"
    return $status
}
export -f fuzz
export root build seconds

say "fuzzing ${#targets[@]} targets for $seconds s each, $(nproc) at a time"
failed=0
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I {} bash -c 'fuzz {}' || failed=1
if [ $failed -ne 0 ] || [ -n "$(ls "$build/findings")" ]; then
    say "findings:"
    ls -l "$build/findings" >&2
    exit 1
fi
