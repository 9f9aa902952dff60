/* Who is shown around a focus, and where: rings in which every label has a line of its own, so that none covers another. */
(function (z) {
  "use strict";

  const FIRST_RING = 40; // more events around one focus are counted, and shown on demand
  const ALL = 130;
  const ROW = 25; // px a label needs

  /**
   * The nodes to show: { focus, first, second, children: Map(parent -> ids), more }.
   * An entity has its events in the first ring, their fillers and its relations in the second; any other focus has its neighbours
   * in one ring. `open` are nodes whose neighbours are shown as well; `shows` says whether a node passes the filters.
   */
  z.neighbourhood = function (graph, focus, open, shows, limit) {
    const placed = new Set([focus]);
    const take = (ids) => ids.filter((id) => shows(graph.nodes.get(id)) && !placed.has(id) && placed.add(id));
    const near = (id, layer) => z.neighbours(graph, id, layer);
    const isEntity = graph.nodes.get(focus).kind === "entity";
    const joined = near(focus, "role").filter((id) => shows(graph.nodes.get(id)));
    const kept = mostTelling(graph, joined, limit || FIRST_RING);
    const first = take(kept).sort((a, b) => inOrder(graph, a, b));
    const second = isEntity ? take([...first.flatMap((id) => near(id, "role")), ...near(focus, "relation")]) : [];
    const hood = { focus, first, second, children: new Map(), more: joined.length - kept.length };
    const adopt = (parent, ids) => {
      const got = take(ids);
      if (got.length) hood.children.set(parent, [...(hood.children.get(parent) || []), ...got]);
    };
    for (const id of isEntity ? second : first) {
      if (placed.size < ALL && !isHub(graph, id)) adopt(id, near(id, "relation").slice(0, 6));
    }
    for (const id of open) {
      if (placed.has(id)) adopt(id, [...near(id, "role"), ...near(id, "relation")]);
    }
    hood.ids = placed;
    return hood;
  };

  /** Places and words stand beside everything: what lies behind them is no neighbourhood of the focus. */
  function isHub(graph, id) {
    return ["Place", "Words", "Person"].includes(graph.nodes.get(id).group) || graph.edgesOf.get(id).length > 60;
  }

  function mostTelling(graph, ids, limit) {
    if (ids.length <= limit) return ids;
    const weight = (id) => graph.edgesOf.get(id).length;
    return [...ids].sort((a, b) => weight(b) - weight(a) || a - b).slice(0, limit);
  }

  function inOrder(graph, a, b) {
    const rank = (id) => {
      const node = graph.nodes.get(id);
      return [Object.keys(graph.terms.types).indexOf(node.group), Object.keys(graph.terms.events).indexOf(node.event)];
    };
    const [typeA, eventA] = rank(a);
    const [typeB, eventB] = rank(b);
    const time = (id) => (graph.nodes.get(id).times || []).join();
    return typeA - typeB || eventA - eventB || time(a).localeCompare(time(b)) || a - b;
  }

  /** Where each node of a neighbourhood stands: Map(id -> { x, y, side }), the focus at 0, 0; side is where its label goes. */
  z.rings = function (graph, hood) {
    const at = new Map([[hood.focus, { x: 0, y: 0, side: "below" }]]);
    const turn = new Map(hood.first.map((id, index) => [id, (index + 0.5) / hood.first.length]));
    const outer = hood.second.length > 0;
    const inner = outer ? { rx: 190, gap: 150 } : { rx: 270, gap: 190 };
    const height = place(at, withChildren(hood, hood.first), { ...inner, pills: outer });
    if (outer) {
      const second = [...hood.second].sort((a, b) => turnOf(graph, a, turn) - turnOf(graph, b, turn) || inOrder(graph, a, b));
      const rx = hood.first.length ? 390 : 300;
      place(at, withChildren(hood, second), { rx, gap: hood.first.length ? height + 60 : 200 });
    }
    return at;
  };

  /** The direction (0 to 1, clockwise from the top) of the narrowest event that the node fills; nodes without one come last. */
  function turnOf(graph, id, turn) {
    let best = null;
    for (const event of z.neighbours(graph, id, "role")) {
      if (!turn.has(event)) continue;
      const width = graph.edgesOf.get(event).length;
      if (!best || width < best.width) best = { width, turn: turn.get(event) };
    }
    return best ? best.turn : 2;
  }

  /** [id, depth] of the ring's nodes, each followed by its children and theirs. */
  function withChildren(hood, ids, depth = 0) {
    return ids.flatMap((id) => [[id, depth], ...withChildren(hood, hood.children.get(id) || [], depth + 1)]);
  }

  /** Puts the rows on an oval, right side from the top, left side from the bottom; returns half its height. */
  function place(at, rows, { rx, gap, pills }) {
    const onRight = Math.ceil(rows.length / 2);
    const step = Math.max(ROW, Math.min(56, (2 * gap) / Math.max(1, onRight)));
    rows.forEach(([id, depth], index) => {
      const right = index < onRight;
      const count = right ? onRight : rows.length - onRight;
      const row = right ? index : rows.length - 1 - index;
      const y = (row - (count - 1) / 2) * step;
      const bend = 1 - Math.abs(y / ((count / 2 + 0.6) * step)) ** 2.8;
      const x = (rx * (pills ? 0.45 : 0.6) + rx * (pills ? 0.55 : 0.4) * bend ** 0.5 + depth * 26) * (right ? 1 : -1);
      at.set(id, { x, y, side: right ? "right" : "left", depth });
    });
    return (onRight * step) / 2;
  }
})(Zhengmai);
