/* Where the nodes of a neighbourhood stand: on rings in which every label has a line of its own, so that none covers another. */
(function (z) {
  "use strict";

  const ROW = 25; // px a label needs
  const LABEL = 220; // px that the longest label reaches out

  /** Where each node of a neighbourhood stands: Map(id -> { x, y, side }), the focus at 0, 0; side is where its label goes; `aspect` is
   *  the height of the picture by its width; where it is narrow the rings are, so that the names stay large enough. */
  z.rings = function (graph, hood, aspect, isNarrow) {
    const at = new Map([[hood.focus, { x: 0, y: 0, side: "below" }]]);
    const turn = new Map(hood.first.map((id, index) => [id, (index + 0.5) / hood.first.length]));
    const outer = hood.second.length > 0;
    const inner = outer ? { rx: isNarrow ? 170 : 215, gap: 290 * aspect } : { rx: 290, gap: 240 };
    const height = place(at, hood.first.map((id) => family(hood, id)), inner);
    if (outer) {
      const second = [...hood.second].sort((a, b) => turnOf(graph, a, turn) - turnOf(graph, b, turn) || z.inOrder(graph, a, b));
      const rx = hood.first.length && !isNarrow ? 400 : 320;
      const free = (rx + LABEL) * aspect - 50;
      place(at, second.map((id) => family(hood, id)), { rx, gap: hood.first.length ? Math.max(height + 60, free) : Math.min(free, 420) });
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

  const TALL = 34; // px of a row that a finger hits

  /** Where they stand on a phone: the focus on top, events on the left, all else on the right, a row each, so that names stay legible. */
  z.columnsBelow = function (graph, hood) {
    const turn = new Map(hood.first.map((id, index) => [id, index]));
    const second = [...hood.second].sort((a, b) => turnOf(graph, a, turn) - turnOf(graph, b, turn) || z.inOrder(graph, a, b));
    const ids = [...hood.first, ...second].flatMap((id) => family(hood, id).map(([member]) => member));
    const isEvent = (id) => graph.nodes.get(id).kind === "event";
    const columns = [ids.filter(isEvent), ids.filter((id) => !isEvent(id))];
    const rows = Math.max(...columns.map((column) => column.length));
    const at = new Map([[hood.focus, { x: 0, y: 0, side: "below" }]]);
    columns.forEach((column, index) => {
      const step = (rows * TALL) / column.length;
      column.forEach((id, row) => at.set(id, { x: index ? 18 : -94, y: 56 + (row + 0.5) * step, side: "right" }));
    });
    return at;
  };

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
