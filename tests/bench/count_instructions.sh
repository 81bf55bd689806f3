#!/bin/sh
# Instructions per bar of the cases with a goal, counted by callgrind: the same on a busy machine.
# Usage: count_instructions.sh BIN_DIRECTORY
set -eu
bin=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# count NAME BARS FUNCTION COMMAND...
count() {
    name=$1 bars=$2 function=$3
    shift 3
    valgrind --tool=callgrind --callgrind-out-file="$work/out" --collect-atstart=no \
        --toggle-collect="$function" "$@" > "$work/log" 2>&1 || {
        cat "$work/log"
        exit 1
    }
    awk -v name="$name" -v bars="$bars" \
        '/^(summary|totals):/ { printf "%-34s %8.1f\n", name, $2 / bars; exit }' "$work/out"
}

for program in S1 S2 S3; do
    count "evaluate $program" 300000 'sw::engine::evaluate(*' "$bin/bench_engine" $program 100000 3
done
count "machine, SMA 10/30, SL 2 TP 4" 1000000 'sw::engine::simulate(*' "$bin/bench_simulate" 1 1
count "machine, SMA 50/200, SL 2 TP 4" 1000000 'sw::engine::simulate(*' "$bin/bench_simulate" 1 2
count "CSV, per row" 100000 'sw::market::readCsv*' "$bin/bench_csv" 100000 1
