/* The page: what is in focus, what is selected, what is hidden, and how people change it. */
(function (z) {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  const graph = z.readGraph(JSON.parse(byId("data").textContent));
  const go = { focus, select, expand };
  const trail = { states: [], at: -1 };
  let state = null;
  let t = null;
  let picture = null;
  let drawnAs = "";

  z.theme = () => root.dataset.theme;
  const view = () => ({ graph, state, t, go });

  /* ---- going from state to state ---- */

  /** Goes to a changed state; the browser's own back button and the page's come back from it. */
  function change(changes) {
    enter({ ...state, ...changes });
    remember("pushState");
    show();
  }

  function enter(next) {
    state = next;
    trail.states = [...trail.states.slice(0, trail.at + 1), state];
    trail.at += 1;
  }

  function remember(method) {
    try {
      history[method]({ at: trail.at }, "", z.toHash(graph, state));
    } catch {
      // A page inside a sandboxed frame has no address of its own: its trail is enough.
    }
  }

  function step(by) {
    if (!trail.states[trail.at + by]) return;
    trail.at += by;
    state = trail.states[trail.at];
    remember("replaceState");
    show();
  }

  function followBrowser(event) {
    const known = event.state && trail.states[event.state.at];
    if (known) [trail.at, state] = [event.state.at, known];
    else enter(z.fromHash(graph, location.hash));
    show();
  }

  function focus(id) {
    const place = state.view === "list" ? "list" : "graph";
    change({ focus: id, kind: "node", selected: id, open: new Set(), steps: 0, view: place });
    byId("panel").querySelector("h2").focus({ preventScroll: true });
  }

  function select(kind, id) {
    if (kind === "node" && state.view === "graph" && !picture.at.has(id)) focus(id);
    else if (kind !== state.kind || id !== state.selected) change({ kind, selected: id });
  }

  const unselect = () => select("node", state.focus);

  function toggled(set, item) {
    const changed = new Set(set);
    if (!changed.delete(item)) changed.add(item);
    return changed;
  }

  function expand(id) {
    change({ open: toggled(state.open, id) });
  }

  /* ---- showing a state ---- */

  function show() {
    const hood = z.neighbourhood(graph, state.focus, state.open, (node) => z.passes(state, node), state.steps);
    showTabs();
    z.showLegend(byId("legend"), view(), (type) => change({ hidden: toggled(state.hidden, type) }));
    byId("save").disabled = state.view !== "graph" || location.protocol === "about:"; // a sandboxed frame may not save
    byId("legend").hidden = !["graph", "list"].includes(state.view);
    if (state.view === "graph") showPicture(hood);
    if (state.view === "list") z.showList(byId("list"), view(), hood);
    if (state.view === "figures") z.showFigures(byId("figures"), view());
    if (state.view === "plans") z.showPlans(byId("plans"), view());
    z.showPanel(byId("panel"), view());
    showWhere(hood);
    byId("back").disabled = trail.at <= 0;
    byId("forward").disabled = trail.at >= trail.states.length - 1;
  }

  function showTabs() {
    for (const name of z.VIEWS) {
      const chosen = name === state.view;
      byId(name).hidden = !chosen;
      byId(`tab-${name}`).setAttribute("aria-selected", String(chosen));
      byId(`tab-${name}`).tabIndex = chosen ? 0 : -1;
    }
  }

  function showPicture(hood) {
    const drawing = [hood.focus, [...hood.ids].join(), t.language, z.theme(), byId("canvas").clientWidth].join("|");
    if (drawing !== drawnAs) z.drawHood(picture, hood, t);
    drawnAs = drawing;
    z.highlight(picture, state.kind, state.selected);
  }

  function showWhere(hood) {
    const name = z.visible(z.titleOf(graph, graph.nodes.get(state.focus), t));
    const leftOut = graph.left_out ? t.ui("left_out", graph.left_out) : "";
    const shown = `${name} · ${t.ui("where", hood.ids.size, graph.nodes.size)}${leftOut}`;
    const around = ["graph", "list"].includes(state.view);
    byId("where").textContent = around ? shown : "";
    byId("more").hidden = !around || hood.more <= 0;
    byId("more").textContent = t.ui("more", hood.more);
    byId("live").textContent = shown;
  }

  function setTheme(name) {
    root.dataset.theme = name;
    byId("theme").setAttribute("aria-pressed", String(name === "dark"));
  }

  function setLanguage(language) {
    t = z.translator(graph.terms, language);
    root.lang = language === "zh" ? "zh-CN" : "en";
    for (const element of document.querySelectorAll("[data-t]")) element.textContent = t.ui(element.dataset.t);
    for (const element of document.querySelectorAll("[data-hint]")) element.placeholder = t.ui(element.dataset.hint);
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", t.ui(element.dataset.label));
      if (element.tagName === "BUTTON") element.title = t.ui(element.dataset.label);
    }
    byId("language").textContent = language === "zh" ? "EN" : "中";
    byId("language").setAttribute("aria-label", language === "zh" ? "English" : "中文");
  }

  /* ---- keys and buttons ---- */

  function pageKey(event) {
    const typing = ["INPUT", "TEXTAREA"].includes(event.target.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      byId("search").focus();
    } else if (event.key === "Escape" && !typing) unselect();
  }

  function tabKey(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = z.VIEWS[(z.VIEWS.indexOf(state.view) + by + z.VIEWS.length) % z.VIEWS.length];
    change({ view: next });
    byId(`tab-${next}`).focus();
  }

  function showListFirst(event) {
    event.preventDefault();
    change({ view: "list" });
    byId("list").focus();
  }

  function savePicture() {
    z.pictureAsPng(picture, (png) => {
      const link = z.make("a", { href: URL.createObjectURL(png), download: `${graph.nodes.get(state.focus).name}.png` });
      link.click();
      URL.revokeObjectURL(link.href);
    });
  }

  function wire() {
    const click = (id, action) => byId(id).addEventListener("click", action);
    click("back", () => step(-1));
    click("forward", () => step(1));
    click("home", () => change({ ...z.firstState(graph), hidden: state.hidden }));
    click("more", () => change({ steps: state.steps + 1 }));
    click("skip", showListFirst);
    click("save", savePicture);
    click("theme", () => {
      setTheme(z.theme() === "dark" ? "light" : "dark");
      show();
    });
    click("language", () => {
      setLanguage(t.language === "zh" ? "en" : "zh");
      show();
    });
    for (const tab of document.querySelectorAll("[data-view]")) {
      tab.addEventListener("click", () => change({ view: tab.dataset.view }));
      tab.addEventListener("keydown", tabKey);
    }
    z.makeSearch(byId("search"), byId("hits"), view, focus);
    document.addEventListener("keydown", pageKey);
    window.addEventListener("popstate", followBrowser);
    new ResizeObserver(() => state.view === "graph" && z.fit(picture)).observe(byId("canvas"));
  }

  function start() {
    setTheme(window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    setLanguage("zh");
    if (graph.focus === null) {
      byId("panel").append(z.make("p", { class: "empty" }, t.ui("empty")));
      return;
    }
    picture = z.makeCanvas(byId("canvas"), graph, { select, focus, clear: unselect });
    enter(z.fromHash(graph, location.hash));
    wire();
    remember("replaceState");
    show();
    root.dataset.ready = "true";
  }

  z.page = { graph, go, picture: () => picture, state: () => state };
  start();
})(Zhengmai);
