#!/usr/bin/env bash
# Installs what is needed, builds, and opens Stratwright:
#     packaging/run.sh ["Buy AAPL when RSI < 30, sell when RSI > 70"] [more options of `run`]
# Without a display it runs the sentence and says where the report and the chart are.
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

sw_install "${SW_BUILD_PACKAGES[@]}"
build="$SW_ROOT/build/release"
sw_build "$build" programs -DCMAKE_BUILD_TYPE=Release -DSW_UNITY=ON

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$build/bin/stratwright" "$@"
fi
sentence="${1:-Buy AAPL when RSI < 30, sell when RSI > 70}"
[ "$#" -gt 0 ] && shift
report="$build/report.html"
chart="$build/chart.png"
status=0
"$build/bin/stratwright-cli" run "$sentence" --report "$report" --chart "$chart" "$@" || status=$?
if [ "$status" -eq 0 ]; then
    printf '\nReport: %s\nChart:  %s\n' "$report" "$chart"
fi
exit "$status"
