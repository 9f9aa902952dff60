/* The search box: a combobox whose list shows the best hits while somebody types. */
(function (z) {
  "use strict";

  const NAMES = 12;
  const NAMES_ABOVE = 7; // names that stay where sentences follow
  const SENTENCES = 30;
  const PAUSE = 120; // milliseconds without typing, before sentences are looked through

  /**
   * Wires `input` and its `list`; `view()` gives graph and words as they are now. `choose(id)` is told which node was taken,
   * `read({ article, at })` which sentence.
   */
  z.makeSearch = function (input, list, view, choose, read) {
    const box = { input, list, view, choose, read, sentences: [], waiting: 0 };
    input.addEventListener("input", () => showHits(box));
    input.addEventListener("focus", () => input.value && showHits(box));
    input.addEventListener("blur", () => open(box, false));
    input.addEventListener("keydown", (event) => key(box, event));
  };

  function showHits(box) {
    const { graph, t } = box.view();
    const hits = z.search(graph, box.input.value, NAMES).map((node, index) => hit(box, node, index, graph, t));
    const none = z.make("li", { role: "option", "aria-disabled": "true", class: "empty" }, t.ui("none"));
    box.list.replaceChildren(...(hits.length || !box.input.value.trim() ? hits : [none]));
    open(box, box.list.children.length > 0);
    clearTimeout(box.waiting);
    if (box.input.value.trim()) box.waiting = setTimeout(() => showSentences(box), PAUSE);
  }

  /** Adds the sentences below the names; the first of all is chosen, where no name is. */
  function showSentences(box) {
    const { graph, t } = box.view();
    const { hits, total } = z.searchSentences(graph, box.input.value, SENTENCES);
    box.sentences = hits;
    if (!hits.length || box.list.hidden) return;
    for (const old of box.list.querySelectorAll(".empty, .sentences, [data-sentence]")) old.remove();
    if (options(box).indexOf(current(box)) < NAMES_ABOVE) for (const name of options(box).slice(NAMES_ABOVE)) name.remove();
    const text = total > hits.length ? t.ui("sentences_of", hits.length, total) : t.ui("sentences", total);
    const heading = z.make("li", { role: "option", "aria-disabled": "true", class: "sentences" }, text);
    box.list.append(heading, ...hits.map((found, index) => sentence(box, found, index)));
    if (!current(box)) options(box)[0].setAttribute("aria-selected", "true");
    open(box, true);
  }

  function sentence(box, found, index) {
    const article = box.view().graph.articles[found.article];
    const source = z.make("small", {}, z.visible([article.published, z.short(article.title || article.id, 14)].filter(Boolean).join(" ")));
    const option = z.make("li", { role: "option", id: `sentence-${index}`, "data-sentence": index, "aria-selected": "false" }, z.snippet(found), source);
    return takeable(box, option);
  }

  /** A click takes the option, without taking the cursor out of the box first. */
  function takeable(box, option) {
    option.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(box, option);
    });
    return option;
  }

  function hit(box, node, index, graph, t) {
    const attributes = { role: "option", id: `hit-${index}`, "data-id": node.id, "aria-selected": String(index === 0) };
    const name = z.make("bdi", {}, z.visible(z.titleOf(graph, node, t)));
    const where = z.make("small", {}, z.visible([...z.whereabouts(graph, node), t.type(node)].join(" · ")));
    return takeable(box, z.make("li", attributes, z.glyph(graph, node.group), name, where));
  }

  const options = (box) => [...box.list.querySelectorAll("[data-id], [data-sentence]")];
  const current = (box) => options(box).find((option) => option.getAttribute("aria-selected") === "true");

  function open(box, isOpen) {
    box.list.hidden = !isOpen;
    box.input.setAttribute("aria-expanded", String(isOpen));
    const option = isOpen && current(box);
    if (option) box.input.setAttribute("aria-activedescendant", option.id);
    else box.input.removeAttribute("aria-activedescendant");
  }

  function move(box, by) {
    const all = options(box);
    if (!all.length) return;
    const next = all[(all.indexOf(current(box)) + by + all.length) % all.length];
    for (const option of all) option.setAttribute("aria-selected", String(option === next));
    next.scrollIntoView({ block: "nearest" });
    open(box, true);
  }

  function take(box, option) {
    close(box);
    if (option.dataset.sentence) box.read(box.sentences[option.dataset.sentence]);
    else box.choose(Number(option.dataset.id));
  }

  function close(box) {
    clearTimeout(box.waiting);
    box.input.value = "";
    open(box, false);
  }

  function key(box, event) {
    if (event.isComposing) return; // an input method is still choosing characters
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      move(box, by);
    } else if (event.key === "Enter" && current(box)) take(box, current(box));
    else if (event.key === "Escape") close(box);
  }
})(Zhengmai);
