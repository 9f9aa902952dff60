/* Glyphs, labels and names of lines, drawn on the canvas of the picture. */
(function (z) {
  "use strict";

  z.FONT = [
    '"Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","WenQuanYi Micro Hei"',
    "sans-serif",
  ].join();
  const SIZE = 19;
  const FOCUS_SIZE = 34;

  /** What vis-network asks of a node of shape custom: how to draw it, its label, its size. */
  z.drawNode = function (picture, node, { ctx, x, y, state }) {
    const { side } = picture.at.get(node.id);
    const pill = node.kind === "event" && node.id !== picture.focus;
    const size = node.id === picture.focus ? FOCUS_SIZE : SIZE;
    const faded = picture.near && !picture.near.has(node.id);
    const lit = state.selected || picture.hovered === node.id || picture.selected === node.id;
    const room = picture.isSlim ? { focus: 18, lit: 11, other: 11 } : { focus: 24, lit: 60, other: 14 }; // Chinese characters
    const length = lit ? room.lit : node.id === picture.focus ? room.focus : room.other;
    const label = z.short(z.labelOf(picture.graph, node, picture.t, picture.focus), length);
    const draw = { ctx, x, y, node, size, side, lit, label, alpha: faded ? 0.38 : 1 };
    if (pill) return renderPill(picture, draw);
    return {
      drawNode: () => drawGlyph(picture, draw),
      drawExternalLabel: () => drawLabel(picture, draw),
      nodeDimensions: { width: size, height: size },
    };
  };

  /** The name of a node beside it, where the whole is shown without names. */
  z.drawNamed = function (picture, ctx, id) {
    const node = picture.graph.nodes.get(id);
    const label = z.short(z.labelOf(picture.graph, node, picture.t, picture.focus), 60);
    ctx.save();
    const letter = Math.max(13, 12 / picture.network.getScale()); // 12 px on the screen
    drawLabel(picture, { ctx, ...picture.at.get(id), node, size: SIZE, lit: true, label, alpha: 1, letter });
    ctx.restore();
  };

  function colourOf(picture, node) {
    return picture.graph.terms.types[node.group][z.theme()];
  }

  function drawGlyph(picture, { ctx, x, y, node, size, lit, alpha }) {
    ctx.globalAlpha = alpha;
    if (lit) disc(ctx, x, y, size * 0.85, picture.colours.mark);
    if (node.id === picture.focus || lit) disc(ctx, x, y, size * 0.76, picture.colours.ground);
    ctx.translate(x - size / 2, y - size / 2);
    ctx.scale(size / 24, size / 24);
    ctx.fillStyle = colourOf(picture, node);
    ctx.fill(picture.glyphs.get(node.group), "evenodd");
  }

  function disc(ctx, x, y, radius, colour) {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = colour;
    ctx.fill();
  }

  function drawLabel(picture, { ctx, x, y, node, size, side, lit, label, alpha, letter = 13 }) {
    const focus = node.id === picture.focus && !picture.discs;
    ctx.font = `${focus || lit ? "600 " : ""}${focus ? 17 : letter}px ${z.FONT}`;
    const width = ctx.measureText(label).width;
    const gap = size / 2 + 6;
    const left = side === "right" ? x + gap : side === "left" ? x - gap - width : x - width / 2;
    const middle = side === "below" ? y + gap + 12 : y + 0.5;
    picture.labels.set(node.id, { left, right: left + width, y: middle });
    ctx.globalAlpha = alpha;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    if (lit) plate(ctx, left - 4, middle - 0.85 * letter, width + 8, 1.7 * letter, picture.colours.ground, picture.colours.mark);
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    ctx.strokeStyle = picture.colours.ground;
    ctx.strokeText(label, left, middle);
    ctx.fillStyle = picture.colours.ink;
    ctx.fillText(label, left, middle);
  }

  function renderPill(picture, { ctx, x, y, node, lit, label, alpha }) {
    ctx.font = `${lit ? "600 " : ""}12px ${z.FONT}`;
    const width = ctx.measureText(label).width + 16;
    picture.pills.set(node.id, { left: x - width / 2, right: x + width / 2, y });
    const drawNode = () => {
      ctx.globalAlpha = alpha;
      if (node.status === "planned") ctx.setLineDash([4, 3]);
      plate(ctx, x - width / 2, y - 10, width, 20, picture.colours.panel, lit ? picture.colours.mark : colourOf(picture, node));
      ctx.font = `${lit ? "600 " : ""}12px ${z.FONT}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillStyle = picture.colours.ink;
      ctx.fillText(label, x, y + 0.5);
    };
    return { drawNode, nodeDimensions: { width, height: 20 } };
  }

  function plate(ctx, left, top, width, height, fill, stroke) {
    ctx.beginPath();
    ctx.roundRect(left, top, width, height, height / 2);
    ctx.fillStyle = fill;
    ctx.fill();
    ctx.lineWidth = 1.4;
    ctx.strokeStyle = stroke;
    ctx.stroke();
  }

  /** Names the edges that are asked for; where nothing is selected, the relations that have the room. */
  z.drawEdgeLabels = function (picture, ctx) {
    if (picture.discs) return;
    ctx.font = `11px ${z.FONT}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    const taken = [...picture.labels.values(), ...picture.pills.values(), ...glyphBoxes(picture)];
    for (const edge of picture.shownEdges) {
      const asked = z.isAsked(picture, edge);
      const [from, to] = [picture.at.get(edge.from), picture.at.get(edge.to)];
      const length = Math.hypot(from.x - to.x, from.y - to.y);
      const plain = edge.layer === "relation" || edge.from === picture.focus;
      const room = plain && !picture.near && !z.isHidden(picture, edge) && length > 150;
      if (!asked && !room && (!edge.verified || z.isHidden(picture, edge))) continue;
      const words = !asked && !room ? z.TICK : (edge.verified ? `${z.TICK} ` : "") + picture.t.edge(edge);
      const place = edgePlace(picture, edge, ctx.measureText(words).width / 2, taken);
      if (!place && !asked) continue;
      const { x, y } = place || between(from, to, 0.5);
      ctx.strokeStyle = picture.colours.ground;
      ctx.strokeText(words, x, y);
      ctx.fillStyle = asked ? picture.colours.ink : picture.colours.soft;
      ctx.fillText(words, x, y);
    }
  };

  const PLACES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]; // along an edge, where its name may stand

  const between = (from, to, part) => ({ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part });

  /** What the glyphs take; pills are known by their own boxes. */
  function glyphBoxes(picture) {
    return [...picture.at].flatMap(([id, { x, y }]) => {
      const half = (id === picture.focus ? FOCUS_SIZE * 1.7 : SIZE) / 2; // with the ring around the focus
      return picture.pills.has(id) ? [] : [{ left: x - half, right: x + half, y, half }];
    });
  }

  /** Where on its edge a name covers no other, no glyph and no pill, which it takes; undefined where there is no such place. */
  function edgePlace(picture, edge, half, taken) {
    const [from, to] = [picture.at.get(edge.from), picture.at.get(edge.to)];
    const first = edge.from === picture.focus ? 0.6 : edge.to === picture.focus ? 0.4 : 0.5;
    const boxes = [first, ...PLACES].map((part) => between(from, to, part)).map(({ x, y }) => ({ x, y, left: x - half, right: x + half }));
    const isClear = (box, other) => box.left >= other.right || other.left >= box.right || Math.abs(box.y - other.y) >= 8 + (other.half || 9);
    const free = boxes.find((box) => taken.every((other) => isClear(box, other)));
    if (free) taken.push(free);
    return free;
  }
})(Zhengmai);
