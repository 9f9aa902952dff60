/* The page: what is in focus, what is selected, what is hidden, and how people change it. */
(function (z) {
  "use strict";

  const VIEWS = ["graph", "list", "figures", "plans"];
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;

  z.theme = () => root.dataset.theme;

  const data = JSON.parse(byId("data").textContent);
  const graph = z.readGraph(data);
  const edgeKeys = new Map([...graph.edges.values()].map((edge) => [edgeKey(edge), edge.id]));
  const go = { focus, select, expand };
  const trail = { states: [], at: -1 };
  let state = null;
  let t = null;
  let picture = null;

  /* ---- state and address ---- */

  function initial() {
    return { focus: graph.focus, kind: "node", selected: graph.focus, view: "graph", hidden: new Set(), open: new Set(), steps: 0 };
  }

  function edgeKey(edge) {
    return [graph.nodes.get(edge.from).key, edge.kind, edge.post || "", graph.nodes.get(edge.to).key].join("|");
  }

  const shortKey = (key) => (key.startsWith(graph.base) ? key.slice(graph.base.length) : key);
  const longKey = (key) => (graph.byKey.has(key) ? key : graph.base + key);

  /** The state as the part of an address behind #, so that a view can be sent to somebody. */
  function toHash(s) {
    const words = new URLSearchParams();
    words.set("focus", shortKey(graph.nodes.get(s.focus).key));
    if (s.kind === "edge") words.set("edge", edgeKey(graph.edges.get(s.selected)).split("|").map(shortKey).join("|"));
    else if (s.selected !== s.focus) words.set("node", shortKey(graph.nodes.get(s.selected).key));
    if (s.view !== "graph") words.set("view", s.view);
    if (s.hidden.size) words.set("hide", [...s.hidden].sort().join(","));
    if (s.open.size) words.set("open", [...s.open].map((id) => shortKey(graph.nodes.get(id).key)).join(","));
    return `#${words}`;
  }

  /** The state that an address asks for; what it does not name, or names wrongly, stays as it is at the start. */
  function fromHash(hash) {
    const words = new URLSearchParams(hash.replace(/^#/, ""));
    const s = initial();
    const find = (key) => graph.byKey.get(longKey(key));
    const focused = find(words.get("focus") || "");
    if (focused !== undefined) s.focus = s.selected = focused;
    const node = find(words.get("node") || "");
    if (node !== undefined) s.selected = node;
    const [from, kind, post, to] = (words.get("edge") || "").split("|");
    const edge = to === undefined ? undefined : edgeKeys.get([longKey(from), kind, post, longKey(to)].join("|"));
    if (edge !== undefined) Object.assign(s, { kind: "edge", selected: edge });
    if (VIEWS.includes(words.get("view"))) s.view = words.get("view");
    if (words.has("hide")) s.hidden = new Set(words.get("hide").split(",").filter((type) => type in filters()));
    s.open = new Set((words.get("open") || "").split(",").map(find).filter((id) => id !== undefined));
    return s;
  }

  /** Goes to a changed state; the browser's own back button and the page's come back from it. */
  function change(changes) {
    state = { ...state, ...changes };
    trail.states = [...trail.states.slice(0, trail.at + 1), state];
    trail.at += 1;
    remember("pushState");
    show();
  }

  function remember(method) {
    try {
      history[method]({ at: trail.at }, "", toHash(state));
    } catch {
      // A page inside a sandboxed frame has no address of its own: its trail is enough.
    }
  }

  function step(by) {
    const at = trail.at + by;
    if (!trail.states[at]) return;
    trail.at = at;
    state = trail.states[at];
    remember("replaceState");
    show();
  }

  function focus(id) {
    change({ focus: id, kind: "node", selected: id, open: new Set(), steps: 0, view: state.view === "list" ? "list" : "graph" });
    byId("panel").querySelector("h2").focus({ preventScroll: true });
  }

  function select(kind, id) {
    const outside = kind === "node" && state.view === "graph" && !picture.at.has(id);
    if (outside) focus(id);
    else if (kind !== state.kind || id !== state.selected) change({ kind, selected: id });
  }

  function expand(id) {
    const open = new Set(state.open);
    if (!open.delete(id)) open.add(id);
    change({ open });
  }

  /* ---- filters ---- */

  function filters() {
    const counts = {};
    for (const node of graph.nodes.values()) counts[node.group] = (counts[node.group] || 0) + 1;
    for (const status of ["done", "planned"]) counts[status] = [...graph.nodes.values()].filter((node) => node.status === status).length;
    return counts;
  }

  const shows = (node) => !state.hidden.has(node.group) && !state.hidden.has(node.status);

  function toggle(type) {
    const hidden = new Set(state.hidden);
    if (!hidden.delete(type)) hidden.add(type);
    change({ hidden });
  }

  function showLegend() {
    const counts = filters();
    const chip = (type, term, mark) =>
      z.make(
        "button",
        { type: "button", class: "chip", "data-type": type, "aria-pressed": String(!state.hidden.has(type)), onclick: () => toggle(type) },
        mark,
        z.make("span", {}, term.zh),
        t.language === "zh" ? z.make("small", {}, term.en) : "",
        z.make("span", { class: "count" }, String(counts[type])),
      );
    const named = (term) => (t.language === "zh" ? term : { zh: term.en, en: "" });
    const types = Object.entries(graph.terms.types).filter(([type]) => counts[type]);
    const statuses = Object.entries(graph.terms.statuses).filter(([status]) => counts[status]);
    byId("legend").replaceChildren(
      ...types.map(([type, term]) => chip(type, named(term), z.glyph(graph, type))),
      ...statuses.map(([status, term]) => chip(status, named(term), z.make("i", { class: `stroke ${status}`, "aria-hidden": "true" }))),
      z.make("span", { class: "key" }, z.make("i", { class: "stroke restored", "aria-hidden": "true" }), t.bilingual(graph.terms.bases.restored)),
    );
  }

  /* ---- drawing ---- */

  function show() {
    const view = { graph, state, t, go };
    const hood = z.neighbourhood(graph, state.focus, state.open, shows, state.steps);
    for (const name of VIEWS) {
      byId(name).hidden = name !== state.view;
      byId(`tab-${name}`).setAttribute("aria-selected", String(name === state.view));
      byId(`tab-${name}`).tabIndex = name === state.view ? 0 : -1;
    }
    showLegend();
    byId("legend").hidden = state.view !== "graph" && state.view !== "list";
    if (state.view === "graph") showPicture(hood);
    if (state.view === "list") z.showList(byId("list"), view, hood);
    if (state.view === "figures") z.showFigures(byId("figures"), view);
    if (state.view === "plans") z.showPlans(byId("plans"), view);
    z.showPanel(byId("panel"), view);
    showWhere(hood);
    byId("back").disabled = trail.at <= 0;
    byId("forward").disabled = trail.at >= trail.states.length - 1;
  }

  let drawnAs = "";
  function showPicture(hood) {
    const drawing = [hood.focus, [...hood.ids].join(), t.language, z.theme(), byId("canvas").clientWidth].join("|");
    if (drawing !== drawnAs) z.drawHood(picture, hood, t);
    drawnAs = drawing;
    z.highlight(picture, state.kind, state.selected);
  }

  function showWhere(hood) {
    const name = z.visible(z.titleOf(graph, graph.nodes.get(state.focus), t));
    const shown = t.ui("where", hood.ids.size, graph.nodes.size) + (graph.left_out ? t.ui("left_out", graph.left_out) : "");
    byId("where").textContent = state.view === "graph" || state.view === "list" ? `${name} · ${shown}` : "";
    byId("more").hidden = hood.more <= 0 || byId("where").textContent === "";
    byId("more").textContent = t.ui("more", hood.more);
    byId("live").textContent = `${name}. ${shown}`;
  }

  function setTheme(name) {
    root.dataset.theme = name;
    byId("theme").setAttribute("aria-pressed", String(name === "dark"));
  }

  function setLanguage(language) {
    t = z.translator(graph.terms, language);
    root.lang = language === "zh" ? "zh-CN" : "en";
    for (const element of document.querySelectorAll("[data-t]")) element.textContent = t.ui(element.dataset.t);
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", t.ui(element.dataset.label));
      if (element.tagName === "BUTTON") element.title = t.ui(element.dataset.label);
    }
    for (const element of document.querySelectorAll("[data-hint]")) element.placeholder = t.ui(element.dataset.hint);
    byId("language").textContent = language === "zh" ? "EN" : "中";
    byId("language").setAttribute("aria-label", language === "zh" ? "English" : "中文");
  }

  /* ---- search ---- */

  function showHits() {
    const found = z.search(graph, byId("search").value, 12);
    const options = found.map((node, index) => {
      const option = z.make("li", { role: "option", id: `hit-${index}`, "aria-selected": String(index === 0) }, z.glyph(graph, node.group), z.make("bdi", {}, z.visible(z.titleOf(graph, node, t))), z.make("small", {}, t.type(node)));
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(node.id);
      });
      option.dataset.id = node.id;
      return option;
    });
    const nothing = byId("search").value.trim() ? [z.make("li", { role: "option", "aria-disabled": "true", class: "empty" }, t.ui("none"))] : [];
    byId("hits").replaceChildren(...(options.length ? options : nothing));
    openHits(options.length + nothing.length > 0);
  }

  function openHits(open) {
    byId("hits").hidden = !open;
    byId("search").setAttribute("aria-expanded", String(open));
    const current = open && byId("hits").querySelector('[aria-selected="true"]');
    if (current) byId("search").setAttribute("aria-activedescendant", current.id);
    else byId("search").removeAttribute("aria-activedescendant");
  }

  function moveHit(by) {
    const options = [...byId("hits").querySelectorAll("[data-id]")];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (!options.length) return;
    options.forEach((option) => option.setAttribute("aria-selected", "false"));
    const next = options[(at + by + options.length) % options.length];
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    byId("search").setAttribute("aria-activedescendant", next.id);
  }

  function choose(id) {
    byId("search").value = "";
    openHits(false);
    focus(Number(id));
  }

  function searchKey(event) {
    if (event.isComposing) return; // an input method is still choosing characters
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      moveHit(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      const chosen = byId("hits").querySelector('[data-id][aria-selected="true"]');
      if (chosen) choose(chosen.dataset.id);
    } else if (event.key === "Escape") {
      byId("search").value = "";
      openHits(false);
    }
  }

  /* ---- wiring ---- */

  function pageKey(event) {
    const typing = ["INPUT", "TEXTAREA"].includes(event.target.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      byId("search").focus();
    } else if (event.key === "Escape" && !typing && (state.kind === "edge" || state.selected !== state.focus)) {
      change({ kind: "node", selected: state.focus });
    }
  }

  function tabKey(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = VIEWS[(VIEWS.indexOf(state.view) + by + VIEWS.length) % VIEWS.length];
    change({ view: next });
    byId(`tab-${next}`).focus();
  }

  function wire() {
    byId("back").addEventListener("click", () => step(-1));
    byId("forward").addEventListener("click", () => step(1));
    byId("home").addEventListener("click", () => change({ ...initial(), hidden: state.hidden }));
    byId("more").addEventListener("click", () => change({ steps: state.steps + 1 }));
    byId("search").addEventListener("input", showHits);
    byId("search").addEventListener("focus", () => byId("search").value && showHits());
    byId("search").addEventListener("blur", () => openHits(false));
    byId("search").addEventListener("keydown", searchKey);
    byId("theme").addEventListener("click", () => (setTheme(z.theme() === "dark" ? "light" : "dark"), show()));
    byId("language").addEventListener("click", () => (setLanguage(t.language === "zh" ? "en" : "zh"), show()));
    byId("skip").addEventListener("click", (event) => {
      event.preventDefault();
      change({ view: "list" });
      byId("list").focus();
    });
    for (const tab of document.querySelectorAll("[data-view]")) {
      tab.addEventListener("click", () => change({ view: tab.dataset.view }));
      tab.addEventListener("keydown", tabKey);
    }
    document.addEventListener("keydown", pageKey);
    window.addEventListener("popstate", (event) => {
      const known = event.state && trail.states[event.state.at];
      if (known) trail.at = event.state.at;
      state = known || fromHash(location.hash);
      if (!known) {
        trail.states = [...trail.states.slice(0, trail.at + 1), state];
        trail.at += 1;
      }
      show();
    });
    new ResizeObserver(() => state.view === "graph" && z.fit(picture)).observe(byId("canvas"));
  }

  function start() {
    const dark = window.matchMedia && window.matchMedia("(prefers-color-scheme: dark)").matches;
    setTheme(dark ? "dark" : "light");
    setLanguage("zh");
    if (graph.focus === null) {
      byId("panel").append(z.make("p", { class: "empty" }, t.ui("empty")));
      return;
    }
    state = fromHash(location.hash);
    trail.states = [state];
    trail.at = 0;
    picture = z.makeCanvas(byId("canvas"), graph, { select, focus, clear: () => state.selected !== state.focus && change({ kind: "node", selected: state.focus }) });
    wire();
    remember("replaceState");
    show();
    root.dataset.ready = "true";
  }

  z.page = { graph, go, picture: () => picture, state: () => state };
  start();
})(Zhengmai);
