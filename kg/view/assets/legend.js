/* The legend: what shapes, colours and lines mean, how many there are of each, and which are shown. */
(function (z) {
  "use strict";

  z.showLegend = function (box, view, toggle) {
    const { graph, t } = view;
    const counts = countOf(graph);
    const present = (terms) => Object.entries(terms).filter(([name]) => counts.get(name));
    const chips = [
      ...present(graph.terms.types).map(([type, term]) => [type, term, z.glyph(graph, type)]),
      ...present(graph.terms.statuses).map(([status, term]) => [status, term, stroke(status)]),
    ].map(([name, term, mark]) => chip(view, name, term, mark, counts.get(name), toggle));
    const restored = z.make("span", { class: "key" }, stroke("restored"), t.basis("restored"));
    const verified = z.tickKey([...graph.nodes.values(), ...graph.edges.values()], t);
    box.replaceChildren(...[...chips, restored, verified].filter(Boolean));
  };

  function countOf(graph) {
    const counts = new Map();
    const add = (name) => counts.set(name, (counts.get(name) || 0) + 1);
    for (const node of graph.nodes.values()) {
      add(node.group);
      if (node.status) add(node.status);
    }
    return counts;
  }

  const stroke = (kind) => z.make("i", { class: `stroke ${kind}`, "aria-hidden": "true" });

  function chip({ state, t }, name, term, mark, count, toggle) {
    const attributes = {
      type: "button",
      class: "chip",
      "data-type": name,
      "aria-pressed": String(!state.hidden.has(name)),
      onclick: () => toggle(name),
    };
    const chinese = t.language === "zh";
    const words = z.make("span", {}, chinese ? term.zh : term.en);
    const english = chinese ? z.make("small", {}, term.en) : "";
    return z.make("button", attributes, mark, words, english, z.make("span", { class: "count" }, String(count)));
  }
})(Zhengmai);
