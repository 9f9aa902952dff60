/* The picture: vis-network draws nodes and edges where rings.js puts them; glyphs and labels are ours. */
(function (z) {
  "use strict";

  const FONT = '"Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","WenQuanYi Micro Hei",sans-serif';
  const SIZE = 19;
  const FOCUS_SIZE = 34;

  /** A picture in `box`; `on` has select(kind, id), focus(id) and clear(). */
  z.makeCanvas = function (box, graph, on) {
    const glyphs = new Map(Object.entries(graph.terms.types).map(([type, term]) => [type, new Path2D(graph.terms.glyphs[term.glyph])]));
    const picture = { graph, glyphs, at: new Map(), labels: new Map(), shownEdges: [], near: null, selected: null, hovered: null };
    const nodes = new vis.DataSet();
    const edges = new vis.DataSet();
    const network = new vis.Network(box, { nodes, edges }, {
      physics: false,
      autoResize: true,
      layout: { improvedLayout: false },
      interaction: { hover: true, hideEdgesOnDrag: true, hideEdgesOnZoom: false, zoomSpeed: 0.6, keyboard: false, selectConnectedEdges: false },
      edges: { smooth: false, selectionWidth: 1.5, hoverWidth: 0.5, arrowStrikethrough: false },
    });
    Object.assign(picture, { network, nodes, edges, box });
    listen(picture, on);
    return picture;
  };

  function listen(picture, on) {
    const { network } = picture;
    const nodeAt = ({ nodes, pointer }) => (nodes.length ? nodes[0] : labelUnder(picture, pointer.canvas));
    network.on("click", (event) => {
      const id = nodeAt(event);
      if (id !== undefined) on.select("node", id);
      else if (event.edges.length) on.select("edge", event.edges[0]);
      else on.clear();
    });
    network.on("doubleClick", (event) => {
      const id = nodeAt(event);
      if (id !== undefined) on.focus(id);
    });
    network.on("hoverNode", ({ node }) => setHovered(picture, node));
    network.on("afterDrawing", (ctx) => drawEdgeLabels(picture, ctx));
    network.on("blurNode", () => setHovered(picture, null));
  }

  function labelUnder(picture, { x, y }) {
    for (const [id, box] of picture.labels) {
      if (x >= box.left && x <= box.right && Math.abs(y - box.y) <= 11) return id;
    }
    return undefined;
  }

  function setHovered(picture, id) {
    picture.hovered = id;
    picture.network.redraw();
  }

  /** Shows a neighbourhood in its rings, with the view fitted to it. */
  z.drawHood = function (picture, hood, t) {
    picture.shownEdges = [];
    picture.edges.clear();
    picture.nodes.clear();
    picture.t = t;
    picture.focus = hood.focus;
    picture.at = z.rings(picture.graph, hood, picture.box.clientHeight / picture.box.clientWidth);
    picture.labels = new Map();
    picture.colours = coloursOf(picture.box);
    picture.shownEdges = edgesAmong(picture.graph, hood.ids);
    picture.nodes.add([...hood.ids].map((id) => drawn(picture, picture.graph.nodes.get(id))));
    picture.edges.add(picture.shownEdges.map((edge) => drawnEdge(picture, edge)));
    z.fit(picture);
  };

  /** Edges between shown nodes; a relation is left out where the event that it follows from is shown with both its ends. */
  function edgesAmong(graph, ids) {
    const shown = [...ids].flatMap((id) => graph.edgesOf.get(id).filter((edge) => edge.from === id && ids.has(edge.to)));
    return shown.filter((edge) => edge.layer === "role" || !(edge.follows || []).some((event) => ids.has(event)));
  }

  function coloursOf(box) {
    const style = getComputedStyle(box);
    const read = (name) => style.getPropertyValue(name).trim();
    return { ink: read("--ink"), soft: read("--soft"), ground: read("--ground"), line: read("--line"), mark: read("--accent"), panel: read("--panel") };
  }

  function drawn(picture, node) {
    const { x, y } = picture.at.get(node.id);
    return { id: node.id, label: node.label, group: node.group, shape: node.shape, x, y, ctxRenderer: (arg) => render(picture, node, arg) };
  }

  function render(picture, node, { ctx, x, y, state }) {
    const { side } = picture.at.get(node.id);
    const pill = node.kind === "event" && node.id !== picture.focus;
    const size = node.id === picture.focus ? FOCUS_SIZE : SIZE;
    const faded = picture.near && !picture.near.has(node.id);
    const lit = state.selected || picture.hovered === node.id || picture.selected === node.id;
    const label = z.short(z.labelOf(picture.graph, node, picture.t), lit ? 60 : node.id === picture.focus ? 24 : 14);
    const draw = { ctx, x, y, node, size, side, lit, label, alpha: faded ? 0.38 : 1 };
    if (pill) return renderPill(picture, draw);
    return {
      drawNode: () => drawGlyph(picture, draw),
      drawExternalLabel: () => drawLabel(picture, draw),
      nodeDimensions: { width: size, height: size },
    };
  }

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

  function drawLabel(picture, { ctx, x, y, node, size, side, lit, label, alpha }) {
    const focus = node.id === picture.focus;
    ctx.font = `${focus || lit ? "600 " : ""}${focus ? 17 : 13}px ${FONT}`;
    const width = ctx.measureText(label).width;
    const gap = size / 2 + 6;
    const left = side === "right" ? x + gap : side === "left" ? x - gap - width : x - width / 2;
    const middle = side === "below" ? y + gap + 12 : y + 0.5;
    picture.labels.set(node.id, { left, right: left + width, y: middle });
    ctx.globalAlpha = alpha;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    if (lit) plate(ctx, left - 4, middle - 11, width + 8, 22, picture.colours.ground, picture.colours.mark);
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    ctx.strokeStyle = picture.colours.ground;
    ctx.strokeText(label, left, middle);
    ctx.fillStyle = picture.colours.ink;
    ctx.fillText(label, left, middle);
  }

  function renderPill(picture, { ctx, x, y, node, lit, label, alpha }) {
    ctx.font = `${lit ? "600 " : ""}12px ${FONT}`;
    const width = ctx.measureText(label).width + 16;
    const drawNode = () => {
      ctx.globalAlpha = alpha;
      if (node.status === "planned") ctx.setLineDash([4, 3]);
      plate(ctx, x - width / 2, y - 10, width, 20, picture.colours.panel, lit ? picture.colours.mark : colourOf(picture, node));
      ctx.font = `${lit ? "600 " : ""}12px ${FONT}`;
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

  function drawnEdge(picture, edge) {
    const strong = isAsked(picture, edge);
    const relation = edge.layer === "relation";
    const { colours } = picture;
    return {
      id: edge.id,
      hidden: isHidden(picture, edge),
      from: edge.from,
      to: edge.to,
      arrows: relation ? { to: { enabled: edge.kind !== "jointActionWith", scaleFactor: 0.45 } } : undefined,
      dashes: edge.dashes,
      width: strong ? 2 : relation ? 1.3 : 1,
      color: { color: strong ? colours.mark : relation ? colours.soft : colours.line, highlight: colours.mark, hover: colours.mark, opacity: strong || !picture.near ? 1 : 0.18 },
    };
  }

  /** Whether the edge is among those that the selection asks for. */
  function isAsked(picture, edge) {
    return picture.near !== null && (edge.id === picture.selectedEdge || edge.from === picture.selected || edge.to === picture.selected);
  }

  /** Nearly every body lies in some place: these edges would cover all others, so they are drawn when asked for. */
  function isHidden(picture, edge) {
    return edge.kind === "locatedIn" && !isAsked(picture, edge) && picture.graph.nodes.get(picture.focus).group !== "Place";
  }

  /** Names the edges that are asked for; where nothing is selected, the relations that have the room. */
  function drawEdgeLabels(picture, ctx) {
    ctx.font = `11px ${FONT}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    for (const edge of picture.shownEdges) {
      const asked = isAsked(picture, edge);
      const [from, to] = [picture.at.get(edge.from), picture.at.get(edge.to)];
      const length = Math.hypot(from.x - to.x, from.y - to.y);
      const room = !picture.near && !isHidden(picture, edge) && length > 150 && (edge.layer === "relation" || edge.from === picture.focus);
      if (!asked && !room) continue;
      const part = edge.from === picture.focus ? 0.6 : edge.to === picture.focus ? 0.4 : 0.5;
      const [x, y] = [from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part];
      ctx.strokeStyle = picture.colours.ground;
      ctx.strokeText(picture.t.edge(edge), x, y);
      ctx.fillStyle = asked ? picture.colours.ink : picture.colours.soft;
      ctx.fillText(picture.t.edge(edge), x, y);
    }
  }

  /** Marks what is selected: it and what it touches stay, all else fades. */
  z.highlight = function (picture, kind, id) {
    picture.selected = kind === "node" ? id : null;
    picture.selectedEdge = kind === "edge" ? id : null;
    picture.near = nearOf(picture, kind, id);
    picture.edges.update(picture.shownEdges.map((edge) => drawnEdge(picture, edge)));
    picture.network.unselectAll();
    picture.network.redraw();
  };

  function nearOf(picture, kind, id) {
    if (kind === "edge") {
      const edge = picture.graph.edges.get(id);
      return new Set([edge.from, edge.to]);
    }
    if (kind !== "node" || id === picture.focus || !picture.at.has(id)) return null;
    return new Set([id, ...picture.graph.edgesOf.get(id).map((edge) => z.otherEnd(edge, id))]);
  }

  /** Fits the view to all nodes and their labels. */
  z.fit = function (picture) {
    const margin = { x: 195, y: 46 };
    const points = [...picture.at.values()];
    const reach = (axis) => Math.max(90, ...points.map((point) => Math.abs(point[axis])));
    const scale = Math.min(1.25, picture.box.clientWidth / 2 / (reach("x") + margin.x), picture.box.clientHeight / 2 / (reach("y") + margin.y));
    picture.network.moveTo({ position: { x: 0, y: 0 }, scale: Math.max(scale, 0.15), animation: false });
  };
})(Zhengmai);
