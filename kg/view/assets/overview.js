/* The whole in a table: how much there is of each type in each division; a cell opens what it counts. */
(function (z) {
  "use strict";

  const MOST = 80; // nodes of a cell that are listed at first

  /**
   * The table of the divisions right below the chosen place (all provinces at first), and what the chosen cell holds; without
   * `sifted` it stands on what the page holds counted.
   */
  z.showOverview = function (box, view, sifted, change) {
    const { graph, state, t } = view;
    const rows = rowsOf(graph, state.place);
    const counts = countCells(graph, rows, sifted ? countsOf(sifted) : tallyOf(graph, state.place));
    const types = Object.keys(graph.terms.types).filter((type) => type !== "Words" && counts.has(`|${type}`));
    const most = Math.max(1, ...rows.flatMap(({ code }) => types.map((type) => counts.get(`${code}|${type}`) || 0)));
    const cell = (code, type) => countCell(view, { code, type, count: counts.get(`${code}|${type}`) || 0, most }, change);
    const shown = rows.filter(({ code }) => types.some((type) => counts.get(`${code}|${type}`)));
    const lines = shown.map((row) => z.make("tr", {}, head(view, row, change), ...types.map((type) => cell(row.code, type))));
    const heads = types.map((type) => z.make("th", { scope: "col" }, z.glyph(graph, type), z.make("span", {}, t.type({ group: type }))));
    const corner = z.make("td", {});
    const caption = z.make("caption", { class: "unseen" }, t.ui("overview"));
    const all = z.make("tr", { class: "all" }, z.make("th", { scope: "row" }, t.ui("altogether")), ...types.map((type) => cell("", type)));
    const table = z.make("table", { class: "counts" }, caption, z.make("thead", {}, z.make("tr", {}, corner, ...heads)), z.make("tbody", {}, all, ...lines));
    box.replaceChildren(z.make("p", { class: "way" }, ...way(view, change)), members(view, sifted), z.make("div", { class: "wide" }, table));
  };

  /** The divisions under a place, and the rest: what lies in the place as a whole, or nowhere that is known. */
  const rowsOf = (graph, place) => [...z.divisionsUnder(graph, place), { code: "-", name: "" }];

  /** What passes the filters, one by one: [[codes, type, 1]]. */
  const countsOf = (sifted) => [...sifted.shown].map((id) => sifted.nodes.get(id)).map(({ codes, group }) => [codes || [], group, 1]);

  /** What lies in a place ("" for all of it) as the page holds it counted: [[codes, type, how many]]. */
  const tallyOf = (graph, place) => graph.tally.filter(([codes]) => !place || codes.some((code) => z.isWithin(graph, code, place)));

  /** Counts by `code|type`, a code of the rows or "-", and by `|type` altogether. */
  function countCells(graph, rows, counted) {
    const counts = new Map();
    const add = (key, count) => counts.set(key, (counts.get(key) || 0) + count);
    const above = new Map();
    const known = new Set(rows.map(({ code }) => code));
    const rowOf = (code) => {
      if (!above.has(code)) {
        let at = code;
        while (at && !known.has(at)) at = graph.divisions[at]?.parent;
        above.set(code, at || "-");
      }
      return above.get(code);
    };
    for (const [codes, type, count] of counted) {
      add(`|${type}`, count);
      for (const code of new Set((codes.length ? codes : ["-"]).map(rowOf))) add(`${code}|${type}`, count);
    }
    return counts;
  }

  function way({ graph, state, t }, change) {
    const steps = [];
    for (let at = state.place; at; at = graph.divisions[at]?.parent) steps.unshift(at);
    const button = (code, name) => z.make("button", { type: "button", class: "link", onclick: () => change({ place: code }) }, z.visible(name));
    return [button("", t.ui("everywhere")), ...steps.flatMap((code) => [" › ", button(code, graph.divisions[code].name)])];
  }

  function head({ t }, { code, name }, change) {
    if (code === "-") return z.make("th", { scope: "row" }, t.ui("elsewhere"));
    const attributes = { type: "button", class: "link", onclick: () => change({ place: code }) };
    return z.make("th", { scope: "row" }, z.make("button", attributes, z.visible(name)));
  }

  function countCell({ state, t }, { code, type, count, most }, change) {
    if (!count) return z.make("td", {});
    const chosen = { cell: `${code}|${type}` };
    const attributes = { type: "button", "data-cell": chosen.cell, "aria-pressed": String(state.cell === chosen.cell) };
    const button = z.make("button", { ...attributes, onclick: () => change(chosen) }, t.numberOf(count));
    button.style.setProperty("--share", code ? String(Math.sqrt(count / most)) : "0");
    return z.make("td", {}, button);
  }

  function members(view, sifted) {
    const { graph, state, t, go } = view;
    const [code, type] = state.cell.split("|");
    if (!type) return z.make("p", { class: "empty" }, t.ui("overview_hint"));
    const under = new Set(rowsOf(graph, state.place).map((row) => row.code));
    const lies = (node) => {
      if (!code) return true;
      if (code === "-") return !(node.codes || []).some((own) => [...under].some((other) => z.isWithin(graph, own, other)));
      return (node.codes || []).some((own) => z.isWithin(graph, own, code));
    };
    const found = [...sifted.shown].map((id) => graph.nodes.get(id)).filter((node) => node.group === type && lies(node));
    found.sort((a, b) => z.weightOf(graph, b.id) - z.weightOf(graph, a.id) || a.id - b.id);
    const item = (node) => z.make("li", {}, z.nodeButton({ ...view, go: { select: (_, id) => go.focus(id) } }, node));
    const list = z.make("ul", { class: "members" }, ...z.some(t, MOST, found, item));
    return z.make("section", { "aria-live": "polite" }, z.make("h3", {}, `${t.type({ group: type })} (${found.length})`), list);
  }
})(Zhengmai);
