/* The whole graph in one picture: a disc of nodes for each division, types in rings, so that no layout has to be searched for. */
(function (z) {
  "use strict";

  const STEP = 13; // px between neighbours in a disc
  const TURN = Math.PI * (3 - Math.sqrt(5)); // the angle of a sunflower's seeds

  z.WHOLE = 6000; // nodes that one picture holds

  /** All that is shown, but words, as a neighbourhood (see neighbourhood.js) whose nodes stand in discs. */
  z.whole = function (sifted, focus) {
    const ids = [...sifted.shown].filter((id) => sifted.nodes.get(id).kind !== "words");
    return { focus, first: [], second: [], children: new Map(), ids: new Set(ids), discs: discsOf(sifted, ids), more: 0 };
  };

  function discsOf(sifted, ids) {
    const level = z.firstLevel(sifted);
    const groups = new Map();
    for (const id of ids) {
      const [code] = sifted.nodes.get(id).codes || [""];
      const unit = code && z.unitAt(sifted, code, level);
      if (!groups.has(unit)) groups.set(unit, []);
      groups.get(unit).push(id);
    }
    const verified = (members) => members.filter((id) => sifted.nodes.get(id).verified).length;
    const discs = [...groups].map(([code, members]) => ({ code, members, verified: verified(members), r: STEP * Math.sqrt(members.length) * 0.62 + 26 }));
    return pack(discs.sort((a, b) => b.r - a.r || a.code.localeCompare(b.code)));
  }

  /** Puts the discs side by side, the largest in the middle, each as near to it as there is room. */
  function pack(discs) {
    const placed = [];
    for (const disc of discs) {
      const fits = ([x, y]) => placed.every((other) => Math.hypot(x - other.x, y - other.y) > disc.r + other.r + 8);
      for (let step = 0; ; step += 1) {
        const reach = 6 * Math.sqrt(step);
        const at = [1.5 * reach * Math.cos(step * TURN), reach * Math.sin(step * TURN)];
        if (!fits(at)) continue;
        placed.push({ ...disc, x: at[0], y: at[1] });
        break;
      }
    }
    return placed;
  }

  /** Where each node of the discs stands: by type from the middle outwards, what most is said of first. */
  z.inDiscs = function (graph, discs) {
    const at = new Map();
    const order = Object.keys(graph.terms.types);
    const rank = (id) => order.indexOf(graph.nodes.get(id).group);
    for (const { members, x, y } of discs) {
      const sorted = [...members].sort((a, b) => rank(a) - rank(b) || z.weightOf(graph, b) - z.weightOf(graph, a) || a - b);
      sorted.forEach((id, index) => {
        const [reach, angle] = [STEP * 0.58 * Math.sqrt(index + 0.5), index * TURN];
        at.set(id, { x: x + reach * Math.cos(angle), y: y + reach * Math.sin(angle), side: "right" });
      });
    }
    return at;
  };
})(Zhengmai);

/* How the discs are drawn: by ourselves, since vis-network draws five thousand nodes one by one; it still moves and zooms. */
(function (z) {
  "use strict";

  const SIZE = 9;
  const FOCUS_SIZE = 18;
  const RINGED = 1.5; // how much larger the stamp of a node with a ring is
  const LARGEST = 4096; // px of a picture that every browser can hold

  /** Draws the whole under whatever vis-network draws; lines wait while somebody drags. */
  z.drawWhole = function (picture, ctx) {
    if (!picture.discs) return;
    if (!picture.dragged) drawLines(picture, ctx);
    drawGlyphs(picture, ctx);
    drawNames(picture, ctx);
    for (const id of new Set([picture.focus, picture.selected, picture.hovered])) if (picture.at.has(id)) z.drawNamed(picture, ctx, id);
  };

  function drawLines(picture, ctx) {
    ctx.lineWidth = 0.6;
    ctx.globalAlpha = picture.near ? 0.25 : 0.7;
    ctx.strokeStyle = picture.colours.line;
    picture.lines ||= linesOf(picture, picture.shownEdges.filter((edge) => !z.isHidden(picture, edge)));
    ctx.stroke(picture.lines);
    ctx.globalAlpha = 1;
    ctx.lineWidth = 1.6;
    ctx.strokeStyle = picture.colours.mark;
    ctx.stroke(linesOf(picture, picture.lit));
  }

  function linesOf(picture, edges) {
    const path = new Path2D();
    for (const { from, to } of edges) {
      const [a, b] = [picture.at.get(from), picture.at.get(to)];
      path.moveTo(a.x, a.y);
      path.lineTo(b.x, b.y);
    }
    return path;
  }

  /** Glyphs are stamps, drawn once at the size that they have on the screen; while somebody drags, all of them are one picture. */
  function drawGlyphs(picture, ctx) {
    const ratio = ctx.getTransform().a;
    if (!picture.stamps || picture.stamps.ratio !== ratio) picture.stamps = { ratio, list: stampsOf(picture, ratio) };
    const still = picture.dragged && stillOf(picture, ratio);
    if (still) ctx.drawImage(still.canvas, still.left, still.top, still.width, still.height);
    else stampAll(picture, ctx);
  }

  function stampAll(picture, ctx) {
    const { near } = picture;
    for (const { id, stamp, left, top, size } of picture.stamps.list) {
      if (near) ctx.globalAlpha = near.has(id) ? 1 : 0.3;
      ctx.drawImage(stamp, left, top, size, size);
    }
    ctx.globalAlpha = 1;
  }

  /** All glyphs as one picture of the size that they have on the screen; null where that would be too large. */
  function stillOf(picture, ratio) {
    const { still, discs, near } = picture;
    if (still && still.ratio === ratio && still.near === near) return still;
    const [left, top] = ["x", "y"].map((axis) => Math.min(...discs.map((disc) => disc[axis] - disc.r)));
    const [width, height] = [["x", left], ["y", top]].map(([axis, low]) => Math.max(...discs.map((disc) => disc[axis] + disc.r)) - low);
    if (Math.max(width, height) * ratio > LARGEST) return null;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.ceil(width * ratio), Math.ceil(height * ratio)];
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    ctx.translate(-left, -top);
    stampAll(picture, ctx);
    picture.still = { ratio, near, canvas, left, top, width: canvas.width / ratio, height: canvas.height / ratio };
    return picture.still;
  }

  function stampsOf(picture, ratio) {
    const drawn = new Map();
    const stamp = function ({ group, verified }, size) {
      const key = `${group}|${size}|${verified || ""}`;
      if (!drawn.has(key)) drawn.set(key, drawnStamp(picture, { group, verified }, Math.max(2, Math.round(size * ratio))));
      return drawn.get(key);
    };
    return [...picture.at].map(([id, { x, y }]) => {
      const node = picture.graph.nodes.get(id);
      const size = (id === picture.focus ? FOCUS_SIZE : SIZE) * (node.verified ? RINGED : 1);
      return { id, stamp: stamp(node, size), left: x - size / 2, top: y - size / 2, size };
    });
  }

  /** A glyph; what a person has verified has a ring around it. */
  function drawnStamp(picture, { group, verified }, pixels) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [pixels, pixels];
    const ctx = canvas.getContext("2d");
    ctx.scale(pixels / 24, pixels / 24);
    if (verified) {
      ctx.beginPath();
      ctx.arc(12, 12, 10.4, 0, 2 * Math.PI);
      ctx.lineWidth = 3;
      ctx.strokeStyle = picture.colours.verified;
      ctx.stroke();
      ctx.translate(12 - 12 / RINGED, 12 - 12 / RINGED);
      ctx.scale(1 / RINGED, 1 / RINGED);
    }
    ctx.fillStyle = z.colour(picture.graph, group);
    ctx.fill(picture.glyphs.get(group), "evenodd");
    return canvas;
  }

  /** The name of each disc above it. */
  function drawNames(picture, ctx) {
    ctx.textAlign = "center";
    ctx.textBaseline = "bottom";
    ctx.lineWidth = 5;
    ctx.lineJoin = "round";
    ctx.strokeStyle = picture.colours.ground;
    ctx.fillStyle = picture.colours.soft;
    for (const { code, members, verified, x, y, r } of picture.discs) {
      const least = Math.min(26, 12 / picture.network.getScale()); // 12 px on the screen
      ctx.font = `600 ${Math.max(least, Math.min(26, r / 3))}px ${z.FONT}`;
      const name = `${code ? z.visible(picture.graph.divisions[code].name) : picture.t.ui("nowhere")} ${members.length} ${z.ticks(verified)}`.trim();
      ctx.strokeText(name, x, y - r + 14);
      ctx.fillText(name, x, y - r + 14);
    }
  }

  /** The node at a point of the picture, if one is near enough. */
  z.nearest = function (picture, { x, y }) {
    let best = { reach: SIZE };
    for (const [id, point] of picture.at) {
      const reach = Math.hypot(point.x - x, point.y - y);
      if (reach < best.reach) best = { reach, id };
    }
    return best.id;
  };
})(Zhengmai);
