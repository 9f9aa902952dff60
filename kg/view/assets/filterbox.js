/* The drawer of filters: what happened, how things stand to each other, where, when, how sure, and in which article. */
(function (z) {
  "use strict";

  const ARTICLES = 200; // articles that are listed at first

  /** Fills the drawer; `change` is told what changes of the state, `toggle` a name to hide or show. */
  z.showFilters = function (box, view, change, toggle) {
    const { state, t } = view;
    const open = new Set([...box.querySelectorAll("details[open]")].map((element) => element.dataset.part));
    const parts = [
      ["period", [z.make("div", { class: "fields" }, ...z.monthFields(view, "filter", change))]],
      ["places", places(view, change)],
      ["event_types", chips(view, "events", (node) => node.event, [...view.graph.nodes.values()], toggle)],
      ["relation_types", chips(view, "relations", (edge) => edge.layer === "relation" && edge.kind, [...view.graph.edges.values()], toggle)],
      ["sureness", sureness(view, change)],
      ["articles", articles(view, change)],
    ];
    const reset = z.make("button", { type: "button", id: "reset", onclick: () => change(cleared(view)) }, t.ui("reset"));
    reset.disabled = !z.countFilters(view.graph, state) && !state.hidden.size;
    const sections = parts.map(([name, content]) => {
      const section = z.make("details", { "data-part": name }, z.make("summary", {}, t.ui(name)), ...content);
      section.open = box.children.length ? open.has(name) : name !== "articles";
      return section;
    });
    box.replaceChildren(z.make("p", { class: "tools" }, z.make("strong", {}, t.ui("filters")), reset), ...sections);
  };

  const cleared = () => ({ ...z.noFilters(), hidden: new Set() });

  /** Two fields for the first and the last month of the period; their ids begin with `name`. */
  z.monthFields = function ({ state, t }, name, change) {
    return ["from", "to"].map(function (end) {
      const input = z.make("input", { type: "month", id: `${name}-${end}`, pattern: "[0-9]{4}-[0-9]{2}", placeholder: "2017-03" });
      input.value = state[end];
      input.addEventListener("change", () => change({ [end]: z.month(input.value) }));
      return z.make("label", {}, z.make("span", {}, t.ui(end)), input);
    });
  };

  /** A month as an address may hold it, else nothing. */
  z.month = (words) => (/^\d{4}-(0[1-9]|1[0-2])$/.test(words || "") ? words : "");

  function places(view, change) {
    const { graph, state, t } = view;
    const counts = new Map();
    for (const node of graph.nodes.values()) {
      for (const code of upwards(graph, node.kind === "event" ? node.codes || [] : [])) counts.set(code, (counts.get(code) || 0) + 1);
    }
    const whole = placeButton(view, "", t.ui("everywhere"), undefined, change);
    return [whole, branch(view, "", counts, change)];
  }

  const upwards = function (graph, codes) {
    const all = new Set();
    for (const code of codes) for (let at = code; at; at = graph.divisions[at]?.parent) all.add(at);
    return all;
  };

  function branch(view, parent, counts, change) {
    const list = z.make("ul", { class: "tree" });
    for (const { code, name } of z.divisionsUnder(view.graph, parent)) {
      if (!counts.get(code)) continue;
      const button = placeButton(view, code, name, counts.get(code), change);
      const below = z.divisionsUnder(view.graph, code).some((child) => counts.get(child.code));
      const inner = below && z.make("details", {}, z.make("summary", { "aria-label": z.visible(name) }), branch(view, code, counts, change));
      if (inner) inner.open = z.isWithin(view.graph, view.state.place, code);
      list.append(z.make("li", {}, button, inner || ""));
    }
    return list;
  }

  function placeButton({ state }, code, name, count, change) {
    const pressed = { "aria-pressed": String(state.place === code), "data-place": code };
    const button = z.make("button", { type: "button", class: "place", ...pressed, onclick: () => change({ place: code }) }, z.visible(name));
    if (count !== undefined) button.append(z.make("span", { class: "count" }, ` ${count}`));
    return button;
  }

  function chips({ graph, state, t }, section, kindOf, things, toggle) {
    const counts = new Map();
    for (const thing of things) if (kindOf(thing)) counts.set(kindOf(thing), (counts.get(kindOf(thing)) || 0) + 1);
    const chip = ([name, term]) => {
      const pressed = { "aria-pressed": String(!state.hidden.has(name)), "data-type": name };
      const count = z.make("span", { class: "count" }, String(counts.get(name)));
      const words = z.make("span", {}, term[t.language]);
      return z.make("button", { type: "button", class: "chip", ...pressed, onclick: () => toggle(name) }, words, count);
    };
    return [z.make("div", { class: "chips" }, ...Object.entries(graph.terms[section]).filter(([name]) => counts.get(name)).map(chip))];
  }

  function sureness({ state, t }, change) {
    const input = z.make("input", { type: "range", min: "0", max: "1", step: "0.05", id: "filter-sure" });
    input.value = String(state.sure);
    const shown = z.make("output", {}, state.sure.toFixed(2));
    input.addEventListener("input", () => shown.replaceChildren(Number(input.value).toFixed(2)));
    input.addEventListener("change", () => change({ sure: Number(input.value) }));
    return [z.make("label", { class: "range" }, z.make("span", {}, t.ui("at_least")), input, shown)];
  }

  function articles({ graph, state, t }, change) {
    const row = ([index, article]) => {
      const box = z.make("input", { type: "checkbox", "data-article": index });
      box.checked = state.articles.has(index);
      box.addEventListener("change", () => change({ articles: z.toggled(state.articles, index) }));
      const when = z.make("small", {}, article.published || "");
      return z.make("label", { class: "article" }, box, z.make("bdi", {}, z.visible(article.title || article.file || article.id)), when);
    };
    return z.some(t, ARTICLES, [...graph.articles.entries()], row);
  }
})(Zhengmai);
