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

  /** An element of a drawing; strings become text nodes. */
  z.svg = function (tag, attributes = {}, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };

  z.glyph = function (graph, type) {
    const d = graph.terms.glyphs[graph.terms.types[type].glyph];
    const path = z.svg("path", { d, "fill-rule": "evenodd" });
    const glyph = z.svg("svg", { viewBox: "0 0 24 24", class: "glyph", "aria-hidden": "true" }, path);
    glyph.style.color = z.colour(graph, type);
    return glyph;
  };

  z.colour = (graph, type) => graph.terms.types[type][z.theme()];

  /** Makes anything a button for mouse and keyboard. */
  z.pressable = function (element, action) {
    element.addEventListener("click", action);
    element.addEventListener("keydown", (event) => {
      if (!["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      action(event);
    });
    return element;
  };

  /** The rows, at most `most` at first, and a button for the others. */
  z.some = function (t, most, items, make) {
    const shown = items.slice(0, most).map(make);
    const rest = items.slice(most);
    if (!rest.length) return shown;
    const more = z.make("button", { type: "button", class: "link" }, t.ui("more", rest.length));
    const last = shown[0]?.tagName === "LI" ? z.make("li", {}, more) : more; // a list holds items alone
    more.addEventListener("click", () => last.replaceWith(...rest.map(make)));
    return [...shown, last];
  };

  z.TICK = "✓"; // stands on what a person has verified

  /** The mark of what a person has verified; nothing on what nobody has. */
  z.verified = (thing, t) => (thing.verified ? z.badge(`${z.TICK} ${t.ui("verified")}`, "verified") : "");

  /** The same as a sign alone, for lists and drawings, told to those who do not see it. */
  z.tick = (thing, t) => (thing.verified ? z.make("b", { class: "tick", role: "img", title: t.ui("verified"), "aria-label": t.ui("verified") }, z.TICK) : "");

  /** What the sign means, where one of the things has it. */
  z.tickKey = function (things, t) {
    if (!things.some((thing) => thing.verified)) return "";
    return z.make("span", { class: "key verified" }, z.make("b", { class: "tick", "aria-hidden": "true" }, z.TICK), t.ui("verified"));
  };

  /** How many of the things a person has verified, behind their sign; nothing where it is none. */
  z.ticks = (count) => (count ? `${z.TICK}${count}` : "");

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

  /** What an article is called, as a link to where it was published, where that is known: followed only by who clicks on it. */
  z.cited = (article) => z.sourceLink(article, z.visible(article.title || article.file || article.id));

  /** The words as a link to where an article was published, where that is known. */
  z.sourceLink = function (article, words) {
    if (!/^https?:\/\//.test(article.url || "")) return words;
    return z.make("a", { href: article.url, rel: "noopener noreferrer", target: "_blank", class: "origin", title: article.url }, words);
  };

  z.sentence = function (text, marks) {
    const quote = z.make("blockquote", { class: "sentence", lang: "zh" });
    for (const [piece, kinds] of z.pieces(text, marks)) {
      quote.append(kinds.length ? z.make("mark", { class: kinds.join(" ") }, z.visible(piece)) : z.visible(piece));
    }
    return quote;
  };
})(Zhengmai);
