/* The picture as SVG: what the canvas shows, for a paper or a slide, at any size. */
(function (z) {
  "use strict";

  const FONT = '"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif';

  /** The picture as it stands, all of it, as the text of an SVG file. */
  z.pictureAsSvg = (picture) => new XMLSerializer().serializeToString(z.pictureInVectors(picture));

  /** The picture as it stands, all of it, as an SVG element: paper has room for that, whatever the screen's size. */
  z.pictureInVectors = function (picture) {
    const points = [...picture.at.values()];
    const reach = (axis, margin) => Math.max(...points.map((point) => Math.abs(point[axis]))) + margin;
    const [wide, high] = [reach("x", 230), reach("y", 60)];
    const drawing = z.svg("svg", { viewBox: `${-wide} ${-high} ${2 * wide} ${2 * high}` });
    drawing.setAttribute("font-family", FONT);
    drawing.append(z.svg("rect", { x: -wide, y: -high, width: 2 * wide, height: 2 * high, fill: picture.colours.ground }));
    for (const edge of picture.shownEdges) if (!z.isHidden(picture, edge)) drawing.append(line(picture, edge));
    for (const id of picture.at.keys()) drawing.append(...node(picture, picture.graph.nodes.get(id)));
    for (const disc of picture.discs || []) drawing.append(discName(picture, disc));
    return drawing;
  };

  function discName(picture, { code, members, x, y, r }) {
    const name = `${code ? z.visible(picture.graph.divisions[code].name) : picture.t.ui("nowhere")} ${members.length}`;
    const look = { "text-anchor": "middle", "font-size": Math.max(13, Math.min(26, r / 3)), "font-weight": 600, fill: picture.colours.soft };
    return z.svg("text", { x, y: y - r + 10, ...look }, name);
  }

  function line(picture, edge) {
    const [from, to] = [picture.at.get(edge.from), picture.at.get(edge.to)];
    const colour = edge.layer === "relation" ? picture.colours.soft : picture.colours.line;
    const attributes = { x1: from.x, y1: from.y, x2: to.x, y2: to.y, stroke: colour };
    if (edge.dashes) attributes["stroke-dasharray"] = edge.dashes.join(" ");
    return z.svg("line", attributes, z.svg("title", {}, z.visible(picture.t.edge(edge))));
  }

  function node(picture, { id, group }) {
    const whole = picture.graph.nodes.get(id);
    const { x, y, side } = picture.at.get(id);
    const focus = id === picture.focus;
    const label = z.short(z.labelOf(picture.graph, whole, picture.t, picture.focus), focus ? 24 : 14);
    if (whole.kind === "event" && !focus && !picture.discs) return pill(picture, whole, x, y, label);
    const size = picture.discs ? (focus ? 18 : 9) : focus ? 34 : 19;
    const glyph = z.svg("path", {
      d: picture.graph.terms.glyphs[picture.graph.terms.types[group].glyph],
      "fill-rule": "evenodd",
      fill: z.colour(picture.graph, group),
      transform: `translate(${x - size / 2} ${y - size / 2}) scale(${size / 24})`,
    });
    if (picture.discs && !focus) return [glyph];
    const gap = size / 2 + 6;
    const place = { right: [x + gap, "start"], left: [x - gap, "end"], below: [x, "middle"] }[side];
    const text = { x: place[0], y: side === "below" ? y + gap + 14 : y, "text-anchor": place[1], "font-size": focus ? 17 : 13 };
    return [glyph, z.svg("text", { ...text, fill: picture.colours.ink, "dominant-baseline": "central" }, label)];
  }

  function pill(picture, event, x, y, label) {
    const width = [...label].reduce((sum, c) => sum + (c < "\u2000" ? 7 : 12), 16);
    const dashed = event.status === "planned" ? { "stroke-dasharray": "4 3" } : {};
    const box = { x: x - width / 2, y: y - 10, width, height: 20, rx: 10, fill: picture.colours.panel, stroke: picture.colours.soft, ...dashed };
    const text = { x, y, "text-anchor": "middle", "dominant-baseline": "central", "font-size": 12, fill: picture.colours.ink };
    return [z.svg("rect", box), z.svg("text", text, label)];
  }
})(Zhengmai);
