/* The picture: vis-network draws nodes and edges where rings.js puts them; glyphs and labels are ours. */
(function (z) {
  "use strict";

  const OPTIONS = {
    physics: false,
    autoResize: true,
    layout: { improvedLayout: false },
    interaction: { hover: true, hideEdgesOnDrag: true, zoomSpeed: 0.6, keyboard: false, selectConnectedEdges: false },
    edges: { smooth: false, selectionWidth: 1.5, hoverWidth: 0.5, arrowStrikethrough: false },
  };
  const NARROW = 900; // px
  const SLIM = 560; // px below which the picture is one to scroll through, not one to take in at a glance
  const PHONE = { left: -178, right: 190, head: 80 }; // what a slim picture holds beside its middle, and leaves free on top
  const TWICE = 700; // milliseconds between the clicks of a double one; a slow machine needs some of them to show the first
  const PAPER = 0.7; // height of a printed picture by its width
  const COLOURS = { ink: "--ink", soft: "--soft", ground: "--ground", line: "--line", mark: "--accent", panel: "--panel", verified: "--verified" };

  /** A picture in `box`; `on` has select(kind, id), focus(id) and clear(). */
  z.makeCanvas = function (box, graph, on) {
    const [nodes, edges] = [new vis.DataSet(), new vis.DataSet()];
    const network = new vis.Network(box, { nodes, edges }, OPTIONS);
    const types = Object.entries(graph.terms.types);
    const glyphs = new Map(types.map(([type, term]) => [type, new Path2D(graph.terms.glyphs[term.glyph])]));
    const drawn = { at: new Map(), labels: new Map(), pills: new Map(), shownEdges: [], lit: [], near: null, selected: null, hovered: null };
    const picture = { graph, glyphs, box, network, nodes, edges, ...drawn };
    listen(picture, on);
    return picture;
  };

  function listen(picture, on) {
    const { network } = picture;
    network.canvas.hammer.get("doubletap").set({ interval: TWICE });
    const nodeAt = function ({ nodes, pointer }) {
      if (picture.discs) return z.nearest(picture, pointer.canvas);
      return nodes.length ? nodes[0] : labelUnder(picture, pointer.canvas);
    };
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
    network.on("beforeDrawing", (ctx) => z.drawWhole(picture, ctx));
    network.on("afterDrawing", (ctx) => z.drawEdgeLabels(picture, ctx));
    network.on("dragStart", () => (picture.dragged = true));
    network.on("dragEnd", () => {
      picture.dragged = false;
      network.redraw();
    });
    picture.box.addEventListener("mousemove", ({ offsetX, offsetY }) => picture.discs && !picture.dragged && hoverDisc(picture, offsetX, offsetY));
    network.on("blurNode", () => setHovered(picture, null));
  }

  function hoverDisc(picture, x, y) {
    const id = z.nearest(picture, picture.network.DOMtoCanvas({ x, y })) ?? null;
    if (id !== picture.hovered) setHovered(picture, id);
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

  /** Shows a neighbourhood of the graph (as far as it passes the filters) in its rings, with the view fitted to it. */
  z.drawHood = function (picture, graph, hood, t) {
    picture.graph = graph;
    picture.shownEdges = [];
    picture.edges.clear();
    picture.nodes.clear();
    picture.t = t;
    picture.focus = hood.focus;
    picture.isSlim = !hood.discs && picture.box.clientWidth > 0 && picture.box.clientWidth < SLIM;
    picture.at = placesOf(picture, graph, hood);
    picture.discs = hood.discs || null;
    picture.isPath = Boolean(hood.columns);
    picture.end = hood.columns ? hood.columns.at(-1)[0] : null;
    picture.labels = new Map();
    picture.pills = new Map();
    picture.colours = coloursOf(picture.box);
    picture.shownEdges = edgesAmong(picture.graph, hood.ids);
    picture.lit = [];
    picture.lines = picture.stamps = picture.still = null;
    if (!hood.discs) {
      picture.nodes.add([...hood.ids].map((id) => drawnNode(picture, picture.graph.nodes.get(id))));
      picture.edges.add(picture.shownEdges.map((edge) => drawnEdge(picture, edge)));
      const { body, canvas } = picture.network; // leaves out what is out of sight, which it takes for all at 0, 0 at first
      for (const id of hood.ids) body.nodes[id].updateBoundingBox(canvas.getContext());
    }
    z.fit(picture);
  };

  function placesOf({ box, isSlim }, graph, hood) {
    if (hood.discs) return z.inDiscs(graph, hood.discs);
    if (hood.columns) return isSlim ? z.rowsOf(graph, hood.columns) : z.columnsOf(hood.columns);
    const aspect = box.clientHeight / box.clientWidth || PAPER; // on paper the canvas has no room
    return isSlim ? z.columnsBelow(graph, hood) : z.rings(graph, hood, aspect, box.clientWidth < NARROW);
  }

  /** Edges between shown nodes; a relation is left out where the event that it follows from is shown with both its ends. */
  function edgesAmong(graph, ids) {
    const shown = [...ids].flatMap((id) => graph.edgesOf.get(id).filter((edge) => edge.from === id && ids.has(edge.to)));
    return shown.filter((edge) => edge.layer === "role" || !(edge.follows || []).some((event) => ids.has(event)));
  }

  function coloursOf(box) {
    const style = getComputedStyle(box);
    return Object.fromEntries(Object.entries(COLOURS).map(([name, property]) => [name, style.getPropertyValue(property).trim()]));
  }

  function drawnNode(picture, node) {
    const { id, label, group, shape } = node;
    const { x, y } = picture.at.get(id);
    return { id, label, group, shape, x, y, ctxRenderer: (where) => z.drawNode(picture, node, where) };
  }

  function drawnEdge(picture, edge) {
    const strong = z.isAsked(picture, edge);
    const relation = edge.layer === "relation";
    const { colours } = picture;
    const color = strong ? colours.mark : relation ? colours.soft : colours.line;
    return {
      id: edge.id,
      from: edge.from,
      to: edge.to,
      hidden: z.isHidden(picture, edge),
      arrows: relation ? { to: { enabled: edge.kind !== "jointActionWith", scaleFactor: 0.45 } } : undefined,
      dashes: edge.dashes,
      width: strong ? 2 : relation ? 1.3 : 1,
      color: { color, highlight: colours.mark, hover: colours.mark, opacity: strong || !picture.near ? 1 : 0.18 },
    };
  }

  /** Whether the edge is among those that the selection asks for. */
  z.isAsked = function (picture, edge) {
    const touched = edge.from === picture.selected || edge.to === picture.selected;
    return picture.near !== null && (touched || edge.id === picture.selectedEdge);
  };

  /** Nearly every body lies in some place: these edges would cover all others, so they are drawn of the focus and when asked for. */
  z.isHidden = function (picture, edge) {
    if (picture.isPath || edge.kind !== "locatedIn" || z.isAsked(picture, edge)) return false;
    if (picture.discs) return true;
    const ofFocus = edge.from === picture.focus || edge.to === picture.focus;
    return !ofFocus && picture.graph.nodes.get(picture.focus).group !== "Place";
  };

  /** Marks what is selected: it and what it touches stay, all else fades. */
  z.highlight = function (picture, kind, id) {
    picture.selected = kind === "node" ? id : null;
    picture.selectedEdge = kind === "edge" ? id : null;
    picture.near = nearOf(picture, kind, id);
    picture.lit = picture.shownEdges.filter((edge) => z.isAsked(picture, edge));
    if (!picture.discs) picture.edges.update(picture.shownEdges.map((edge) => drawnEdge(picture, edge)));
    picture.network.unselectAll();
    picture.network.redraw();
  };

  function nearOf(picture, kind, id) {
    if (kind === "edge") {
      const { from, to } = picture.graph.edges.get(id);
      return picture.at.has(from) || picture.at.has(to) ? new Set([from, to]) : null;
    }
    if (kind !== "node" || id === picture.focus || id === picture.end || !picture.at.has(id)) return null;
    return new Set([id, ...picture.graph.edgesOf.get(id).map((edge) => z.otherEnd(edge, id))]);
  }

  /** The picture as it stands, on its ground, as a PNG of twice the size; calls `done` with a Blob. */
  z.pictureAsPng = function (picture, done) {
    const { network, box } = picture;
    const [width, height] = [box.clientWidth, box.clientHeight];
    const [scale, position] = [network.getScale(), network.getViewPosition()];
    network.setSize(`${2 * width}px`, `${2 * height}px`);
    network.moveTo({ position, scale: 2 * scale, animation: false });
    network.once("afterDrawing", () => {
      const drawn = box.querySelector("canvas");
      const copy = document.createElement("canvas");
      [copy.width, copy.height] = [drawn.width, drawn.height];
      const ctx = copy.getContext("2d");
      ctx.fillStyle = picture.colours.ground;
      ctx.fillRect(0, 0, copy.width, copy.height);
      ctx.drawImage(drawn, 0, 0);
      network.setSize("100%", "100%");
      network.moveTo({ position, scale, animation: false });
      copy.toBlob(done, "image/png");
    });
    network.redraw();
  };

  /** Fits the view to all nodes and their labels, on a phone to their width, with what is selected in sight. */
  z.fit = function (picture) {
    if (!picture.box.clientWidth || !picture.box.clientHeight) return;
    picture.network.setSize("100%", "100%"); // a box that has changed its size first: vis-network would zoom by that, after us
    if (picture.isSlim) return fitWidth(picture);
    const margin = { x: picture.box.clientWidth < NARROW ? 182 : 195, y: 46 };
    const points = [...picture.at.values()];
    const reach = (axis) => Math.max(90, ...points.map((point) => Math.abs(point[axis])));
    const wide = picture.box.clientWidth / 2 / (reach("x") + margin.x);
    const high = picture.box.clientHeight / 2 / (reach("y") + margin.y);
    const scale = Math.min(1.25, wide, high);
    picture.network.moveTo({ position: { x: 0, y: 0 }, scale: Math.max(scale, 0.15), animation: false });
  };

  function fitWidth({ box, network, at, selected, focus }) {
    const scale = Math.min(1.25, box.clientWidth / (PHONE.right - PHONE.left));
    const ys = [...at.values()].map(({ y }) => y);
    const [top, bottom] = [Math.min(...ys) - PHONE.head / scale, Math.max(...ys) + 24];
    const half = box.clientHeight / scale / 2;
    const wanted = selected !== null && selected !== focus && at.has(selected) ? at.get(selected).y : top;
    const y = Math.max(top + half, Math.min(bottom - half, wanted));
    network.moveTo({ position: { x: (PHONE.left + PHONE.right) / 2, y }, scale, animation: false });
  }
})(Zhengmai);
