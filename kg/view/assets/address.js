/* A view as the part of an address behind #, so that it can be bookmarked and sent to somebody. */
(function (z) {
  "use strict";

  z.VIEWS = ["graph", "overview", "list", "text", "timeline", "map", "figures", "plans"];
  const LARGE = z.WHOLE; // nodes above which the page opens on the overview

  /** How the page opens. */
  z.firstState = (graph) => ({
    focus: graph.focus,
    kind: "node",
    selected: graph.focus,
    view: graph.opens || (graph.size.nodes > LARGE ? "overview" : "graph"),
    hidden: new Set(),
    open: new Set(),
    steps: 0,
    whole: false, // whether the picture shows all there is
    path: null, // the other end of a path from the focus
    article: 0,
    at: null, // the span of the article that is asked for
    cell: "", // of the overview: code|type
    level: "", // of the map
    spread: "", // name of the initiative whose spread the map shows
    settled: true, // whether the focus is known to pass the filters
    ...z.noFilters(),
  });

  /** Whether a state asks for nothing but counts by type and place, of a network that nobody has read yet. */
  z.isAggregate = (graph, state) =>
    !graph.isLoaded && state.view === "overview" && !state.cell && !state.hidden.size && !z.countFilters(graph, { ...state, place: "" });

  const PLAIN = ["place", "from", "to", "cell", "level", "spread"]; // what an address holds as it is

  z.toHash = function (graph, state) {
    const key = (id) => shortKey(graph, graph.nodes.get(id).key);
    const words = new URLSearchParams(graph.isLoaded ? { focus: key(state.focus) } : {});
    const put = (name, value) => value && words.set(name, value);
    if (state.kind === "edge") words.set("edge", edgeKey(graph, graph.edges.get(state.selected)));
    else if (state.selected !== state.focus) words.set("node", key(state.selected));
    if (state.view !== z.firstState(graph).view) words.set("view", state.view);
    put("hide", [...state.hidden].sort().join(","));
    put("open", [...state.open].map(key).join(","));
    put("path", state.path !== null && key(state.path));
    put("articles", [...state.articles].map((index) => graph.articles[index].page).join(","));
    put("sure", state.sure);
    put("whole", state.whole && "1");
    if (state.view === "text") put("article", graph.articles[state.article].page);
    put("at", state.view === "text" && state.at && z.toSpan(state.at));
    for (const name of PLAIN) put(name, state[name]);
    return `#${words}`;
  };

  /** The state that an address asks for; what it does not name, or names wrongly, stays as it is at the start. */
  z.fromHash = function (graph, hash) {
    const words = new URLSearchParams(hash.replace(/^#/, ""));
    const find = (key) => (key ? graph.byKey.get(graph.byKey.has(key) ? key : graph.base + key) : undefined);
    const list = (name) => (words.get(name) || "").split(",");
    const state = z.firstState(graph);
    const focused = find(words.get("focus"));
    if (focused !== undefined) state.focus = state.selected = focused;
    else state.settled = false;
    const node = find(words.get("node"));
    if (node !== undefined) state.selected = node;
    const wanted = words.get("edge");
    const edge = wanted && [...graph.edges.values()].find((other) => edgeKey(graph, other) === wanted);
    if (edge) Object.assign(state, { kind: "edge", selected: edge.id });
    if (z.VIEWS.includes(words.get("view"))) state.view = words.get("view");
    const { types, statuses, events, relations } = graph.terms;
    const filters = [types, statuses, events, relations].flatMap(Object.keys);
    state.hidden = new Set(list("hide").filter((type) => filters.includes(type)));
    state.open = new Set(list("open").map(find).filter((id) => id !== undefined));
    state.path = find(words.get("path")) ?? null;
    state.whole = words.get("whole") === "1";
    const articleOf = (page) => graph.articles.findIndex((article) => article.page === page);
    state.articles = new Set(list("articles").map(articleOf).filter((index) => index >= 0));
    state.article = Math.max(0, articleOf(words.get("article")));
    state.at = z.fromSpan(words.get("at"));
    return Object.assign(state, plainOf(graph, words));
  };

  function plainOf(graph, words) {
    const place = words.get("place");
    const sure = Number(words.get("sure"));
    return {
      place: Object.hasOwn(graph.divisions, place) ? place : "",
      from: z.month(words.get("from")),
      to: z.month(words.get("to")),
      sure: sure >= 0 && sure <= 1 ? sure : 0,
      cell: words.get("cell") || "",
      level: words.get("level") || "",
      spread: words.get("spread") || "",
    };
  }

  const shortKey = (graph, key) => (key.startsWith(graph.base) ? key.slice(graph.base.length) : key);

  function edgeKey(graph, edge) {
    const [from, to] = [edge.from, edge.to].map((id) => shortKey(graph, graph.nodes.get(id).key));
    return [from, edge.kind, edge.post || "", to].join("|");
  }
})(Zhengmai);
