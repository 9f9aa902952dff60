/* Pieces of the page; text goes in as text, never as markup. */
(function (z) {
  "use strict";

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

  z.badge = (text, kind) => z.make("span", { class: `badge ${kind}` }, text);

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
})(Zhengmai);
