/* An article as it was written: names coloured by type, what was read of each paragraph in the margin, both ways by hover and click. */
(function (z) {
  "use strict";

  /** What stands in an article: [{ start, stop, node, kind }], kind is name, figure, clause or trigger; offsets count characters. */
  z.placesIn = function (graph, article) {
    if (!graph.places.has(article)) graph.places.set(article, [...found(graph, article)]);
    return graph.places.get(article);
  };

  function* found(graph, article) {
    const kinds = { entity: { word: "name" }, figure: { word: "figure" }, event: { clause: "clause", trigger: "trigger" }, words: {} };
    for (const node of graph.nodes.values()) {
      if (node.borrowed || !node.articles.has(article)) continue;
      for (const id of node.claims.filter((claim) => z.articleOf(graph, claim) === article)) {
        const { sentence, marks } = z.claimOf(graph, id);
        for (const [start, stop, mark] of marks) {
          const kind = kinds[node.kind][mark];
          if (kind) yield { start: sentence.start + start, stop: sentence.start + stop, node: node.id, kind };
        }
      }
    }
  }

  function paragraphsOf(chars) {
    const cuts = [-1, ...chars.keys()].filter((at) => at < 0 || chars[at] === "\n");
    const lines = cuts.map((at, index) => ({ start: at + 1, stop: cuts[index + 1] ?? chars.length }));
    return lines.filter(({ start, stop }) => chars.slice(start, stop).join("").trim());
  }

  /** Where the cells of a table's row part, if the line is one. */
  const tabsIn = (chars, line) => chars.slice(line.start, line.stop).flatMap((char, index) => (char === "\t" ? [line.start + index] : []));

  /** The lines, each with the cells of the widest row of its table: a row that ends in blanks is shorter as text. */
  function withCells(chars, lines) {
    const cells = lines.map((line) => tabsIn(chars, line).length + 1);
    for (let at = 1; at < cells.length; at += 1) if (Math.min(cells[at], cells[at - 1]) > 1) cells[at] = Math.max(cells[at], cells[at - 1]);
    for (let at = cells.length - 1; at > 0; at -= 1) if (Math.min(cells[at], cells[at - 1]) > 1) cells[at - 1] = Math.max(cells[at], cells[at - 1]);
    return lines.map((line, at) => ({ ...line, cells: cells[at] }));
  }

  /** The pieces of a paragraph between all borders of what stands in it, with the smallest name, the events and the look of each. */
  function piecesOf(chars, line, places, read, at) {
    const inside = places.filter(({ start, stop }) => start < line.stop && line.start < stop);
    const tabs = tabsIn(chars, line).map((tab) => ({ start: tab, stop: tab + 1 }));
    const borders = [...inside, ...tabs, ...read.map(([start, stop]) => ({ start, stop })), ...(at ? [{ start: at[0], stop: at[1] }] : [])];
    const within = ({ start, stop }) => [start, stop].filter((cut) => cut > line.start && cut < line.stop);
    const cuts = [...new Set([line.start, ...borders.flatMap(within), line.stop])].sort((a, b) => a - b);
    return cuts.slice(1).map((stop, index) => {
      const start = cuts[index];
      const over = inside.filter((place) => place.start <= start && stop <= place.stop);
      const named = over.filter(({ kind }) => kind === "name" || kind === "figure");
      const owner = named.sort((a, b) => a.stop - a.start - (b.stop - b.start))[0];
      return {
        text: chars.slice(start, stop).join(""),
        owner,
        nodes: [...new Set(over.map(({ node }) => node))],
        trigger: over.some(({ kind }) => kind === "trigger"),
        unread: !read.some(([from, to]) => from <= start && stop <= to),
        asked: at && at[0] <= start && stop <= at[1],
      };
    });
  }

  function pieceElement(view, piece) {
    const { graph, go, t } = view;
    const looks = [piece.owner && piece.owner.kind, piece.trigger && "trigger", piece.unread && "unread", piece.asked && "asked"];
    const attributes = { class: ["piece", ...looks.filter(Boolean)].join(" "), "data-nodes": piece.nodes.join(" ") };
    const words = z.visible(piece.text);
    if (!piece.owner) {
      const events = piece.nodes.filter((id) => graph.nodes.get(id).kind === "event");
      const element = z.make("span", attributes, words);
      if (events.length) element.addEventListener("click", () => go.select("node", events[0]));
      return element;
    }
    const node = graph.nodes.get(piece.owner.node);
    const label = `${piece.text}: ${t.type(node)} ${z.titleOf(graph, node, t)}`;
    const more = { role: "button", tabindex: "0", "data-owner": node.id, "aria-label": z.visible(label) };
    const element = z.pressable(z.make("span", { ...attributes, ...more }, words), () => go.select("node", node.id));
    element.style.setProperty("--type", z.colour(graph, node.group));
    return element;
  }

  function note(view, { node: id, kind }) {
    const { graph, t, go } = view;
    const node = graph.nodes.get(id);
    const rise = { increase: "▲", decrease: "▼" }[node.change];
    const title = kind === "clause" ? z.titleOf(graph, node, t) : [node.indicator, rise, node.name].filter(Boolean).join(" ");
    const attributes = { type: "button", class: `note ${node.status || ""}`, "data-note": id, onclick: () => go.select("node", id) };
    return z.make("button", attributes, z.glyph(graph, node.group), z.make("bdi", {}, z.visible(title)), z.tick(node, t));
  }

  function paragraph(view, chars, line, places, at, tag = "p") {
    const pieces = piecesOf(chars, line, places, z.partOf(view.graph, view.state.article).read, at).map((piece) => pieceElement(view, piece));
    const begun = places.filter(({ start, kind }) => start >= line.start && start < line.stop && (kind === "clause" || kind === "figure"));
    const notes = begun.sort((a, b) => a.start - b.start || a.stop - b.stop).map((place) => note(view, place));
    const words = line.cells > 1 ? rowOf(tag, pieces, line.cells) : z.make(tag, {}, ...pieces);
    return z.make("div", { class: "line" }, words, z.make("div", { class: "notes" }, ...notes));
  }

  /** A table's row of so many cells; the tab stays behind its cell, for whoever copies the text. */
  function rowOf(tag, pieces, count) {
    const cells = [[]];
    for (const piece of pieces) {
      cells.at(-1).push(piece);
      if (piece.textContent === "\t") cells.push([]);
    }
    const row = z.make(tag, { class: "row" }, ...cells.map((cell) => z.make("span", { class: "cell" }, ...cell)));
    row.style.setProperty("--cells", count);
    return row;
  }

  const GAP = 14; // px below a paragraph, which its notes may use
  const ROWS = 52; // px of two rows of notes, where they stand below their paragraph

  /** Hides the notes that would tear the text apart behind a button that says how many they are; all are measured before any is hidden. */
  function foldNotes(box, view) {
    const isBelow = window.matchMedia("(max-width: 900px)").matches;
    const folds = [...box.querySelectorAll(".notes")].map((notes) => {
      const top = notes.getBoundingClientRect().top;
      const room = isBelow ? ROWS : notes.previousElementSibling.offsetHeight + GAP;
      const bottoms = [...notes.querySelectorAll(".note")].map((element) => [element, element.getBoundingClientRect().bottom - top]);
      return { notes, beyond: beyondOf(bottoms, room) };
    });
    for (const { notes, beyond } of folds) fold(notes, beyond, view);
  }

  /** The notes that do not fit, if any, the button for them reckoned in; the first always does. */
  function beyondOf(bottoms, room) {
    if (bottoms.length < 3 || bottoms.at(-1)[1] <= room) return [];
    const kept = bottoms.filter(([, bottom]) => bottom + 22 <= room).length;
    return bottoms.slice(Math.max(1, kept)).map(([element]) => element);
  }

  function fold(notes, beyond, { t }) {
    if (!beyond.length) return;
    for (const element of beyond) element.classList.add("beyond");
    const open = z.make("button", { type: "button", class: "unfold", "aria-label": t.ui("more", beyond.length), title: t.ui("more", beyond.length) }, `+${beyond.length}`);
    open.addEventListener("click", () => unfold(notes)?.focus());
    notes.append(open);
  }

  /** Shows all notes of a paragraph; returns the first that was hidden. */
  function unfold(notes) {
    const hidden = [...notes.querySelectorAll(".beyond")];
    for (const element of hidden) element.classList.remove("beyond");
    notes.querySelector(".unfold")?.remove();
    return hidden[0];
  }

  /** The heading with what stands above the text: `title` is the line of the text that is the title, where it has one. */
  function head(view, title) {
    const { graph, state, t, go } = view;
    const article = graph.articles[state.article];
    const words = [article.publisher, article.published, article.file].filter(Boolean).map(z.visible).join(" · ");
    const source = title ? z.sourceLink(article, words) : words;
    const name = title || z.make("h2", {}, z.cited(article));
    const choose = z.make("select", { "aria-label": t.ui("article") });
    for (const [index, other] of graph.articles.entries()) {
      choose.append(z.make("option", { value: index }, z.visible(other.title || other.file || other.id)));
    }
    choose.value = String(state.article);
    choose.addEventListener("change", () => go.article(Number(choose.value)));
    const alone = graph.reading && z.make("a", { href: `${graph.reading}/${article.page}`, class: "link" }, t.ui("page"));
    const marked = z.placesIn(graph, state.article).some(({ node }) => graph.nodes.get(node).verified);
    const legend = marked ? z.make("span", { class: "key verified" }, ` · ${z.TICK} ${t.ui("verified")}`) : "";
    const line = z.make("p", { class: "source" }, source, alone ? " · " : "", alone, legend);
    const hint = view.hint ? z.make("p", { class: "source narrow" }, view.hint) : "";
    return z.make("header", { class: "paper" }, graph.articles.length > 1 ? choose : "", name, line, hint);
  }

  /** Lights the words and notes of a node, and of the events that it fills or that fill it. */
  function light(box, view, ids, look) {
    for (const element of box.querySelectorAll(`.${look}`)) element.classList.remove(look);
    for (const id of ids) {
      for (const element of box.querySelectorAll(`[data-nodes~="${id}"]`)) {
        if (view.graph.nodes.get(id).kind === "event" || element.dataset.owner === String(id)) element.classList.add(look);
      }
      for (const element of box.querySelectorAll(`[data-note="${id}"]`)) element.classList.add(look);
    }
  }

  function together(graph, id) {
    const { kind } = graph.nodes.get(id);
    const others = kind === "event" ? [] : z.neighbours(graph, id, "role").filter((other) => graph.nodes.get(other).kind === "event");
    return [id, ...others];
  }

  function hovered(box, view, event) {
    const element = event.target.closest("[data-owner], [data-note], [data-nodes]");
    if (!element) return light(box, view, [], "lit");
    const events = (element.dataset.nodes || "").split(" ").filter(Boolean).map(Number);
    const id = Number(element.dataset.owner ?? element.dataset.note ?? events[0] ?? NaN);
    return light(box, view, Number.isNaN(id) ? [] : together(view.graph, id), "lit");
  }

  function draw(box, view) {
    const { graph, state } = view;
    const chars = z.charsOf(graph, state.article);
    const places = z.placesIn(graph, state.article);
    const { title } = graph.articles[state.article];
    const lines = withCells(chars, paragraphsOf(chars));
    const named = lines.find(({ start, stop }) => chars.slice(start, stop).join("").trim() === title);
    const element = (line) => paragraph(view, chars, line, places, state.at, line === named ? "h2" : "p");
    const body = z.make("div", { class: "paper", lang: "zh" }, ...lines.filter((line) => line !== named).map(element));
    box.replaceChildren(head(view, named && element(named)), body);
    foldNotes(box, view);
    box.onmouseover = box.onfocusin = (event) => hovered(box, view, event);
    box.onmouseleave = () => light(box, view, [], "lit");
  }

  /** Shows the article of the state, with what is selected marked and in sight. */
  z.showReading = function (box, view) {
    const { graph, state, t } = view;
    const drawing = [state.article, state.at, t.language, z.theme(), box.offsetWidth].join("|");
    if (box.dataset.drawing !== drawing) draw(box, view);
    const moved = box.dataset.drawing !== drawing;
    box.dataset.drawing = drawing;
    const ends = state.kind === "edge" ? [graph.edges.get(state.selected).from, graph.edges.get(state.selected).to] : [state.selected];
    light(box, view, ends.filter((id) => graph.nodes.has(id)), "chosen");
    const asked = box.querySelector(".asked");
    if (asked && moved) asked.scrollIntoView({ block: "center" });
    else if (!inSight(box, ".chosen")) box.querySelector(".paper .chosen")?.scrollIntoView({ block: "center" });
  };

  /** The article in which a claim stands, and its words there: { article, at: [start, stop] }. */
  z.spanOf = function (graph, id) {
    const { sentence, at } = z.claimOf(graph, id);
    return { article: sentence.article, at: at.map((offset) => sentence.start + offset) };
  };

  z.toSpan = (at) => at.join("-");

  /** The span that an address names, [start, stop], else null. */
  z.fromSpan = function (words) {
    const found = /^(\d{1,9})-(\d{1,9})$/.exec(words || "");
    return found && Number(found[1]) < Number(found[2]) ? [Number(found[1]), Number(found[2])] : null;
  };

  function inSight(box, selector) {
    const room = box.getBoundingClientRect();
    return [...box.querySelectorAll(selector)].some((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= room.top && bottom <= room.bottom;
    });
  }
})(Zhengmai);
