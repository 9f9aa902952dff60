/* A view as the part of an address behind #, so that it can be bookmarked and sent to somebody. */
(function (z) {
  "use strict";

  z.VIEWS = ["graph", "list", "figures", "plans"];

  /** How the page opens. */
  z.firstState = (graph) => ({
    focus: graph.focus,
    kind: "node",
    selected: graph.focus,
    view: "graph",
    hidden: new Set(),
    open: new Set(),
    steps: 0,
  });

  z.toHash = function (graph, state) {
    const key = (id) => shortKey(graph, graph.nodes.get(id).key);
    const words = new URLSearchParams({ focus: key(state.focus) });
    if (state.kind === "edge") words.set("edge", edgeKey(graph, graph.edges.get(state.selected)));
    else if (state.selected !== state.focus) words.set("node", key(state.selected));
    if (state.view !== "graph") words.set("view", state.view);
    if (state.hidden.size) words.set("hide", [...state.hidden].sort().join(","));
    if (state.open.size) words.set("open", [...state.open].map(key).join(","));
    return `#${words}`;
  };

  /** The state that an address asks for; what it does not name, or names wrongly, stays as it is at the start. */
  z.fromHash = function (graph, hash) {
    const words = new URLSearchParams(hash.replace(/^#/, ""));
    const find = (key) => graph.byKey.get(graph.byKey.has(key) ? key : graph.base + key);
    const state = z.firstState(graph);
    const focused = find(words.get("focus"));
    if (focused !== undefined) state.focus = state.selected = focused;
    const node = find(words.get("node"));
    if (node !== undefined) state.selected = node;
    const wanted = words.get("edge");
    const edge = wanted && [...graph.edges.values()].find((other) => edgeKey(graph, other) === wanted);
    if (edge) Object.assign(state, { kind: "edge", selected: edge.id });
    if (z.VIEWS.includes(words.get("view"))) state.view = words.get("view");
    const filters = [...Object.keys(graph.terms.types), ...Object.keys(graph.terms.statuses)];
    state.hidden = new Set((words.get("hide") || "").split(",").filter((type) => filters.includes(type)));
    state.open = new Set((words.get("open") || "").split(",").map(find).filter((id) => id !== undefined));
    return state;
  };

  const shortKey = (graph, key) => (key.startsWith(graph.base) ? key.slice(graph.base.length) : key);

  function edgeKey(graph, edge) {
    const [from, to] = [edge.from, edge.to].map((id) => shortKey(graph, graph.nodes.get(id).key));
    return [from, edge.kind, edge.post || "", to].join("|");
  }
})(Zhengmai);
