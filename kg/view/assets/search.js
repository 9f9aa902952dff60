/* The search box: a combobox whose list shows the best hits while somebody types. */
(function (z) {
  "use strict";

  /** Wires `input` and its `list`; `view()` gives graph and words as they are now, `choose(id)` is told what was taken. */
  z.makeSearch = function (input, list, view, choose) {
    const box = { input, list, view, choose };
    input.addEventListener("input", () => showHits(box));
    input.addEventListener("focus", () => input.value && showHits(box));
    input.addEventListener("blur", () => open(box, false));
    input.addEventListener("keydown", (event) => key(box, event));
  };

  function showHits(box) {
    const { graph, t } = box.view();
    const hits = z.search(graph, box.input.value, 12).map((node, index) => hit(box, node, index, graph, t));
    const none = z.make("li", { role: "option", "aria-disabled": "true", class: "empty" }, t.ui("none"));
    box.list.replaceChildren(...(hits.length || !box.input.value.trim() ? hits : [none]));
    open(box, box.list.children.length > 0);
  }

  function hit(box, node, index, graph, t) {
    const attributes = { role: "option", id: `hit-${index}`, "data-id": node.id, "aria-selected": String(index === 0) };
    const name = z.make("bdi", {}, z.visible(z.titleOf(graph, node, t)));
    const option = z.make("li", attributes, z.glyph(graph, node.group), name, z.make("small", {}, t.type(node)));
    option.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(box, option);
    });
    return option;
  }

  const options = (box) => [...box.list.querySelectorAll("[data-id]")];
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
    box.choose(Number(option.dataset.id));
  }

  function close(box) {
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
