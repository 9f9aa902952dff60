/* The page: what is in focus, what is selected, what passes the filters, and how people change it. */
(function (z) {
  "use strict";

  const { byId } = z;
  const root = document.documentElement;
  const graph = z.readGraph(z.block("data"), z.block);
  const go = { focus, select, expand, read, article, path, offers };
  const trail = { states: [], at: -1 };
  const FILTERS = ["hidden", ...Object.keys(z.noFilters())];
  const TRAIL = 6; // focuses that the trail names
  const sifts = new Map();
  let state = null;
  let t = null;
  let picture = null;
  let drawnAs = "";
  let drawer = false;
  let sheet = false; // whether the panel is open where it is a sheet
  let wantsPath = false; // whether the next hit of the search is the end of a path

  const view = () => ({ graph, state, t, go });

  /* ---- going from state to state ---- */

  /** Goes to a changed state; the browser's own back button and the page's come back from it. */
  function change(changes) {
    enter(withFocus({ ...state, ...changes }));
    remember("pushState");
    show();
  }

  /** The state with a focus that passes its filters, where any body does: a filter that hides the focus moves it. */
  function withFocus(next) {
    if (z.isAggregate(graph, next)) return { ...next, settled: false };
    if (next.settled && state && FILTERS.every((name) => next[name] === state[name])) return next;
    const sifted = siftFor(next);
    const settled = { ...next, settled: true };
    const others = sifted.stands.has(next.focus) ? [] : z.standing(sifted, "entity");
    if (!others.length) return settled;
    const best = others.reduce((a, b) => (z.weightOf(sifted, b.id) > z.weightOf(sifted, a.id) ? b : a)).id;
    return { ...settled, focus: best, kind: "node", selected: best, open: new Set(), steps: 0, path: null };
  }

  /** What passes the filters of a state; the last few are kept, since every view asks. */
  function siftFor(wanted) {
    const key = JSON.stringify(FILTERS.map((name) => (wanted[name] instanceof Set ? [...wanted[name]].sort() : wanted[name])));
    if (!sifts.has(key)) {
      if (sifts.size > 4) sifts.clear();
      sifts.set(key, z.sift(graph, wanted));
    }
    return sifts.get(key);
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
    else enter(withFocus(z.fromHash(graph, location.hash)));
    show();
  }

  function focus(id) {
    const place = state.view === "list" ? "list" : "graph";
    sheet = true;
    change({ focus: id, kind: "node", selected: id, open: new Set(), steps: 0, path: null, whole: false, view: place });
    byId("panel").querySelector("h2").focus({ preventScroll: true });
  }

  function select(kind, id) {
    sheet = true;
    if (kind === "node" && state.view === "graph" && !picture.at.has(id)) focus(id);
    else if (kind !== state.kind || id !== state.selected) change({ kind, selected: id, ...placeInText(kind, id) });
    else showSheet();
  }

  /** The article that names what is selected, where the one that is read does not. */
  function placeInText(kind, id) {
    const { articles } = graph[kind === "node" ? "nodes" : "edges"].get(id);
    return articles.has(state.article) || !articles.size ? {} : { article: [...articles][0], at: null };
  }

  function unselect() {
    select("node", state.focus);
    closeSheet();
  }

  function closeSheet() {
    sheet = false;
    showSheet();
  }

  function expand(id) {
    change({ open: z.toggled(state.open, id) });
  }

  function path(id) {
    sheet = true;
    change({ path: id, kind: "node", selected: id, whole: false, view: state.view === "list" ? "list" : "graph" });
    byId("panel").querySelector("h2").focus({ preventScroll: true });
  }

  function read(claim) {
    sheet = false;
    change({ view: "text", ...z.spanOf(graph, claim) });
  }

  function article(index) {
    change({ article: index, at: null });
  }

  /** What the panel offers to do with a node. */
  function offers(node) {
    const button = (name, action, more = {}) => z.make("button", { type: "button", ...more, onclick: action }, t.ui(name));
    if (node.id === state.focus) return [button("path_to", askForPath)];
    return [
      button("focus", () => focus(node.id)),
      button("expand", () => expand(node.id), { "aria-pressed": String(state.open.has(node.id)) }),
      button("path", () => path(node.id), { "aria-pressed": String(state.path === node.id) }),
    ];
  }

  function askForPath() {
    wantsPath = true;
    byId("search").placeholder = t.ui("path_hint");
    byId("search").focus();
  }

  function found(id) {
    const other = wantsPath && id !== state.focus;
    stopAsking();
    if (other) path(id);
    else focus(id);
  }

  function stopAsking() {
    wantsPath = false;
    byId("search").placeholder = t.ui("search_hint");
  }

  /* ---- showing a state ---- */

  const SHOW = {
    graph: (box, now, sifted, hood) => showPicture(sifted, hood),
    overview: (box, now, sifted) => z.showOverview(box, now, sifted, change),
    list: (box, now, sifted, hood) => z.showList(box, now, hood),
    text: (box, now) => z.showReading(box, now),
    timeline: (box, now) => z.showTimeline(box, now, siftFor({ ...state, from: "", to: "" }), change),
    map: (box, now) => z.showMap(box, now, siftFor({ ...state, place: "" }), change),
    figures: (box, now, sifted) => z.showNumbers(box, now, sifted),
    plans: (box, now, sifted) => z.showPlans(box, now, sifted),
  };

  function show() {
    const toggle = (name) => change({ hidden: z.toggled(state.hidden, name) });
    const isAround = ["graph", "list"].includes(state.view);
    showTabs();
    for (const id of ["where", "trail", "legend"]) byId(id).hidden = !isAround;
    for (const id of ["save", "save-svg"]) byId(id).disabled = state.view !== "graph" || location.protocol === "about:"; // a sandboxed frame may not save
    showDrawer(toggle); // first, since it reads the network
    showSheet(); // before the views, which bring what is chosen into the room that it leaves
    if (z.isAggregate(graph, state)) showAggregate();
    else showNetwork(isAround, toggle);
    byId("back").disabled = trail.at <= 0;
    byId("forward").disabled = trail.at >= trail.states.length - 1;
  }

  /** The counts that the page holds ready, while nobody has asked for what they count. */
  function showAggregate() {
    z.showOverview(byId("overview"), view(), null, change);
    z.showSummary(byId("panel"), view(), () => focus(graph.focus));
    for (const id of ["more", "whole"]) byId(id).hidden = true;
    byId("live").textContent = t.ui("overview");
  }

  function showNetwork(isAround, toggle) {
    const sifted = siftFor(state);
    const hood = hoodOf(sifted);
    if (isAround) z.showLegend(byId("legend"), view(), toggle);
    SHOW[state.view](byId(state.view), view(), sifted, hood);
    z.showPanel(byId("panel"), view());
    showWhere(hood);
    showTrail();
  }

  function hoodOf(sifted) {
    if (state.whole && state.view === "graph" && sifted.shown.size <= z.WHOLE) return z.whole(sifted, state.focus);
    const ways = state.path === null ? null : z.path(sifted, state.focus, state.path);
    const around = () => z.neighbourhood(sifted, state.focus, state.open, (node) => sifted.shown.has(node.id), state.steps);
    return ways || { ...around(), lost: state.path !== null };
  }

  function showSheet() {
    const name = () => (state.kind === "edge" ? t.edge(graph.edges.get(state.selected)) : nameOf(state.selected));
    if (z.isAggregate(graph, state)) z.setSheet(sheet, t.ui("summary"), t, t.ui("expand"));
    else z.setSheet(sheet, name(), t);
  }

  function showTabs() {
    for (const name of z.VIEWS) {
      const chosen = name === state.view;
      const isNew = chosen && byId(`tab-${name}`).getAttribute("aria-selected") !== "true";
      byId(name).hidden = !chosen;
      byId(`tab-${name}`).setAttribute("aria-selected", String(chosen));
      byId(`tab-${name}`).tabIndex = chosen ? 0 : -1;
      if (isNew) byId(`tab-${name}`).scrollIntoView({ block: "nearest", inline: "nearest" }); // the row of a phone scrolls
    }
  }

  function showPicture(sifted, hood) {
    picture ||= z.makeCanvas(byId("canvas"), graph, { select, focus, clear: unselect });
    const edges = [...hood.ids].map((id) => sifted.edgesOf.get(id).length).join();
    const drawing = [hood.focus, [...hood.ids].join(), edges, Boolean(hood.columns), Boolean(hood.discs), t.language, z.theme(), byId("canvas").clientWidth].join("|");
    if (drawing !== drawnAs) z.drawHood(picture, sifted, hood, t);
    drawnAs = drawing;
    z.highlight(picture, state.kind, state.selected);
  }

  const nameOf = (id) => z.visible(z.titleOf(graph, graph.nodes.get(id), t));

  function showWhere(hood) {
    const leftOut = graph.left_out ? t.ui("left_out", graph.left_out) : "";
    const count = t.ui("where", hood.ids.size, graph.size.nodes);
    const possible = state.view === "graph" && siftFor(state).shown.size <= z.WHOLE;
    const ways = hood.columns && t.ui("path_where", nameOf(state.focus), nameOf(state.path), hood.columns.length - 1);
    const shown = ways || `${nameOf(state.focus)} · ${count}${leftOut}${hood.lost ? ` · ${t.ui("no_path")}` : ""}`;
    const around = ["graph", "list"].includes(state.view);
    byId("where").textContent = shown;
    byId("more").hidden = !around || hood.more <= 0;
    byId("more").textContent = t.ui("more", hood.more);
    byId("whole").hidden = !possible;
    byId("whole").textContent = t.ui(hood.discs ? "around" : "whole");
    byId("live").textContent = shown;
  }

  /** The focuses that led here, each a way back. */
  function showTrail() {
    const steps = trail.states.slice(0, trail.at + 1).map((past) => past.focus);
    const distinct = steps.filter((id, index) => id !== steps[index - 1]).slice(-TRAIL);
    const past = distinct.slice(0, -1).map((id) => z.make("button", { type: "button", class: "link", onclick: () => focus(id) }, z.short(nameOf(id), 12)));
    const now = z.make("span", { "aria-current": "true" }, z.short(nameOf(state.focus), 16));
    byId("trail").replaceChildren(...(past.length ? [...past.flatMap((button) => [button, " › "]), now] : []));
  }

  function showDrawer(toggle) {
    const count = z.countFilters(graph, state);
    byId("filters-button").textContent = count ? `${t.ui("filters")} · ${count}` : t.ui("filters");
    byId("filters-button").setAttribute("aria-expanded", String(drawer));
    byId("filters").hidden = !drawer;
    if (!drawer) return;
    const at = document.activeElement?.closest?.("#filters") && document.activeElement.id;
    z.showFilters(byId("filters"), view(), change, toggle);
    if (at) byId(at)?.focus();
  }

  function redress(theme, language) {
    z.setTheme(theme);
    t = z.setLanguage(graph, language);
  }

  /* ---- keys and buttons ---- */

  function pageKey(event) {
    const typing = ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      byId("search").focus();
    } else if (event.key === "Escape") {
      stopAsking();
      if (!typing && (state.path !== null || state.whole)) change({ path: null, whole: false });
      else if (!typing) unselect();
    }
  }

  function tabKey(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = z.VIEWS[(z.VIEWS.indexOf(state.view) + by + z.VIEWS.length) % z.VIEWS.length];
    open(next);
    byId(`tab-${next}`).focus();
  }

  /** Opens a view; the text where what is selected stands. */
  function open(name) {
    change({ view: name, ...(name === "text" ? placeInText(state.kind, state.selected) : {}) });
  }

  function showListFirst(event) {
    event.preventDefault();
    change({ view: "list" });
    byId("list").focus();
  }

  function save(blob, ending) {
    const link = z.make("a", { href: URL.createObjectURL(blob), download: `${graph.nodes.get(state.focus).name}.${ending}` });
    link.click();
    URL.revokeObjectURL(link.href);
    byId("export").open = false;
  }

  function wire() {
    const click = (id, action) => byId(id).addEventListener("click", action);
    click("back", () => step(-1));
    click("forward", () => step(1));
    click("home", () => change(z.firstState(graph)));
    click("more", () => change({ steps: state.steps + 1 }));
    click("whole", () => change({ whole: !state.whole, path: null }));
    click("skip", showListFirst);
    click("sheet", () => {
      sheet = !sheet;
      showSheet();
    });
    click("save", () => z.pictureAsPng(picture, (png) => save(png, "png")));
    click("save-svg", () => save(new Blob([z.pictureAsSvg(picture)], { type: "image/svg+xml" }), "svg"));
    click("print", () => window.print());
    click("filters-button", () => {
      drawer = !drawer;
      show();
    });
    const inTheme = function (theme) {
      redress(theme, t.language);
      show();
    };
    z.printLight(function (theme) {
      inTheme(theme);
      byId("graph").querySelector(".on-paper")?.remove();
      if (z.isPrinting && state.view === "graph") byId("graph").append(z.make("div", { class: "on-paper" }, z.pictureInVectors(picture)));
    });
    click("theme", () => inTheme(z.theme() === "dark" ? "light" : "dark"));
    click("language", () => {
      redress(z.theme(), t.language === "zh" ? "en" : "zh");
      show();
    });
    for (const tab of document.querySelectorAll("[data-view]")) {
      tab.addEventListener("click", () => open(tab.dataset.view));
      tab.addEventListener("keydown", tabKey);
    }
    z.makeSearch(byId("search"), byId("hits"), view, found, ({ article, at }) => change({ view: "text", article, at }));
    document.addEventListener("keydown", pageKey);
    window.addEventListener("popstate", followBrowser);
    window.addEventListener("resize", () => state.view === "text" && show()); // other notes fit beside the text
    new ResizeObserver(() => state.view === "graph" && picture && z.fit(picture)).observe(byId("canvas"));
    const isTight = (box) => state.view === "timeline" && box.dataset.room !== String(z.timelineRoom(box));
    new ResizeObserver(([{ target }]) => isTight(target) && show()).observe(byId("timeline"));
  }

  function start() {
    redress(z.systemTheme(), "zh");
    if (graph.focus === null) {
      byId("panel").append(z.make("p", { class: "empty" }, t.ui("empty")));
      return;
    }
    enter(withFocus(z.fromHash(graph, location.hash)));
    sheet = state.kind === "edge" || state.selected !== state.focus;
    wire();
    remember("replaceState");
    show();
    root.dataset.ready = "true";
  }

  z.page = { graph, go, picture: () => picture, state: () => state };
  start();
})(Zhengmai);
