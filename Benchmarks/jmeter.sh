#!/bin/sh
# Reads a gigabyte of JMeter samples with Loadline, DuckDB and pandas, in turns, and checks that the answers agree.
#
#   Benchmarks/jmeter.sh [rounds]        needs python3 with duckdb and pandas, and .build/release/loadline
set -eu
cd "$(dirname "$0")/.."
data=${TMPDIR:-/tmp}/loadline-jmeter.csv
[ -e "$data" ] || python3 Benchmarks/make-jmeter-csv.py 1000000000 >"$data"
exec python3 Benchmarks/jmeter.py "$data" "${1:-5}"
