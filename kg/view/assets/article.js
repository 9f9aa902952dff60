/* The reading page of one article, beside the explorer that it leads into. */
(function (z) {
  "use strict";

  const graph = z.readGraph(z.block("data"), z.block);
  const go = { select, read, article: () => {}, offers };
  let state = { article: 0, kind: "node", selected: null, at: null };
  let t = null;
  let sheet = false; // whether the panel is open where it is a sheet

  const view = () => ({ graph, state, t, go, hint: t.ui("reading_hint") });

  function select(kind, selected) {
    sheet = true;
    enter({ ...state, kind, selected });
  }

  function read(claim) {
    sheet = false;
    enter({ ...state, at: z.spanOf(graph, claim).at });
  }

  function enter(next) {
    state = next;
    history.replaceState(null, "", toHash());
    show();
  }

  /** Leads to the node in the explorer. */
  function offers(node) {
    const href = `${graph.explorer}#${new URLSearchParams({ focus: node.key })}`;
    return [z.make("a", { href, class: "button" }, t.ui("in_graph"))];
  }

  function show() {
    showSheet(); // first, since what is chosen is brought into what is left of the text
    z.showReading(z.byId("text"), view());
    if (state.selected === null) z.byId("panel").replaceChildren(z.make("p", { class: "empty" }, t.ui("reading_hint")));
    else z.showPanel(z.byId("panel"), view());
  }

  function showSheet() {
    const { kind, selected } = state;
    const name = () => (kind === "edge" ? t.edge(graph.edges.get(selected)) : z.titleOf(graph, graph.nodes.get(selected), t));
    z.setSheet(sheet, selected === null ? "" : name(), t);
  }

  function followHash() {
    const words = new URLSearchParams(location.hash.slice(1));
    const node = graph.byKey.get(words.get("node"));
    state = { ...state, at: z.fromSpan(words.get("at")), kind: "node", selected: node ?? null };
    sheet = state.selected !== null;
    show();
  }

  function toHash() {
    const words = new URLSearchParams();
    if (state.at) words.set("at", z.toSpan(state.at));
    if (state.kind === "node") words.set("node", graph.nodes.get(state.selected)?.key ?? "");
    return `#${words}`;
  }

  function start() {
    z.setTheme(z.systemTheme());
    t = z.setLanguage(graph, "zh");
    const inTheme = function (theme) {
      z.setTheme(theme);
      show();
    };
    z.printLight(inTheme);
    z.byId("theme").addEventListener("click", () => inTheme(z.theme() === "dark" ? "light" : "dark"));
    z.byId("language").addEventListener("click", () => {
      t = z.setLanguage(graph, t.language === "zh" ? "en" : "zh");
      show();
    });
    z.byId("sheet").addEventListener("click", () => {
      sheet = !sheet;
      showSheet();
    });
    z.byId("explorer").setAttribute("href", graph.explorer);
    z.makeSearch(z.byId("search"), z.byId("hits"), view, (id) => select("node", id), ({ at }) => enter({ ...state, at }));
    window.addEventListener("hashchange", followHash);
    window.addEventListener("resize", show); // other notes fit beside the text
    followHash();
    document.documentElement.dataset.ready = "true";
  }

  z.page = { graph, go, state: () => state };
  start();
})(Zhengmai);
