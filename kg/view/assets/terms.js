/* Words of the interface in both languages, and names that are safe to look at. */
(function (z) {
  "use strict";

  // Controls that reorder or hide text; shown by their number, since a name must look like what it is.
  const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

  z.visible = (text) => String(text).replace(CONTROLS, (c) => `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

  /** At most `length` characters (not UTF-16 units) of the text. */
  z.short = function (text, length) {
    const chars = [...z.visible(text)];
    return chars.length > length ? `${chars.slice(0, length - 1).join("")}…` : chars.join("");
  };

  z.translator = function (terms, language) {
    const pick = (term) => (term ? term[language] : "");
    const both = (term) => (term ? (language === "zh" ? `${term.zh} ${term.en}` : term.en) : "");
    return {
      language,
      ui: (key, ...values) => values.reduce((text, value) => text.replace("%", value), pick(terms.ui[key]) || key),
      type: (node) => pick(terms.types[node.group]),
      event: (name) => pick(terms.events[name]),
      role: (name) => pick(terms.roles[name]),
      status: (name) => pick(terms.statuses[name]),
      basis: (name) => pick(terms.bases[name]),
      edge: (edge) => both(terms[edge.layer === "role" ? "roles" : "relations"][edge.kind]),
      relation: (edge) => pick(terms[edge.layer === "role" ? "roles" : "relations"][edge.kind]),
      bilingual: both,
    };
  };

  /** What a node is called in a list: an event by its type, time and matter, a figure by its indicator and value. */
  z.titleOf = function (graph, node, t) {
    if (node.kind === "event") {
      const matter = z.fillers(graph, node.id).find(([role]) => role === "theme" || role === "target");
      const about = matter ? matter[1].map(({ node: filler }) => filler.name).join("、") : "";
      return [t.event(node.event), (node.times || []).join("、"), about].filter(Boolean).join(" · ");
    }
    if (node.kind === "figure") return [node.indicator, node.name].filter(Boolean).join(" ");
    return node.name;
  };

  /** What stands on the canvas: short. */
  z.labelOf = function (graph, node, t) {
    if (node.kind === "event") return [t.event(node.event), (node.times || [])[0]].filter(Boolean).join(" ");
    return z.titleOf(graph, node, t);
  };
})(Zhengmai);
