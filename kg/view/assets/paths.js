/* How two nodes hang together: the shortest ways between them. */
(function (z) {
  "use strict";

  const WIDE = 7; // nodes of one step that are shown
  const STEPS = 8;

  /**
   * All shortest ways between two nodes as a neighbourhood with one column a step (see neighbourhood.js), null where there is none.
   * Ways over places are taken only where there is no other: two bodies of one province have little in common.
   */
  z.path = function (graph, from, to) {
    const columns = waysBetween(graph, from, to, (node) => node.group !== "Place") || waysBetween(graph, from, to, () => true);
    return columns && { focus: from, first: [], second: [], children: new Map(), columns, ids: new Set(columns.flat()), more: 0 };
  };

  function waysBetween(graph, from, to, passes) {
    const there = distances(graph, from, passes, to);
    if (!there.has(to)) return null;
    const back = distances(graph, to, passes, from);
    const length = there.get(to);
    const columns = Array.from({ length: length + 1 }, () => []);
    for (const [id, steps] of there) if (steps + back.get(id) === length) columns[steps].push(id);
    return connected(graph, columns.map((ids) => mostSaid(graph, ids)));
  }

  /** Steps from a node to those that are reached over nodes that pass. */
  function distances(graph, start, passes, end) {
    const steps = new Map([[start, 0]]);
    for (let [ring, depth] = [[start], 1]; ring.length && depth <= STEPS; depth += 1) {
      const next = [];
      for (const id of ring) {
        for (const edge of graph.edgesOf.get(id)) {
          const other = z.otherEnd(edge, id);
          if (steps.has(other) || (other !== end && !passes(graph.nodes.get(other)))) continue;
          steps.set(other, depth);
          next.push(other);
        }
      }
      ring = next;
    }
    return steps;
  }

  const mostSaid = (graph, ids) => [...ids].sort((a, b) => z.weightOf(graph, b) - z.weightOf(graph, a) || a - b).slice(0, WIDE);

  /** Without what the cut to WIDE nodes a step has left hanging; each column in the order of what it hangs on. */
  function connected(graph, columns) {
    const ties = (id, ids) => graph.edgesOf.get(id).some((edge) => ids.includes(z.otherEnd(edge, id)));
    const kept = columns.map((ids, step) => (step === 0 ? ids : ids.filter((id) => ties(id, columns[step - 1]))));
    return kept.every((ids) => ids.length) ? kept : columns;
  }

  /** Where each node of a path stands on a phone: a row each, the steps from the top down. */
  z.rowsOf = function (graph, columns) {
    const steps = columns.flatMap((ids, step) => ids.map((id) => [id, step]));
    const left = (id) => (graph.nodes.get(id).kind === "event" ? -70 : -130);
    return new Map(steps.map(([id, step], row) => [id, { x: left(id) + 90 * (step / columns.length), y: 46 * row, side: "right" }]));
  };

  /** Where each node of a path stands: a column a step, in the middle of the picture. */
  z.columnsOf = function (columns) {
    const at = new Map();
    const gap = Math.min(250, 1000 / columns.length);
    columns.forEach((ids, step) => {
      const x = (step - (columns.length - 1) / 2) * gap;
      ids.forEach((id, row) => at.set(id, { x, y: (row - (ids.length - 1) / 2) * 74, side: "below" }));
    });
    return at;
  };
})(Zhengmai);
