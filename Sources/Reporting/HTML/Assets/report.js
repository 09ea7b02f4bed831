"use strict";
(() => {
  const $ = (query, root = document) => root.querySelector(query);
  const all = (query, root = document) => [...root.querySelectorAll(query)];

  // Light, dark, or as the system says; remembered where the browser lets a file remember.
  const theme = $("#theme"), order = ["auto", "light", "dark"];
  const store = (value) => { try { if (value) localStorage.setItem("loadline-theme", value); return localStorage.getItem("loadline-theme"); } catch { return null; } };
  const show = (name) => {
    if (name === "auto") delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = name;
    theme.textContent = "Theme: " + name;
    theme.dataset.now = name;
  };
  show(order.includes(store()) ? store() : "auto");
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const next = order[(order.indexOf(theme.dataset.now) + 1) % 3];
    store(next);
    show(next);
  });

  // The table of checks: every heading sorts, the form filters.
  const table = $("#t-checks");
  if (table) {
    const body = table.tBodies[0], rows = [...body.rows], given = new Map(rows.map((row, index) => [row, index]));
    const key = (row, column) => {
      const cell = row.cells[column], value = cell.dataset.s;
      return value === undefined ? cell.textContent.trim().toLowerCase() : value === "" ? NaN : Number(value);
    };
    const before = (a, b) => typeof a === "string" ? a.localeCompare(b, "en", { numeric: true }) : Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b;
    all("th", table.tHead).slice(0, 7).forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        all("th", table.tHead).forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const keys = new Map(rows.map((row) => [row, key(row, column)]));
        rows.sort((a, b) => {
          const order = before(keys.get(a), keys.get(b));
          const lacks = [a, b].some((row) => Number.isNaN(keys.get(row)));
          return (down && !lacks ? -order : order) || given.get(a) - given.get(b);
        });
        body.append(...rows);
      });
    });
    const form = $(".tools"), find = $("#find"), status = $("#status"), shown = $("#shown");
    const texts = new Map(rows.map((row) => [row, (row.cells[1].textContent + " " + row.cells[2].textContent).toLowerCase()]));
    const filter = () => {
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const fits = (!status.value || row.dataset.status === status.value) && words.every((word) => texts.get(row).includes(word));
        row.hidden = !fits;
        if (fits) count += 1;
      }
      shown.textContent = count === rows.length ? "" : count + " of " + rows.length + " shown";
    };
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    find.addEventListener("input", filter);
    status.addEventListener("input", filter);
  }

  // A link to an endpoint unfolds it; paper has no folds.
  const reveal = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const fold = target && target.closest("details");
    if (fold) { fold.open = true; fold.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  all('a[href^="#e"]').forEach((link) => link.addEventListener("click", () => setTimeout(reveal)));
  reveal();
  addEventListener("beforeprint", () => all("details").slice(0, 60).forEach((fold) => { fold.open = true; }));

  // Values under the pointer, a finger, or the arrow keys of a focused chart.
  const tip = $("#tip"), runs = $("#t-runs");
  const run = (index) => {
    const row = index >= 0 && runs && runs.tBodies[0].rows[index];
    return row ? [...row.cells].slice(1, 3).map((cell) => cell.textContent).filter((text) => text !== "–").join(" · ") || "run " + (index + 1) : "";
  };
  const read = (svg) => {
    if (svg.lines) return svg.lines;
    const title = $("title", svg);
    if (title) { svg.setAttribute("aria-label", title.textContent); title.remove(); }
    svg.lines = all("[data-v]", svg).map((line) => {
      const values = line.dataset.v.split(";"), runs = line.dataset.runs, from = runs && runs.endsWith("+") ? parseInt(runs) : NaN;
      const places = !runs ? line.dataset.at.split(";") : from >= 0 ? values.map((_, index) => from + index) : runs.split(" ");
      return line.getAttribute("points").split(" ").map((pair, index) => {
        const [x, y] = pair.split(",").map(Number);
        return { x, y, name: line.dataset.n, value: values[index] + line.dataset.u, place: line.dataset.runs ? run(Number(places[index])) : places[index] };
      });
    });
    return svg.lines;
  };
  const point = (svg, x) => {
    const near = read(svg).flatMap((line) => line.reduce((best, one) => !best || Math.abs(one.x - x) < Math.abs(best.x - x) ? one : best, null) || []);
    const nearest = near.reduce((best, one) => !best || Math.abs(one.x - x) < Math.abs(best.x - x) ? one : best, null);
    if (!nearest) return;
    const names = new Map();
    for (const one of near) if (Math.abs(one.x - nearest.x) < 4 && !names.has(one.name)) names.set(one.name, one);
    const shown = [...names.values()], place = shown[0].place;
    tip.textContent = (place ? place + "\n" : "") + shown.map((one) => one.name + " " + one.value).join("\n");
    let cursor = $(".cursor", svg);
    if (!cursor) {
      cursor = document.createElementNS("http://www.w3.org/2000/svg", "path");
      cursor.setAttribute("class", "cursor");
      svg.append(cursor);
    }
    cursor.setAttribute("d", "M" + nearest.x + " " + svg.dataset.t + "V" + svg.dataset.b);
    svg.at = nearest.x;
    tip.hidden = false;
    const box = svg.getBoundingClientRect(), size = tip.getBoundingClientRect(), scale = box.width / 380;
    const left = box.left + nearest.x * scale + (nearest.x > 190 ? -size.width - 12 : 12);
    tip.style.left = Math.max(6, Math.min(left, innerWidth - size.width - 6)) + "px";
    tip.style.top = Math.max(6, Math.min(box.top + 6, innerHeight - size.height - 6)) + "px";
  };
  const hide = (svg) => { tip.hidden = true; const cursor = $(".cursor", svg); if (cursor) cursor.remove(); };
  const chart = (event) => event.target.closest && event.target.closest("svg[data-l]");
  const follow = (event) => {
    const svg = chart(event);
    if (!svg) return;
    const box = svg.getBoundingClientRect();
    point(svg, (event.clientX - box.left) / box.width * 380);
  };
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerdown", follow);
  document.addEventListener("pointerout", (event) => { const svg = chart(event); if (svg && !svg.contains(event.relatedTarget)) hide(svg); });
  document.addEventListener("focusin", (event) => { const svg = chart(event); if (svg && svg.matches(":focus-visible")) point(svg, Number(svg.dataset.r)); });
  document.addEventListener("focusout", (event) => { const svg = chart(event); if (svg) hide(svg); });
  document.addEventListener("keydown", (event) => {
    const svg = chart(event);
    if (!svg) return;
    if (event.key === "Escape") return hide(svg);
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (!step) return;
    const places = [...new Set(read(svg).flat().map((one) => one.x))].sort((a, b) => a - b);
    const now = places.findIndex((x) => x >= (svg.at ?? places[0]) - .05);
    point(svg, places[Math.max(0, Math.min(places.length - 1, (now < 0 ? places.length - 1 : now) + step))]);
    event.preventDefault();
  });
})();
