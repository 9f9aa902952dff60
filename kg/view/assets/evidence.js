/* The panel beside the picture: what a node or an edge says, and the words it stands on. Text goes in as text, never as markup. */
(function (z) {
  "use strict";

  const MOST = 60; // connections of one kind that the panel lists

  /** An element with attributes and children; strings become text nodes. */
  z.make = function (tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "onclick") element.addEventListener("click", value);
      else if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  };

  z.glyph = function (graph, type) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", "glyph");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", graph.terms.glyphs[graph.terms.types[type].glyph]);
    path.setAttribute("fill-rule", "evenodd");
    svg.append(path);
    svg.style.color = graph.terms.types[type][z.theme()];
    return svg;
  };

  /** The text cut where marks begin and end: [[piece, [kinds]]]. Offsets count code points. */
  z.pieces = function (text, marks) {
    const chars = [...text];
    const cuts = new Set([0, chars.length]);
    for (const [start, stop] of marks) cuts.add(Math.max(0, start)).add(Math.min(chars.length, stop));
    const sorted = [...cuts].sort((a, b) => a - b);
    return sorted.slice(1).map((stop, index) => {
      const start = sorted[index];
      const kinds = marks.filter(([from, to]) => from <= start && stop <= to).map(([, , kind]) => kind);
      return [chars.slice(start, stop).join(""), kinds];
    });
  };

  z.sentence = function (text, marks) {
    const quote = z.make("blockquote", { class: "sentence", lang: "zh" });
    for (const [piece, kinds] of z.pieces(text, marks)) {
      quote.append(kinds.length ? z.make("mark", { class: kinds.join(" ") }, z.visible(piece)) : z.visible(piece));
    }
    return quote;
  };

  function claimCard(graph, claim, t) {
    const sentence = graph.sentences[claim.sentence];
    const article = graph.articles[sentence.article];
    const source = [article.publisher, article.published].filter(Boolean).join(" · ");
    return z.make(
      "article",
      { class: "claim" },
      z.sentence(sentence.text, claim.marks),
      z.make("p", { class: "source" }, z.make("cite", {}, z.visible(article.title || article.file || article.id)), source ? ` ${z.visible(source)}` : ""),
      z.make(
        "p",
        { class: "made" },
        claim.basis ? badge(t.basis(claim.basis), claim.basis) : "",
        z.make("span", {}, `${t.ui("rule")} `, z.make("code", {}, claim.rule)),
        z.make("span", {}, `${t.ui("confidence")} ${claim.confidence.toFixed(2)}`),
        z.make("span", {}, `${t.ui("offsets")} ${sentence.start + claim.at[0]}–${sentence.start + claim.at[1]}`),
      ),
    );
  }

  const badge = (text, kind) => z.make("span", { class: `badge ${kind}` }, text);
  z.badge = badge;

  function claims(graph, ids, t, first) {
    const shown = ids.slice(0, first).map((id) => claimCard(graph, graph.claims[id], t));
    const rest = ids.slice(first);
    const box = z.make("section", { class: "claims" }, z.make("h3", {}, `${t.ui("evidence")} (${ids.length})`), ...shown);
    if (rest.length) {
      const more = z.make("button", { type: "button", class: "link" }, t.ui("more", rest.length));
      more.addEventListener("click", () => more.replaceWith(...rest.map((id) => claimCard(graph, graph.claims[id], t))));
      box.append(more);
    }
    return box;
  }

  /** A button that selects a node. */
  z.nodeButton = function (view, node, text) {
    const { graph, t, go } = view;
    return z.make(
      "button",
      { type: "button", class: "node", onclick: () => go.select("node", node.id) },
      z.glyph(graph, node.group),
      z.make("bdi", {}, text || z.visible(z.titleOf(graph, node, t))),
      node.status === "planned" ? badge(t.status("planned"), "planned") : "",
    );
  };

  function facts(view, node) {
    const { t } = view;
    const number = new Intl.NumberFormat(t.language === "zh" ? "zh-CN" : "en");
    const rows = {
      entity: [["code", node.code], ["surfaces", (node.surfaces || []).filter((s) => s !== node.name).join("、")], ["unresolved", node.unresolved ? "✓" : ""]],
      event: [["time", (node.times || []).join("、")]],
      figure: [
        ["indicator", node.indicator],
        ["value", node.value === undefined ? "" : `${node.modifier || ""} ${number.format(node.value)}${node.max ? `–${number.format(node.max)}` : ""} ${node.unit || ""}`.trim()],
        ["change", view.graph.terms.changes[node.change] ? t.bilingual(view.graph.terms.changes[node.change]) : ""],
        ["baseline", node.baseline],
        ["scope", node.scope],
        ["as_of", node.as_of],
      ],
      words: [],
    }[node.kind];
    const list = z.make("dl", { class: "facts" });
    for (const [key, value] of rows) {
      if (value) list.append(z.make("dt", {}, t.ui(key)), z.make("dd", {}, z.visible(value)));
    }
    return list.children.length ? list : "";
  }

  function roles(view, node) {
    const { graph, t } = view;
    if (node.kind !== "event") return "";
    const list = z.make("dl", { class: "roles" });
    for (const [role, fillers] of z.fillers(graph, node.id)) {
      const items = fillers.map(({ node: filler, edge }) =>
        z.make("dd", {}, z.nodeButton(view, filler), edge.basis !== "stated" ? badge(t.basis(edge.basis), edge.basis) : ""),
      );
      list.append(z.make("dt", {}, t.role(role)), ...items);
    }
    return list;
  }

  function connections(view, node) {
    const { graph, t, go } = view;
    const groups = new Map();
    for (const edge of graph.edgesOf.get(node.id)) {
      if (node.kind === "event" && edge.layer === "role") continue;
      const heading = edge.layer === "role" ? t.bilingual(graph.terms.ui.in_events) : `${edge.from === node.id ? "→" : "←"} ${t.edge(edge)}`;
      if (!groups.has(heading)) groups.set(heading, []);
      groups.get(heading).push(edge);
    }
    const box = z.make("section", { class: "connections" });
    for (const [heading, edges] of groups) {
      const list = z.make("ul", {});
      for (const edge of edges.slice(0, MOST)) {
        const other = graph.nodes.get(z.otherEnd(edge, node.id));
        const name = edge.layer === "role" ? t.role(edge.kind) : edge.post;
        list.append(
          z.make(
            "li",
            {},
            z.nodeButton(view, other),
            name ? z.make("span", { class: "aside" }, z.visible(name)) : "",
            edge.basis !== "stated" ? badge(t.basis(edge.basis), edge.basis) : "",
            z.make("button", { type: "button", class: "why", title: t.ui("evidence"), "aria-label": `${t.ui("evidence")}: ${z.visible(z.titleOf(graph, other, t))}`, onclick: () => go.select("edge", edge.id) }, "❝"),
          ),
        );
      }
      if (edges.length > MOST) list.append(z.make("li", { class: "aside" }, t.ui("more", edges.length - MOST)));
      box.append(z.make("h3", {}, `${heading} (${edges.length})`), list);
    }
    return box;
  }

  function nodePanel(view, node) {
    const { graph, t, go, state } = view;
    const kind = node.kind === "event" ? t.event(node.event) : t.type(node);
    const named = node.kind === "event" ? z.titleOf(graph, node, t).split(" · ").slice(1).join(" · ") || kind : z.titleOf(graph, node, t);
    return [
      z.make("p", { class: "kind" }, z.glyph(graph, node.group), kind, node.status ? badge(t.status(node.status), node.status) : ""),
      z.make("h2", { tabindex: "-1" }, z.make("bdi", {}, z.visible(named))),
      z.make(
        "p",
        { class: "actions" },
        state.focus === node.id ? "" : z.make("button", { type: "button", onclick: () => go.focus(node.id) }, t.ui("focus")),
        state.focus === node.id ? "" : z.make("button", { type: "button", "aria-pressed": String(state.open.has(node.id)), onclick: () => go.expand(node.id) }, t.ui("expand")),
      ),
      facts(view, node),
      roles(view, node),
      claims(graph, node.claims, t, node.kind === "entity" ? 3 : 12),
      connections(view, node),
    ];
  }

  function edgePanel(view, edge) {
    const { graph, t } = view;
    const [from, to] = [graph.nodes.get(edge.from), graph.nodes.get(edge.to)];
    return [
      z.make("p", { class: "kind" }, edge.layer === "role" ? t.ui("role") : t.ui("relation"), badge(t.status(edge.status), edge.status), edge.basis !== "stated" ? badge(t.basis(edge.basis), edge.basis) : ""),
      z.make("h2", { tabindex: "-1" }, t.edge(edge), edge.post ? z.make("span", { class: "aside" }, ` ${z.visible(edge.post)}`) : ""),
      z.make("p", { class: "ends" }, z.nodeButton(view, from), z.make("span", { "aria-hidden": "true" }, edge.kind === "jointActionWith" ? "↔" : "→"), z.nodeButton(view, to)),
      edge.follows && edge.follows.length
        ? z.make("section", {}, z.make("h3", {}, t.ui("follows")), ...edge.follows.map((id) => z.nodeButton(view, graph.nodes.get(id))))
        : "",
      claims(graph, edge.claims, t, 12),
    ];
  }

  /** Fills the panel with what is selected. */
  z.showPanel = function (box, view) {
    const { graph, state } = view;
    const content = state.kind === "edge" ? edgePanel(view, graph.edges.get(state.selected)) : nodePanel(view, graph.nodes.get(state.selected));
    box.replaceChildren(...content.filter(Boolean));
    box.scrollTop = 0;
  };
})(Zhengmai);
