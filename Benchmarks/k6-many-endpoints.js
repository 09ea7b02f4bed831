// Load for the benchmark's input: some 500 endpoints (method and name tag), groups, two scenarios, failures, checks.
import http from "k6/http";
import { check, group } from "k6";
import { Trend } from "k6/metrics";

const base = __ENV.BASE || "http://127.0.0.1:8093";
const routes = ["/health", "/api/quote", "/api/products/7", "/api/broken", "/api/nowhere"];
const render = new Trend("render_time", true);

export const options = {
  scenarios: {
    browse: { executor: "constant-vus", vus: 12, duration: "5s", exec: "load" },
    buy: { executor: "constant-vus", vus: 4, duration: "5s", exec: "load" },
  },
};

export function load() {
  const kind = Math.floor(Math.random() * 66);
  const method = ["GET", "POST", "PUT", "DELETE"][Math.floor(Math.random() * 4)];
  const url = base + routes[kind % routes.length];
  group(kind % 3 === 0 ? "browse" : "buy", () => {
    const answer = http.request(method, url, null, { tags: { name: `/api/v1/resources/${kind}/items` } });
    check(answer, { "answered": (r) => r.status > 0 });
    render.add(answer.timings.duration * 1.5);
  });
}
