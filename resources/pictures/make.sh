#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the README's pictures from the real window, on a display of its own: resources/pictures/make.sh
#
#   window.png, window-dark.png   the checkout sample: waterfall and the fraud check's detail
#   traces.png, traces-dark.png   the shop sample: the list of traces
set -euo pipefail
trap 'echo "tailrace: resources/pictures/make.sh stopped at line $LINENO" >&2' ERR

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
"$root/packaging/setup.sh" --pictures || exit
"$root/packaging/build.sh" release tailrace || exit

width=1360
program=$root/build/release/app/tailrace
pictures=$root/resources/pictures
work=$(mktemp -d)
server='' viewer=''
finish() {
    local pid
    for pid in $viewer $server; do
        kill "$pid" 2>/dev/null || true
    done
    wait
    rm -rf "$work"
}
trap finish EXIT

# A display of its own; the server picks a free number and writes it to descriptor 3.
mkfifo "$work/display"
Xvfb -displayfd 3 -screen 0 "${width}x1000x24" -nolisten tcp -noreset 3>"$work/display" >/dev/null 2>&1 &
server=$!
read -r number <"$work/display"
export DISPLAY=:$number QT_QPA_PLATFORM=xcb QT_FONT_DPI=96 QT_SCALE_FACTOR=1 LC_ALL=C.UTF-8 TZ=UTC
export HOME=$work XDG_CACHE_HOME=$work/cache XDG_CONFIG_HOME=$work/config XDG_RUNTIME_DIR=$work
unset WAYLAND_DISPLAY

# Fails if the program dies or shows no window within 20 s.
wait_for_window() {
    local pid=$1 window
    for _ in $(seq 100); do
        kill -0 "$pid" 2>/dev/null || return 1
        window=$(xdotool search --onlyvisible --pid "$pid" 2>/dev/null | tail -n 1) || true
        [ -z "$window" ] || { echo "$window"; return; }
        sleep 0.2
    done
    return 1
}

# save FILE WINDOW: its picture, once it has stopped changing.
save() {
    local before='' now
    for _ in $(seq 50); do
        sleep 0.3
        import -window "$2" "$work/now.png"
        now=$(identify -format '%#' "$work/now.png")
        [ "$now" != "$before" ] || break
        before=$now
    done
    convert "$work/now.png" -strip -define png:compression-level=9 "$1"
    echo "tailrace: made ${1#"$root"/}" >&2
}

# picture NAME HEIGHT THEME FILE KEY...: theme 1 is light, 2 is dark (app/main_window_actions.cpp).
picture() {
    local name=$1 height=$2 theme=$3 file=$4 window
    shift 4
    mkdir -p "$work/config/tailrace"
    printf '[view]\ntheme=%s\n' "$theme" >"$work/config/tailrace/tailrace.ini"
    "$program" "$file" >"$work/log" 2>&1 &
    viewer=$!
    window=$(wait_for_window "$viewer") || { cat "$work/log" >&2; echo "tailrace: no window came up" >&2; exit 1; }
    xdotool windowmove "$window" 0 0 windowsize --sync "$window" "$width" "$height"
    xdotool windowfocus --sync "$window"
    sleep 1
    local key
    for key in "$@"; do
        xdotool key --clearmodifiers "$key"
        sleep 0.2
    done
    save "$pictures/$name.png" "$window"
    kill "$viewer"
    wait "$viewer" 2>/dev/null || true
    viewer=''
}

samples=$root/resources/samples
picture window 640 1 "$samples/checkout.jsonl" Home Down Down Down Down Down
picture window-dark 640 2 "$samples/checkout.jsonl" Home Down Down Down Down Down
picture traces 560 1 "$samples/shop.jsonl.gz" Home Down
picture traces-dark 560 2 "$samples/shop.jsonl.gz" Home Down
