#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds Tailrace and opens its window: app/run.sh [FILE...]
# Without a file it opens the checkout sample; without a display it prints the file's story instead.
set -euo pipefail
trap 'echo "tailrace: app/run.sh stopped at line $LINENO" >&2' ERR

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
"$root/packaging/setup.sh" || exit
"$root/packaging/build.sh" release tailrace || exit
[ $# -gt 0 ] || set -- "$root/resources/samples/checkout.jsonl"
exec "$root/build/release/app/tailrace" "$@"
