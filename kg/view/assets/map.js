/* Places as a map: a point for each division, sized by what happened there, and how an initiative spread from place to place. */
(function (z) {
  "use strict";

  const LEVELS = ["province", "prefecture", "county"];
  const NAMED = 200; // places whose name is tried on the map
  const LISTED = 40;
  const CROWD = 12; // places above which the discs are smaller
  const LETTER = 12.5; // px of a name, larger where the drawing is larger than most

  const levelOf = (code) => (code.endsWith("0000") ? "province" : code.endsWith("00") ? "prefecture" : "county");

  /** The map of the events that pass all filters but the place, which it shows and sets. */
  z.showMap = function (box, view, sifted, change) {
    const { graph, state, t } = view;
    const level = LEVELS.includes(state.level) ? state.level : z.firstLevel(sifted);
    const places = placesOf(sifted, level);
    if (!places.length) {
      box.replaceChildren(z.make("p", { class: "empty" }, t.ui("no_places")));
      return;
    }
    const spreads = spreadsOf(sifted, level);
    const spread = spreads.get(state.spread) || [];
    const drawing = draw(view, places, spread, screenOf(box), change);
    const tools = z.make("p", { class: "tools" }, levels(view, level, change), spreadChoice(view, spreads, change));
    box.replaceChildren(tools, z.make("div", { class: "atlas" }, drawing, table(view, places, change)), spreadList(view, spread), here(view, sifted));
  };

  /** The level at which the places come apart: provinces where there are several, else what lies below. */
  z.firstLevel = function (sifted) {
    const codes = z.standing(sifted, "event").flatMap((node) => node.codes || []);
    const provinces = new Set(codes.map((code) => z.unitAt(sifted, code, "province")));
    return provinces.size > 3 ? "province" : "prefecture";
  };

  /** The unit of a level that a division is or lies in; the division itself where it lies above that level. */
  z.unitAt = function (graph, code, level) {
    const chain = [];
    for (let at = code; at; at = graph.divisions[at]?.parent) chain.push(at);
    return chain.reverse().slice(0, LEVELS.indexOf(level) + 1).findLast((at) => LEVELS.indexOf(levelOf(at)) <= LEVELS.indexOf(level)) || code;
  };

  function placesOf(sifted, level) {
    const found = new Map();
    for (const node of z.standing(sifted, "event")) {
      for (const code of new Set((node.codes || []).map((own) => z.unitAt(sifted, own, level)))) {
        const division = sifted.divisions[code];
        if (!division || !division.at) continue;
        if (!found.has(code)) found.set(code, { code, name: division.name, at: division.at, done: 0, planned: 0, verified: 0, whole: levelOf(code) !== level });
        found.get(code)[node.status] += 1;
        if (node.verified) found.get(code).verified += 1;
      }
    }
    return [...found.values()].sort((a, b) => b.done + b.planned - a.done - a.planned || a.code.localeCompare(b.code));
  }

  const sizeOf = ({ done, planned }) => done + planned;

  /* ---- the drawing ---- */

  /** What the box has left beside or above the table: { width } in px, and its shape, the width by the height. */
  function screenOf(box) {
    const beside = window.matchMedia("(max-width: 900px)").matches || z.isPrinting ? 0 : 228;
    const width = Math.max(300, box.clientWidth - 44 - beside);
    return { width, aspect: Math.min(1.7, Math.max(1.15, width / Math.max(1, box.clientHeight - 100))) };
  }

  function draw(view, places, spread, screen, change) {
    const { graph, state, t } = view;
    const inside = places.filter(({ code }) => z.isWithin(graph, code, state.place));
    const room = roomFor(inside.length > 1 ? inside : places, screen.aspect);
    const unit = room.width / 1000; // a thousandth of the drawing's width, so that strokes and letters keep their size
    const drawing = z.svg("svg", { viewBox: [room.x, room.y, room.width, room.height].map((n) => n.toFixed(1)).join(" "), class: "map" });
    drawing.setAttribute("role", "group");
    drawing.setAttribute("aria-label", t.ui("map"));
    for (const d of graph.map.outlines) drawing.append(z.svg("path", { d, class: "outline", "stroke-width": unit }));
    for (const [cx, cy] of graph.map.backdrop) drawing.append(z.svg("circle", { cx, cy, r: 2.6 * unit, class: "ground" }));
    const most = Math.max(...places.map(sizeOf));
    const largest = places.length > CROWD ? 17 : 26;
    const radius = (place) => (6 + largest * Math.sqrt(sizeOf(place) / most)) * unit;
    const discs = places.map((place) => ({ place, x: place.at[0], y: place.at[1], r: radius(place) }));
    const letter = (unit * 1000 * LETTER) / Math.min(screen.width, 800);
    const taken = [];
    for (const { place, r } of discs) drawing.append(bubble(view, place, r, change));
    for (const move of spread) drawing.append(arrow(view, move, unit));
    for (const disc of discs.slice(0, NAMED)) {
      const label = labelOf(disc, { unit, letter, taken, discs, room });
      if (label) drawing.append(label);
    }
    drawing.dataset.place = state.place;
    return drawing;
  }

  /** The part of the map that holds all places, not smaller than a province, in the shape of a screen. */
  function roomFor(places, aspect) {
    const [xs, ys] = [places.map(({ at }) => at[0]), places.map(({ at }) => at[1])];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const width = Math.max(150, (right - left) * 1.25, (bottom - top) * 1.25 * aspect);
    const height = width / aspect;
    return { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height };
  }

  function bubble(view, place, r, change) {
    const { state, t } = view;
    const chosen = state.place === place.code;
    const label = `${place.name}: ${t.ui("events_here", sizeOf(place))}${place.verified ? `, ${z.TICK} ${t.ui("verified_here", place.verified)}` : ""}`;
    const attributes = { class: `bubble ${place.whole ? "whole" : ""}`, role: "button", tabindex: "0", "data-code": place.code };
    const mark = z.svg("g", { ...attributes, "aria-label": z.visible(label), "aria-pressed": String(chosen) });
    const [cx, cy] = place.at;
    mark.append(z.svg("circle", { cx, cy, r }), z.svg("title", {}, z.visible(label)));
    return z.pressable(mark, () => change({ place: chosen ? "" : place.code }));
  }

  /** What a map calls a place: 甘肃 for a province, whole names below. */
  const shortName = ({ code, name }) => (levelOf(code) === "province" ? name.replace(/(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$/u, "") : z.short(name, 9));

  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

  /** The name at that side of its disc where it covers no other name and fewest discs; the larger place has the choice. */
  function labelOf(disc, { unit, letter: size, taken, discs, room }) {
    const { place, x, y, r } = disc;
    const name = z.visible(shortName(place));
    const mark = place.verified ? ` ${z.ticks(place.verified)}` : "";
    const [half, off] = [(([...name].length + mark.length * 0.6) * size) / 2, r + 3 * unit];
    const middles = [[x + off + half, y], [x - off - half, y], [x, y + off + size / 2], [x, y - off - size / 2]];
    const boxes = middles.map(([cx, cy]) => ({ cx, cy, left: cx - half, right: cx + half, top: cy - size / 2, bottom: cy + size / 2 }));
    const isInside = (box) => box.left >= room.x && box.right <= room.x + room.width && box.top >= room.y && box.bottom <= room.y + room.height;
    const free = boxes.filter((box) => isInside(box) && !taken.some((other) => overlap(box, other)));
    const covered = (box) => discs.filter((other) => other !== disc && overlap(box, { left: other.x - other.r, right: other.x + other.r, top: other.y - other.r, bottom: other.y + other.r })).length;
    const [best] = free.map((box) => [covered(box), box]).sort(([a], [b]) => a - b);
    if (!best) return null;
    taken.push(best[1]);
    const { cx, cy } = best[1];
    const look = { "font-size": size, "stroke-width": 4 * unit, "text-anchor": "middle", "dominant-baseline": "central", class: "name" };
    return z.svg("text", { x: cx, y: cy, ...look }, name, mark && z.svg("tspan", { class: "verified" }, mark));
  }

  function arrow({ graph, t }, { from, to, when }, unit) {
    const [[x1, y1], [x2, y2]] = [graph.divisions[from].at, graph.divisions[to].at];
    const [dx, dy] = [x2 - x1, y2 - y1];
    const bend = [(x1 + x2) / 2 - dy * 0.18, (y1 + y2) / 2 + dx * 0.18];
    const angle = Math.atan2(y2 - bend[1], x2 - bend[0]);
    const wing = (turn) => [x2 - 13 * unit * Math.cos(angle + turn), y2 - 13 * unit * Math.sin(angle + turn)];
    const head = [wing(0.4), [x2, y2], wing(-0.4)].map((point) => point.map((n) => n.toFixed(2)).join(" ")).join(" L");
    const line = z.svg("path", { d: `M${x1} ${y1} Q${bend.map((n) => n.toFixed(2)).join(" ")} ${x2} ${y2} M${head}`, "stroke-width": 2.4 * unit });
    const middle = { x: bend[0] * 0.5 + (x1 + x2) * 0.25, y: bend[1] * 0.5 + (y1 + y2) * 0.25 };
    const label = z.svg("text", { ...middle, "font-size": 14 * unit, "stroke-width": 4 * unit, "text-anchor": "middle" }, t.time(when));
    return z.svg("g", { class: "spread" }, line, label);
  }

  /* ---- spread ---- */

  /** Initiatives that were seen in two places or more: name → [{ from, to, when, event }], from the first place to each later one. */
  function spreadsOf(sifted, level) {
    const seen = new Map();
    for (const node of sifted.nodes.values()) {
      if (node.group !== "Initiative") continue;
      for (const id of z.neighbours(sifted, node.id, "role")) {
        const event = sifted.nodes.get(id);
        if (event.kind !== "event" || !event.when || event.status !== "done") continue;
        for (const code of event.codes || []) {
          const place = z.unitAt(sifted, code, level);
          if (sifted.divisions[place]?.at) seen.set(node.name, [...(seen.get(node.name) || []), { place, when: event.when[0], times: event.times[0], event }]);
        }
      }
    }
    const spreads = [...seen].map(([name, sightings]) => [name, moves(sightings)]).filter(([, list]) => list.length);
    return new Map(spreads.sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0])));
  }

  function moves(sightings) {
    const ordered = [...sightings].sort((a, b) => a.when.localeCompare(b.when) || a.event.id - b.event.id);
    const firsts = new Map();
    for (const sighting of ordered) if (!firsts.has(sighting.place)) firsts.set(sighting.place, sighting);
    const [origin, ...others] = firsts.values();
    const later = others.filter(({ when }) => when > origin.when); // one day in two places is no spread
    return later.map(({ place, times, event }) => ({ from: origin.place, to: place, when: times, event, origin: origin.event }));
  }

  function spreadChoice({ state, t }, spreads, change) {
    if (!spreads.size) return z.make("small", {}, t.ui("no_spread"));
    const choose = z.make("select", { id: "spread" }, z.make("option", { value: "" }, "—"));
    for (const [name, list] of spreads) choose.append(z.make("option", { value: name }, `${z.visible(name)} (${list.length + 1})`));
    choose.value = spreads.has(state.spread) ? state.spread : "";
    choose.addEventListener("change", () => change({ spread: choose.value }));
    return z.make("label", {}, z.make("span", {}, t.ui("spread")), choose);
  }

  function spreadList(view, spread) {
    if (!spread.length) return "";
    const { graph, t } = view;
    const place = (code) => z.visible(graph.divisions[code].name);
    const item = ({ from, to, when, event }) =>
      z.make("li", {}, z.make("span", { class: "aside" }, `${place(from)} → ${place(to)} · ${t.time(when)}`), z.nodeButton(view, event));
    const first = z.make("li", {}, z.make("span", { class: "aside" }, t.ui("first_seen")), z.nodeButton(view, spread[0].origin));
    return z.make("section", { class: "moves-list" }, z.make("h3", {}, t.ui("spread_caption")), z.make("ul", { class: "members" }, first, ...spread.map(item)));
  }

  /* ---- around the drawing ---- */

  function levels({ t }, level, change) {
    const button = (name) =>
      z.make("button", { type: "button", "aria-pressed": String(name === level), "data-level": name, onclick: () => change({ level: name }) }, t.ui(name));
    return z.make("span", { class: "choice", role: "group", "aria-label": t.ui("level") }, ...LEVELS.map(button));
  }

  function table(view, places, change) {
    const { state, t } = view;
    const marked = places.some((place) => place.verified);
    const row = (place) => {
      const pressed = { "aria-pressed": String(state.place === place.code), "data-place": place.code };
      const go = { onclick: () => change({ place: state.place === place.code ? "" : place.code }) };
      const name = z.make("button", { type: "button", class: "place", ...pressed, ...go }, z.visible(place.name));
      const counts = [String(place.done), String(place.planned || ""), ...(marked ? [z.make("b", { class: "tick" }, String(place.verified || ""))] : [])];
      return z.make("tr", {}, z.make("td", {}, name), ...counts.map((count) => z.make("td", {}, count)));
    };
    const heads = [t.ui("place"), t.status("done"), t.status("planned")].map((head) => z.make("th", { scope: "col" }, head));
    if (marked) heads.push(z.make("th", { scope: "col" }, z.tick({ verified: true }, t)));
    const rest = places.length > LISTED ? z.make("p", { class: "empty" }, t.ui("more", places.length - LISTED)) : "";
    const body = z.make("tbody", {}, ...places.slice(0, LISTED).map(row));
    const list = z.make("table", {}, z.make("thead", {}, z.make("tr", {}, ...heads)), body);
    return z.make("div", { class: "places", tabindex: "0", role: "region", "aria-label": t.ui("places") }, list, rest, z.tickKey(places, t));
  }

  function here(view, sifted) {
    const { graph, state, t } = view;
    if (!state.place || !graph.divisions[state.place]) return "";
    const lies = (node) => (node.codes || []).some((code) => z.isWithin(graph, code, state.place));
    const events = z.standing(sifted, "event").filter(lies);
    const heading = `${z.visible(graph.divisions[state.place].name)}: ${t.ui("events_here", events.length)}`;
    const items = z.some(t, 40, events, (node) => z.make("li", {}, z.nodeButton(view, node)));
    return z.make("section", { class: "here" }, z.make("h3", {}, heading), z.make("ul", { class: "members" }, ...items));
  }
})(Zhengmai);
