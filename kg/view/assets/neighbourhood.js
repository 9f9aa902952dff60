/* Who is shown around a focus. */
(function (z) {
  "use strict";

  const FIRST_RING = 40; // more events around one focus are counted, and shown on demand
  const SECOND_RING = 60;
  const ALL = 130; // with the neighbours of neighbours

  /**
   * The nodes to show: { focus, first, second, children: Map(parent -> ids), ids, more }.
   * An entity has its events in the first ring, and in the second their fillers, its relations and figures; any other focus has its
   * neighbours in one ring. `open` are nodes whose neighbours are shown as well; `shows` says whether a node passes the filters;
   * `more` is how many nodes are left out for want of room, of which each of `steps` makes more.
   */
  z.neighbourhood = function (graph, focus, open, shows, steps) {
    const placed = new Set([focus]);
    const take = (ids) => ids.filter((id) => shows(graph.nodes.get(id)) && !placed.has(id) && placed.add(id));
    const near = (id, layer) => z.neighbours(graph, id, layer);
    const kindOf = (id) => graph.nodes.get(id).kind;
    const isEntity = kindOf(focus) === "entity";
    const room = (size) => size * (1 + (steps || 0));
    const joined = near(focus, "role").filter((id) => shows(graph.nodes.get(id)) && (!isEntity || kindOf(id) === "event"));
    const kept = mostTelling(graph, joined, room(FIRST_RING));
    const first = take(kept).sort((a, b) => z.inOrder(graph, a, b));
    const fillers = first.flatMap((id) => near(id, "role")).filter((id) => kindOf(id) !== "words");
    const leftOut = new Set(joined.filter((id) => !kept.includes(id)));
    const related = graph.edgesOf.get(focus).filter((edge) => edge.layer === "relation" && !followsOnly(edge, leftOut));
    const figures = near(focus, "role").filter((id) => kindOf(id) === "figure");
    const wanted = isEntity ? take([...fillers, ...related.map((edge) => z.otherEnd(edge, focus)), ...figures]) : [];
    const second = wanted.slice(0, room(SECOND_RING));
    const hood = { focus, first, second, children: new Map(), more: leftOut.size + wanted.length - second.length };
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

  function followsOnly(edge, events) {
    return Boolean(edge.follows) && edge.follows.length > 0 && edge.follows.every((id) => events.has(id));
  }

  /** Places and people stand beside everything: what lies behind them is no neighbourhood of the focus. */
  function isHub(graph, id) {
    return ["Place", "Person"].includes(graph.nodes.get(id).group) || graph.edgesOf.get(id).length > 60;
  }

  function mostTelling(graph, ids, limit) {
    if (ids.length <= limit) return ids;
    const weight = (id) => graph.edgesOf.get(id).length;
    return [...ids].sort((a, b) => weight(b) - weight(a) || a - b).slice(0, limit);
  }

  /** By type, then type of event, then time, then place in the text. */
  z.inOrder = function (graph, a, b) {
    const rank = (id) => {
      const node = graph.nodes.get(id);
      return [Object.keys(graph.terms.types).indexOf(node.group), Object.keys(graph.terms.events).indexOf(node.event)];
    };
    const [typeA, eventA] = rank(a);
    const [typeB, eventB] = rank(b);
    const time = (id) => (graph.nodes.get(id).times || []).join();
    return typeA - typeB || eventA - eventB || time(a).localeCompare(time(b)) || a - b;
  };
})(Zhengmai);
