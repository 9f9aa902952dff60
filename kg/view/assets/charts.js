/* Small charts: a bar for each number, never without the words that give it. */
(function (z) {
  "use strict";

  /** A list of bars: each row has label, content (an element), value, and look: stated, more, less or computed. One alone has no bar. */
  z.bars = function (rows) {
    const most = Math.max(...rows.map(({ value }) => Math.abs(value)), 1e-9);
    const line = ({ label, content, value, look }) => {
      const bar = z.make("i", { class: `amount ${look}`, "aria-hidden": "true" });
      bar.style.width = `${Math.max(1, (Math.abs(value) / most) * 100)}%`;
      const room = z.make("span", { class: "room" }, rows.length > 1 ? bar : "");
      return z.make("li", {}, z.make("span", { class: "aside" }, z.visible(label)), content, room);
    };
    return z.make("ul", { class: "bars" }, ...rows.map(line));
  };

  /** A network as a drawing: `points` is [[id, x, y]] in a width of 1,000, `lines` [[from, to, edge]]; `press` is told what is pressed. */
  z.smallNetwork = function (view, points, lines, press) {
    const { graph, t } = view;
    const at = new Map(points.map(([id, x, y]) => [id, [x, y]]));
    const height = Math.max(...points.map(([, , y]) => y)) + 50;
    const drawing = z.svg("svg", { viewBox: `0 0 1000 ${height}`, class: "small-network", role: "group", "aria-label": t.ui("joint_caption") });
    for (const [from, to, edge] of lines) {
      const [[x1, y1], [x2, y2]] = [at.get(from), at.get(to)];
      const broad = z.svg("line", { x1, y1, x2, y2, class: "broad" }); // as broad as a finger or a mouse needs
      drawing.append(z.svg("line", { x1, y1, x2, y2 }), broad);
      broad.addEventListener("click", () => press("edge", edge));
    }
    const partners = (id) => lines.filter((ends) => ends.includes(id)).length;
    const ranked = [...at].sort((a, b) => partners(b[0]) - partners(a[0]) || a[0] - b[0]);
    const taken = [];
    for (const [id, [cx, cy]] of ranked) {
      const node = graph.nodes.get(id);
      const title = z.svg("title", {}, z.visible(node.name));
      const dot = z.svg("circle", { cx, cy, r: 5 + Math.min(9, partners(id)), fill: z.colour(graph, node.group) });
      const mark = z.svg("g", { role: "button", tabindex: "0", "aria-label": z.visible(node.name), "data-id": id }, dot, title);
      const name = z.short(node.name, 12);
      const box = [cx - [...name].length * 6, cy + 6, cx + [...name].length * 6, cy + 24];
      if (!taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) {
        taken.push(box);
        mark.append(z.svg("text", { x: cx, y: cy + 22, "text-anchor": "middle" }, name));
      }
      drawing.append(z.pressable(mark, () => press("node", id)));
    }
    return drawing;
  };
})(Zhengmai);
