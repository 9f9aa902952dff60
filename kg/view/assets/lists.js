/* What needs no picture: the neighbourhood as a list, the figures and the plans as tables. */
(function (z) {
  "use strict";

  const MOST = 400; // rows of a table at first

  /** The nodes of the picture as a list by type; arrow keys move, Enter selects, Shift+Enter makes the focus. */
  z.showList = function (box, view, hood) {
    const { graph, t, go } = view;
    const groups = new Map();
    for (const id of [hood.focus, ...[...hood.ids].filter((other) => other !== hood.focus)]) {
      const node = graph.nodes.get(id);
      const heading = id === hood.focus ? t.ui("focus_now") : t.type(node);
      if (!groups.has(heading)) groups.set(heading, []);
      groups.get(heading).push(node);
    }
    const item = (node) => z.make("li", {}, z.nodeButton(view, node));
    const part = ([heading, nodes]) =>
      z.make("section", {}, z.make("h3", {}, `${heading} (${nodes.length})`), z.make("ul", {}, ...nodes.map(item)));
    box.replaceChildren(z.make("div", { class: "columns" }, ...[...groups].map(part)));
    const buttons = [...box.querySelectorAll("button")];
    const shown = [...groups.values()].flat();
    box.onkeydown = (event) => {
      const index = buttons.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && index >= 0) {
        event.preventDefault();
        buttons[Math.min(buttons.length - 1, Math.max(0, index + step))].focus();
      } else if (event.key === "Enter" && event.shiftKey && index >= 0) {
        event.preventDefault();
        go.focus(shown[index].id);
      }
    };
  };

  function table(caption, heads, rows) {
    return z.make(
      "table",
      {},
      z.make("caption", {}, caption),
      z.make("thead", {}, z.make("tr", {}, ...heads.map((head) => z.make("th", { scope: "col" }, head)))),
      z.make("tbody", {}, ...rows.map((cells) => z.make("tr", {}, ...cells.map((cell, at) => z.make("td", { "data-head": heads[at] }, cell))))),
    );
  }

  /** A table of at most MOST rows, the rest on demand: a row is made when it is shown. */
  function longTable(t, caption, heads, nodes, row) {
    const some = table(caption, heads, nodes.slice(0, MOST).map(row));
    if (nodes.length <= MOST) return [some];
    const more = z.make("button", { type: "button", class: "link" }, t.ui("more", nodes.length - MOST));
    more.addEventListener("click", () => {
      more.remove();
      some.replaceWith(table(caption, heads, nodes.map(row)));
    });
    return [some, more];
  }

  /** All figures: what is counted, how much, the change against what, where and when. */
  z.figureTable = function (view, figures) {
    const { t } = view;
    const arrow = { increase: "▲", decrease: "▼" };
    const change = (node) => (arrow[node.change] ? `${arrow[node.change]} ${t.change(node.change)}` : "");
    const row = (node) => [
      z.nodeButton(view, node, z.visible(node.indicator || node.name)),
      z.visible(node.name),
      t.number(node),
      z.visible(node.unit || ""),
      z.visible(node.modifier || ""),
      change(node),
      z.visible(node.baseline || ""),
      z.visible(node.scope || ""),
      z.visible(t.time(node.as_of || "")),
    ];
    const heads = ["indicator", "in_text", "value", "unit", "modifier", "change", "baseline", "scope", "as_of"].map((key) => t.ui(key));
    const none = z.make("p", { class: "empty" }, t.ui("none"));
    const content = figures.length ? longTable(t, t.ui("figures_caption", figures.length), heads, figures, row) : [none];
    return z.make("div", { class: "wide" }, ...content);
  };

  /** The planned events by date, with what is told of them later, and apart from them, those that are done. */
  z.showPlans = function (box, view, sifted) {
    const { graph, t } = view;
    const followed = followedBy(sifted);
    const names = (node, wanted) => {
      const found = z.fillers(graph, node.id).filter(([role]) => wanted.includes(role)).flatMap(([, list]) => list);
      return z.visible(found.map(({ node: filler }) => filler.name).join("、"));
    };
    const row = (node) => [
      z.nodeButton(view, node, t.event(node.event)),
      timeOf(view, node),
      names(node, ["agent", "co_agent"]),
      names(node, ["theme"]),
      names(node, ["target", "place"]),
    ];
    const later = (node) => {
      const found = (followed.get(node.id) || []).map((id) => z.nodeButton(view, graph.nodes.get(id)));
      return found.length ? z.make("span", { class: "later" }, ...found) : "";
    };
    const heads = ["event", "time", "agent", "theme", "target"].map((key) => t.ui(key));
    const part = (status, caption, hint) => {
      const found = z.standing(sifted, "event").filter((node) => node.status === status);
      const ordered = found.map((node) => [dayOf(graph, node), node]).sort(([a, one], [b, other]) => (a || "9").localeCompare(b || "9") || one.id - other.id);
      const nodes = ordered.map(([, node]) => node);
      const isFollowed = nodes.some((node) => followed.has(node.id)); // a done event has no follower
      const columns = isFollowed ? [...heads, t.ui("carried_out")] : heads;
      const none = z.make("p", { class: "empty" }, `${t.ui(caption, 0)}: ${t.ui("none")}`);
      const title = z.make("span", {}, t.ui(caption, nodes.length), hint ? z.make("small", { class: "hint" }, t.ui(hint)) : "");
      const content = nodes.length ? longTable(t, title, columns, nodes, (node) => [...row(node), ...(isFollowed ? [later(node)] : [])]) : [none];
      return z.make("section", { class: status }, ...content);
    };
    box.replaceChildren(part("planned", "plans_caption", "plans_hint"), part("done", "done_caption"));
  };

  /** By plan: the events of other articles that carried it out, as far as they stand. */
  function followedBy({ carried, stands }) {
    const found = new Map();
    for (const [plan, done] of carried) {
      if (stands.has(plan) && stands.has(done)) found.set(plan, [...(found.get(plan) || []), done]);
    }
    return found;
  }

  /** The day by which an event is sorted: its first, else that on which it was told. */
  const dayOf = (graph, node) => (node.when ? node.when[0] : z.publishedOf(graph, node)[0]);

  /** The time as the text gives it; where it gives none that says a day, also when it was told, and that this is no more. */
  function timeOf({ graph, t }, node) {
    const said = z.visible((node.times || []).map(t.time).join("、"));
    const told = node.when ? "" : t.published(z.publishedOf(graph, node));
    return told ? z.make("span", {}, said, said ? " " : "", z.make("small", {}, told)) : said;
  }
})(Zhengmai);
