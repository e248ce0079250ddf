#!/bin/bash
# Instructions that it takes to set a text: shaped, broken and justified, on one thread; counted by callgrind, so that
# a change shows where a clock would not. Prints a table; with --write it goes to tests/bench/callgrind.tsv, too.
# Needs valgrind. A figure is only comparable with others of the same compiler and machine type.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v valgrind > /dev/null || { echo "SKIPPED: valgrind is not installed"; exit 0; }
bench=${MASTHEAD_LINE_BENCH:-}
if [ -z "$bench" ]; then
    bench=$(cargo bench --bench line --no-run --message-format json 2> /dev/null |
        sed -n 's/.*"executable":"\([^"]*line[^"]*\)".*/\1/p' | tail -1)
fi

count() {
    local out
    out=$(mktemp)
    valgrind --tool=callgrind --callgrind-out-file="$out" "$bench" --once "$1" > /dev/null 2>&1
    sed -n 's/^summary: *\([0-9]*\).*/\1/p;s/^totals: *\([0-9]*\).*/\1/p' "$out" | head -1
    rm -f "$out"
}

nothing=$(count nothing)
table=$(
    printf '# script\tmillion instructions, what starting costs taken off\n'
    for script in latin han; do
        printf '%s\t%d\n' "$script" $((($(count "$script") - nothing) / 1000000))
    done
)
echo "$table"
[ "${1:-}" = --write ] && echo "$table" > tests/bench/callgrind.tsv || true
