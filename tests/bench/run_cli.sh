#!/bin/sh
# Wall time of the command line from start to end on the AAPL sample: the least and the median.
# Usage: run_cli.sh PROGRAM [RUNS]
set -eu
program=$1
runs=${2:-21}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
i=0
while [ "$i" -lt "$runs" ]; do
    start=$(date +%s%N)
    "$program" run "Buy AAPL when RSI < 30, sell when RSI > 70" > "$work/out" || {
        cat "$work/out"
        exit 1
    }
    end=$(date +%s%N)
    echo $(((end - start) / 1000)) >> "$work/times"
    i=$((i + 1))
done
sort -n "$work/times" | awk '{ t[NR] = $1 }
    END { printf "%d runs: %.1f ms at least, %.1f ms median\n", NR, t[1] / 1000, t[int((NR + 1) / 2)] / 1000 }'
