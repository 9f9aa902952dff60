/* Who is shown around a focus, and where: rings in which every label has a line of its own, so that none covers another. */
(function (z) {
  "use strict";

  const FIRST_RING = 40; // more events around one focus are counted, and shown on demand
  const SECOND_RING = 90;
  const ALL = 130;
  const ROW = 25; // px a label needs

  /**
   * The nodes to show: { focus, first, second, children: Map(parent -> ids), ids, more }.
   * An entity has its events in the first ring, and in the second their fillers, its relations and figures; any other focus has its
   * neighbours in one ring. `open` are nodes whose neighbours are shown as well; `shows` says whether a node passes the filters;
   * `more` is how many events are left out for want of room.
   */
  z.neighbourhood = function (graph, focus, open, shows, limit) {
    const placed = new Set([focus]);
    const take = (ids) => ids.filter((id) => shows(graph.nodes.get(id)) && !placed.has(id) && placed.add(id));
    const near = (id, layer) => z.neighbours(graph, id, layer);
    const kindOf = (id) => graph.nodes.get(id).kind;
    const isEntity = kindOf(focus) === "entity";
    const joined = near(focus, "role").filter((id) => shows(graph.nodes.get(id)) && (!isEntity || kindOf(id) === "event"));
    const kept = mostTelling(graph, joined, limit || FIRST_RING);
    const first = take(kept).sort((a, b) => inOrder(graph, a, b));
    const fillers = first.flatMap((id) => near(id, "role")).filter((id) => kindOf(id) !== "words");
    const rest = [...near(focus, "relation"), ...near(focus, "role").filter((id) => kindOf(id) === "figure")];
    const second = isEntity ? take([...fillers, ...rest]).slice(0, SECOND_RING) : [];
    const hood = { focus, first, second, children: new Map(), more: joined.length - kept.length };
    const adopt = (parent, ids) => {
      const got = take(ids);
      if (got.length) hood.children.set(parent, [...(hood.children.get(parent) || []), ...got]);
    };
    for (const id of second) {
      if (placed.size < ALL && !isHub(graph, id)) adopt(id, near(id, "relation").slice(0, 6));
    }
    for (const id of open) {
      if (placed.has(id)) adopt(id, [...near(id, "role"), ...near(id, "relation")]);
    }
    hood.ids = new Set([focus, ...first, ...second, ...[...hood.children.values()].flat()]);
    return hood;
  };

  /** Places and people stand beside everything: what lies behind them is no neighbourhood of the focus. */
  function isHub(graph, id) {
    return ["Place", "Person"].includes(graph.nodes.get(id).group) || graph.edgesOf.get(id).length > 60;
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
    const inner = outer ? { rx: 215, gap: 150 } : { rx: 290, gap: 240 };
    const height = place(at, hood.first.map((id) => family(hood, id)), inner);
    if (outer) {
      const second = [...hood.second].sort((a, b) => turnOf(graph, a, turn) - turnOf(graph, b, turn) || inOrder(graph, a, b));
      const rx = hood.first.length ? 400 : 300;
      place(at, second.map((id) => family(hood, id)), { rx, gap: hood.first.length ? Math.max(height + 60, 300) : 300 });
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

  /** A node of the ring with its children and theirs: [[id, depth]]. Each takes a row, and they stay on one side. */
  function family(hood, id, depth = 0) {
    return [[id, depth], ...(hood.children.get(id) || []).flatMap((child) => family(hood, child, depth + 1))];
  }

  /** Puts the families on an oval, right side from the top down, left side from the bottom up; returns half its height. */
  function place(at, families, { rx, gap }) {
    const total = families.flat().length;
    const sides = { right: [], left: [] };
    for (const rows of families) (sides.right.length + rows.length / 2 <= total / 2 ? sides.right : sides.left).push(...rows);
    if (!sides.left.length && families.length > 1) sides.left = sides.right.splice(-families.at(-1).length);
    const left = [];
    for (const rows of families) if (sides.left.includes(rows[0])) left.unshift(...rows);
    const tallest = Math.max(sides.right.length, left.length, 1);
    const step = Math.max(ROW, Math.min(84, (2 * gap) / tallest));
    const put = (rows, side) =>
      rows.forEach(([id, depth], row) => {
        const y = (row - (rows.length - 1) / 2) * step;
        const bend = Math.sqrt(1 - (y / ((rows.length / 2 + 0.5) * step)) ** 2);
        at.set(id, { x: (rx * (0.25 + 0.75 * bend) + depth * 26) * (side === "right" ? 1 : -1), y, side });
      });
    put(sides.right, "right");
    put(left, "left");
    return (tallest * step) / 2;
  }
})(Zhengmai);
