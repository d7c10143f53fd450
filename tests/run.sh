#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds everything and runs all tests; further arguments go to ctest:
#   tests/run.sh              all
#   tests/run.sh -R importers those with "importers" in their name
set -euo pipefail
trap 'echo "tailrace: tests/run.sh stopped at line $LINENO" >&2' ERR

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
"$root/packaging/setup.sh" --tests || exit
"$root/packaging/build.sh" release || exit
echo "tailrace: running the tests" >&2
exec ctest --test-dir "$root/build/release" --output-on-failure -j2 "$@"
