/* Figures that speak of the same, side by side; figures that cannot all be true; bodies by their place in the network. */
(function (z) {
  "use strict";

  const SERIES = 12;
  const BODIES = 15;
  const JOINT = 90; // bodies that the picture of joint action holds

  z.showNumbers = function (box, view, sifted) {
    const stands = (id) => sifted.stands.has(id);
    const parts = [differing(view, stands), seriesPart(view, stands), bodies(view, stands), joint(view, sifted)];
    box.replaceChildren(z.make("div", { class: "board" }, ...parts.filter(Boolean)), z.figureTable(view, z.standing(sifted, "figure")));
  };

  const card = (name, title, hint, ...content) =>
    z.make("section", { class: `card ${name}` }, z.make("h3", {}, title), hint ? z.make("p", { class: "hint" }, hint) : "", ...content);

  function figureButton(view, node) {
    const rise = { increase: "▲", decrease: "▼" }[node.change];
    const against = node.baseline && `(${view.t.ui("against", node.baseline)})`;
    return z.nodeButton(view, node, z.visible([rise, node.name, against].filter(Boolean).join(" ")));
  }

  const UNKNOWN = "XXXX"; // a year that the text does not say

  const dateOf = (node) => (node.as_of === UNKNOWN ? "" : node.as_of || "");

  function differing(view, stands) {
    const { graph, t } = view;
    const pairs = graph.differ.filter((pair) => pair.every(stands));
    if (!pairs.length) return null;
    const item = ([a, b]) => {
      const [first, second] = [graph.nodes.get(a), graph.nodes.get(b)];
      const about = z.make("strong", {}, z.visible([first.indicator, first.scope, first.as_of && t.time(first.as_of)].filter(Boolean).join(" · ")));
      return z.make("li", {}, about, figureButton(view, first), z.make("span", { class: "aside" }, "≠"), figureButton(view, second));
    };
    return card("differ", t.ui("differ_caption", pairs.length), t.ui("differ_hint"), z.make("ul", {}, ...z.some(t, 8, pairs, item)));
  }

  function seriesPart(view, stands) {
    const { graph, t } = view;
    const nodesOf = ({ figures, holder }) => ({ nodes: figures.filter(stands).map((id) => graph.nodes.get(id)), holder });
    const groups = graph.series.map(nodesOf).filter(({ nodes }) => nodes.length > 1);
    if (!groups.length) return null;
    const telling = ({ nodes }) => (nodes.some((node) => node.change !== "level") ? 0 : 1);
    groups.sort((a, b) => telling(a) - telling(b) || b.nodes.length - a.nodes.length || a.nodes[0].id - b.nodes[0].id);
    const charts = z.make("div", { class: "charts" }, ...z.some(t, SERIES, groups, (group) => chart(view, group)));
    return card("series", t.ui("series_caption", groups.length), t.ui("series_hint"), charts);
  }

  /** A chart with a scale of its own for the levels, and for the changes in each unit: an increase is no level. */
  function chart(view, { nodes, holder }) {
    const { t } = view;
    const ordered = [...nodes].sort((a, b) => (dateOf(a) || "9").localeCompare(dateOf(b) || "9") || a.id - b.id);
    const levels = ordered.filter((node) => node.change === "level").map((node) => rowOf(view, node));
    const before = computed(view, ordered);
    if (before) levels.unshift(before);
    const scales = new Map([["", levels]]);
    for (const node of ordered.filter(({ change }) => change !== "level")) {
      const unit = node.unit || "-";
      scales.set(unit, [...(scales.get(unit) || []), rowOf(view, node)]);
    }
    const bars = [...scales.values()].filter((rows) => rows.length).map(z.bars);
    const heading = z.make("h4", {}, z.visible([nodes[0].indicator, holderOf(view, nodes[0], holder)].join(" · ")));
    return z.make("div", { class: "chart" }, heading, ...bars);
  }

  const LOOKS = { level: "stated", increase: "more", decrease: "less" };

  function rowOf(view, node) {
    const { t } = view;
    const date = dateOf(node);
    const label = date ? t.time(date) : t.published(z.publishedOf(view.graph, node));
    return { label, content: figureButton(view, node), value: node.value, look: LOOKS[node.change] };
  }

  /** Whose figures they are: the place with what it lies in where several have its name, the body; said too where nobody knows. */
  function holderOf({ graph, t }, node, holder) {
    if (holder === null) return node.scope || t.ui("no_scope");
    const { name, codes } = graph.nodes.get(holder);
    return codes && codes.length === 1 && graph.divisions[codes[0]]?.name === name ? z.placeName(graph, codes[0]) : name;
  }

  /** What a level was before the change that the text gives with it; computed, and shown as such. */
  function computed({ t }, nodes) {
    const levels = nodes.filter((node) => node.change === "level" && !node.modifier);
    const changes = nodes.filter((node) => node.change !== "level" && node.baseline && !node.modifier);
    if (levels.length !== 1 || changes.length !== 1) return null;
    const [[level], [change]] = [levels, changes];
    const isShare = /^[%％]$/.test(level.unit || "");
    if (isShare !== /百分点$/.test(change.unit || "") || (!isShare && level.unit !== change.unit)) return null;
    const value = level.value + (change.change === "increase" ? -change.value : change.value);
    const words = `${t.number({ value: Math.round(value * 1000) / 1000 })} ${level.unit || ""}`;
    return { label: change.baseline, content: z.make("span", { class: "computed" }, z.badge(t.ui("computed"), "restored"), ` ${words}`), value, look: "computed" };
  }

  function bodies(view, stands) {
    const { graph, t } = view;
    const found = graph.measures.filter(([id]) => stands(id));
    if (!found.length) return null;
    const row = ([id, degree, between, community]) => {
      const group = z.make("span", { class: "aside" }, String(community + 1));
      const cells = [z.nodeButton(view, graph.nodes.get(id)), String(degree), `${t.numberOf(Math.round(between * 10000) / 100)}\u00a0%`, group];
      return z.make("tr", {}, ...cells.map((cell) => z.make("td", {}, cell)));
    };
    const heads = ["body", "degree", "betweenness", "community"].map((key) => z.make("th", { scope: "col" }, t.ui(key)));
    const rows = found.slice(0, BODIES).map(row);
    const table = z.make("table", {}, z.make("thead", {}, z.make("tr", {}, ...heads)), z.make("tbody", {}, ...rows));
    return card("bodies", t.ui("bodies_caption", Math.min(BODIES, found.length), found.length), t.ui("bodies_hint"), table);
  }

  function joint(view, sifted) {
    const { graph, t, go } = view;
    const ties = new Map();
    for (const [id] of graph.joint) {
      for (const edge of sifted.edgesOf.get(id)) if (edge.kind === "jointActionWith") ties.set(edge.id, [edge.from, edge.to]);
    }
    if (!ties.size) return null;
    const ends = new Set([...ties.values()].flat());
    const tied = graph.joint.filter(([id]) => ends.has(id));
    const kept = tied.slice(0, JOINT);
    const held = new Set(kept.map(([id]) => id));
    const lines = [...ties].filter(([, pair]) => pair.every((id) => held.has(id))).map(([id, pair]) => [...pair, id]);
    const hint = t.ui("joint_hint", kept.length, tied.length);
    return card("joint", t.ui("joint_caption"), hint, z.smallNetwork(view, kept, lines, go.select));
  }
})(Zhengmai);
