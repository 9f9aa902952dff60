/* The text of an article, in which words can be selected but nothing typed; places are counted in code points, as decisions count. */
const KgText = (function (app) {
  "use strict";

  const { make } = app;
  const length = (words) => [...words].length;

  /** How each place is drawn: the classes of the statements that stand on it. */
  function classes(statements) {
    const drawn = [];
    for (const s of statements) {
      const sure = s.decision ? " decided" : "";
      if (s.kind === "mention" || s.kind === "figure" || s.kind === "date") drawn.push([s.at[0], s.at[1], `${s.kind}${sure}`, s.zh]);
      else if (s.kind === "event") drawn.push([s.trigger[0], s.trigger[1], `event${sure}`, s.zh]);
    }
    return drawn;
  }

  /** The words from `at` on in pieces, each drawn alike throughout. */
  function pieces(words, at, drawn) {
    const points = [...words];
    const stop = at + points.length;
    const here = drawn.filter(([from, to]) => from < stop && to > at);
    const cuts = [...new Set([at, stop, ...here.flatMap(([from, to]) => [Math.max(at, from), Math.min(stop, to)])])].sort((a, b) => a - b);
    return cuts.slice(0, -1).map((from, i) => {
      const on = here.filter(([first, last]) => first <= from && last >= cuts[i + 1]);
      const piece = make("span", on.map(([, , kind]) => kind).join(" "), points.slice(from - at, cuts[i + 1] - at).join(""));
      piece.dataset.at = String(from);
      if (on.length) piece.title = on.map(([, , , told]) => told).join("\n");
      return piece;
    });
  }

  function draw(box, text, statements) {
    const drawn = classes(statements);
    let at = 0;
    const lines = [];
    for (const line of text.split("\n")) {
      if (line.trim()) lines.push(make("p", "", ...pieces(line, at, drawn)));
      at += length(line) + 1;
    }
    box.replaceChildren(...lines);
  }

  /** The place in the text of a place in the page. */
  function place(node, offset) {
    if (node.nodeType === Node.TEXT_NODE) {
      const piece = node.parentElement.closest("[data-at]");
      return piece ? Number(piece.dataset.at) + length(node.data.slice(0, offset)) : null;
    }
    const child = node.childNodes[offset];
    if (child && child.nodeType === Node.ELEMENT_NODE) {
      const first = child.matches("[data-at]") ? child : child.querySelector("[data-at]");
      if (first) return Number(first.dataset.at);
    }
    const all = node.matches("[data-at]") ? [node] : node.querySelectorAll("[data-at]");
    const last = all[all.length - 1];
    return last ? Number(last.dataset.at) + length(last.textContent) : null;
  }

  /** What is selected in the text: [start, stop], equal where there is a caret alone; null where the selection is elsewhere. */
  function selected(box) {
    const selection = document.getSelection();
    if (!selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!box.contains(range.startContainer) || !box.contains(range.endContainer)) return null;
    const at = [place(range.startContainer, range.startOffset), place(range.endContainer, range.endOffset)];
    return at.includes(null) ? null : at;
  }

  function point(box, at) {
    const piece = [...box.querySelectorAll("[data-at]")].findLast((p) => Number(p.dataset.at) <= at);
    if (!piece) return [box, 0];
    const words = [...piece.textContent].slice(0, at - Number(piece.dataset.at)).join("");
    return [piece.firstChild, words.length];
  }

  function rangeOf(box, start, stop) {
    const range = document.createRange();
    range.setStart(...point(box, start));
    range.setEnd(...point(box, stop));
    return range;
  }

  /** Keeps the words lit while others are selected; nothing where the browser cannot. */
  function light(box, at) {
    if (!window.Highlight || !CSS.highlights) return;
    if (at && at[0] < at[1]) CSS.highlights.set("kg-asked", new Highlight(rangeOf(box, at[0], at[1])));
    else CSS.highlights.delete("kg-asked");
  }

  function select(box, start, stop) {
    const range = rangeOf(box, start, stop);
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    range.startContainer.parentElement.scrollIntoView({ block: "center" });
  }

  /** Nothing that is typed, pasted or dropped changes the text; `again` draws it anew where an input method has changed it all the same. */
  function guard(box, again) {
    for (const kind of ["beforeinput", "paste", "cut", "drop"]) box.addEventListener(kind, (event) => event.preventDefault());
    box.addEventListener("input", again);
    box.addEventListener("compositionend", again);
  }

  return { draw, guard, length, light, select, selected };
})(KgApp);
