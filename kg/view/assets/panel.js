/* The panel beside the picture: what a node or an edge says, and the words it stands on. */
(function (z) {
  "use strict";

  const MOST = 60; // connections of one kind that the panel lists at first

  function claimCard(view, id) {
    const { graph, t, go } = view;
    const claim = z.claimOf(graph, id);
    const { sentence } = claim;
    const article = graph.articles[sentence.article];
    const source = [article.publisher, article.published].filter(Boolean).join(" · ");
    return z.make(
      "article",
      { class: "claim" },
      z.sentence(z.textOf(graph, sentence), claim.marks),
      z.make("p", { class: "source" }, z.make("cite", {}, z.cited(article)), ` ${z.visible(source)}`),
      z.make(
        "p",
        { class: "made" },
        claim.basis ? z.badge(t.basis(claim.basis), claim.basis) : "",
        z.verified(claim, t),
        z.make("span", {}, `${t.ui("rule")} `, z.make("code", {}, claim.rule)),
        z.make("span", {}, `${t.ui("confidence")} ${claim.confidence.toFixed(2)}`),
        z.make("span", {}, `${t.ui("offsets")} ${sentence.start + claim.at[0]}–${sentence.start + claim.at[1]}`),
        z.make("button", { type: "button", class: "link read", onclick: () => go.read(id) }, t.ui("read")),
        article.cite ? z.make("button", { type: "button", class: "link cite", onclick: (event) => cite(event.currentTarget, view, sentence) }, t.ui("cite")) : "",
      ),
    );
  }

  /** Copies the sentence with the reference of its article (GB/T 7714), and says so on the button. */
  async function cite(button, { graph, t }, sentence) {
    const words = `“${z.textOf(graph, sentence).trim()}”\n${graph.articles[sentence.article].cite}`;
    const done = await copied(words);
    button.textContent = t.ui(done ? "cited" : "not_cited");
    setTimeout(() => (button.textContent = t.ui("cite")), 1600);
  }

  /** Whether the words are on the clipboard now; a page in a sandboxed frame may not put them there. */
  async function copied(words) {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      const box = z.make("textarea", { class: "unseen", "aria-hidden": "true" });
      box.value = words;
      document.body.append(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      return done;
    }
  }

  function claims(view, ids, first) {
    const heading = z.make("h3", {}, `${view.t.ui("evidence")} (${ids.length})`);
    return z.make("section", { class: "claims" }, heading, ...z.some(view.t, z.isPrinting ? ids.length : first, ids, (id) => claimCard(view, id)));
  }

  /** A button that selects a node. */
  z.nodeButton = function (view, node, text) {
    const { graph, t, go } = view;
    return z.make(
      "button",
      { type: "button", class: "node", onclick: () => go.select("node", node.id) },
      z.glyph(graph, node.group),
      z.make("bdi", {}, text || z.visible(z.titleOf(graph, node, t))),
      node.status === "planned" ? z.badge(t.status("planned"), "planned") : "",
      z.tick(node, t),
    );
  };

  function facts(view, node) {
    const { t } = view;
    const rows = {
      entity: [
        ["code", node.code],
        ["surfaces", (node.surfaces || []).join("、")],
      ],
      event: [["time", (node.times || []).map(t.time).join("、")]],
      figure: [
        ["indicator", node.indicator],
        ["value", [node.modifier, t.number(node), node.unit].filter(Boolean).join(" ")],
        ["change", t.change(node.change)],
        ["baseline", node.baseline],
        ["scope", node.scope],
        ["as_of", node.as_of && t.time(node.as_of)],
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
        z.make("dd", {}, z.nodeButton(view, filler), basisOf(edge, t)),
      );
      list.append(z.make("dt", {}, t.role(role)), ...items);
    }
    return list;
  }

  function connection(view, node, edge) {
    const { graph, t, go } = view;
    const other = graph.nodes.get(z.otherEnd(edge, node.id));
    const name = edge.layer === "role" ? t.role(edge.kind) : edge.post;
    const label = `${t.ui("evidence")}: ${z.visible(z.titleOf(graph, other, t))}`;
    const why = { type: "button", class: "why", title: t.ui("evidence"), "aria-label": label, onclick: () => go.select("edge", edge.id) };
    return z.make(
      "li",
      {},
      z.nodeButton(view, other),
      name ? z.make("span", { class: "aside" }, z.visible(name)) : "",
      basisOf(edge, t),
      z.make("button", why, "❝"),
    );
  }

  /** Says so where a filler does not stand in the clause. */
  const basisOf = (edge, t) => (edge.basis === "stated" ? "" : z.badge(t.basis(edge.basis), edge.basis));

  function connections(view, node) {
    const { graph, t } = view;
    const groups = new Map();
    for (const edge of graph.edgesOf.get(node.id)) {
      if (node.kind === "event" && edge.layer === "role") continue;
      const relation = `${edge.from === node.id ? "→" : "←"} ${t.edge(edge)}`;
      const heading = edge.layer === "role" ? t.ui("in_events") : relation;
      if (!groups.has(heading)) groups.set(heading, []);
      groups.get(heading).push(edge);
    }
    const box = z.make("section", { class: "connections" });
    for (const [heading, edges] of groups) {
      const list = z.make("ul", {});
      list.append(...z.some(t, MOST, edges, (edge) => connection(view, node, edge)));
      box.append(z.make("h3", {}, `${heading} (${edges.length})`), list);
    }
    return box;
  }

  function nodePanel(view, node) {
    const { graph, t } = view;
    const kind = node.kind === "event" ? t.event(node.event) : t.type(node);
    const title = z.titleOf(graph, node, t);
    const named = node.kind === "event" ? title.split(" · ").slice(1).join(" · ") || kind : title;
    return [
      z.make("p", { class: "kind" }, z.glyph(graph, node.group), kind, node.status ? z.badge(t.status(node.status), node.status) : "", z.verified(node, t)),
      z.make("h2", { tabindex: "-1" }, z.make("bdi", {}, z.visible(named))),
      z.make("p", { class: "actions" }, ...view.go.offers(node)),
      facts(view, node),
      roles(view, node),
      claims(view, node.claims, node.kind === "entity" ? 3 : 12),
      connections(view, node),
    ];
  }

  function edgePanel(view, edge) {
    const { graph, t } = view;
    const [from, to] = [graph.nodes.get(edge.from), graph.nodes.get(edge.to)];
    const arrow = z.make("span", { "aria-hidden": "true" }, edge.kind === "jointActionWith" ? "↔" : "→");
    const follows = (edge.follows || []).map((id) => z.nodeButton(view, graph.nodes.get(id)));
    const layer = t.ui(edge.layer === "role" ? "role" : "relation");
    return [
      z.make("p", { class: "kind" }, layer, z.badge(t.status(edge.status), edge.status), basisOf(edge, t), z.verified(edge, t)),
      z.make("h2", { tabindex: "-1" }, t.edge(edge), edge.post ? z.make("span", { class: "aside" }, ` ${z.visible(edge.post)}`) : ""),
      z.make("p", { class: "ends" }, z.nodeButton(view, from), arrow, z.nodeButton(view, to)),
      follows.length ? z.make("section", {}, z.make("h3", {}, t.ui("follows")), ...follows) : "",
      claims(view, edge.claims, 12),
    ];
  }

  /** Fills the panel with how much there is, while nothing of it is read; `begin` goes to the main body. */
  z.showSummary = function (box, { graph, t }, begin) {
    const row = (key, value) => [z.make("dt", {}, t.ui(key)), z.make("dd", {}, value)];
    const counts = { articles: graph.articles.length, nodes: graph.size.nodes, edges: graph.size.edges };
    const list = z.make("dl", { class: "facts" }, ...Object.entries(counts).flatMap(([key, count]) => row(key, t.numberOf(count))));
    const lead = z.make("button", { type: "button", class: "node", onclick: begin }, z.glyph(graph, graph.lead.group), z.make("bdi", {}, z.visible(graph.lead.name)));
    const leftOut = graph.left_out ? z.make("p", { class: "hint" }, t.ui("not_here", graph.left_out)) : "";
    const parts = [z.make("h2", { tabindex: "-1" }, t.ui("summary")), list, leftOut, z.make("h3", {}, t.ui("begin_at")), z.make("p", {}, lead), z.make("p", { class: "hint" }, t.ui("summary_hint"))];
    box.replaceChildren(...parts.filter(Boolean));
  };

  /** Fills the panel with what is selected. */
  z.showPanel = function (box, view) {
    const { kind, selected } = view.state;
    const content = kind === "edge" ? edgePanel(view, view.graph.edges.get(selected)) : nodePanel(view, view.graph.nodes.get(selected));
    box.replaceChildren(...content.filter(Boolean));
    box.scrollTop = 0;
  };
})(Zhengmai);
