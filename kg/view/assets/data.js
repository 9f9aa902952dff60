/* The graph as the page holds it: the JSON that Python wrote, indexed. Nothing here touches the page. */
const Zhengmai = {};

(function (z) {
  "use strict";

  /** Indexes the page's data: nodes by id and by key, the edges of each node, what a search looks through. */
  z.readGraph = function (data) {
    const nodes = new Map(data.network.nodes.map((node) => [node.id, node]));
    const edges = new Map(data.network.edges.map((edge) => [edge.id, edge]));
    const edgesOf = new Map(data.network.nodes.map((node) => [node.id, []]));
    for (const edge of edges.values()) {
      edgesOf.get(edge.from).push(edge);
      if (edge.to !== edge.from) edgesOf.get(edge.to).push(edge);
    }
    const byKey = new Map(data.network.nodes.map((node) => [node.key, node.id]));
    for (const thing of [...nodes.values(), ...edges.values()]) weigh(data, thing);
    return { ...data, nodes, edges, edgesOf, byKey, chars: new Map(), places: new Map() };
  };

  /** Says of a node or edge in which articles it is stated and how sure the surest reading is. */
  function weigh(data, thing) {
    thing.articles = new Set();
    thing.sure = 0;
    for (const id of thing.claims) {
      const claim = data.claims[id];
      thing.articles.add(data.sentences[claim.sentence].article);
      thing.sure = Math.max(thing.sure, claim.confidence);
    }
  }

  /** The text of an article as a list of characters: offsets count these, not UTF-16 units. */
  z.charsOf = function (graph, article) {
    if (!graph.chars.has(article)) graph.chars.set(article, [...graph.articles[article].text]);
    return graph.chars.get(article);
  };

  z.textOf = (graph, sentence) => z.charsOf(graph, sentence.article).slice(sentence.start, sentence.stop).join("");

  /** How much is said of a node: the number of its edges. */
  z.weightOf = (graph, id) => graph.edgesOf.get(id).length;

  z.otherEnd = (edge, id) => (edge.from === id ? edge.to : edge.from);

  /** The neighbours of a node over the edges of one layer ("role" or "relation"), each once, in the data's order. */
  z.neighbours = function (graph, id, layer) {
    const found = new Set();
    for (const edge of graph.edgesOf.get(id)) {
      if (edge.layer === layer) found.add(z.otherEnd(edge, id));
    }
    found.delete(id);
    return [...found];
  };

  /** The fillers of an event by role: [[role, [{node, edge}]]], in the order of the roles. */
  z.fillers = function (graph, id) {
    const roles = new Map(Object.keys(graph.terms.roles).map((role) => [role, []]));
    for (const edge of graph.edgesOf.get(id)) {
      if (edge.layer === "role" && edge.from === id) roles.get(edge.kind).push({ node: graph.nodes.get(edge.to), edge });
    }
    return [...roles].filter(([, list]) => list.length);
  };

  function haystack(graph, node) {
    const words = [node.name, node.code, node.initials, ...(node.surfaces || [])];
    if (node.kind === "event") {
      const term = graph.terms.events[node.event];
      words.push(term.zh, term.en, ...(node.times || []));
      for (const edge of graph.edgesOf.get(node.id)) {
        if (edge.layer === "role" && edge.kind !== "agent") words.push(graph.nodes.get(z.otherEnd(edge, node.id)).name);
      }
    }
    if (node.kind === "figure") words.push(node.indicator, node.baseline);
    return words.filter(Boolean).join("\n").toLowerCase();
  }

  /** The nodes whose name, other names or description hold all the words, best first, at most `limit`. */
  z.search = function (graph, query, limit) {
    const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const hits = [];
    for (const node of graph.nodes.values()) {
      node.haystack ??= haystack(graph, node);
      if (words.every((word) => node.haystack.includes(word))) hits.push([rank(node, words[0]), node]);
    }
    hits.sort((a, b) => a[0] - b[0] || a[1].name.length - b[1].name.length || a[1].id - b[1].id);
    return hits.slice(0, limit).map(([, node]) => node);
  };

  function rank(node, word) {
    const name = node.name.toLowerCase();
    const kind = { entity: 0, event: 1, figure: 2, words: 3 }[node.kind];
    if (name === word) return kind;
    if (name.startsWith(word)) return 10 + kind;
    if (name.includes(word)) return 20 + kind;
    if (node.initials && node.initials.startsWith(word)) return 25 + kind;
    return 30 + kind;
  }
})(Zhengmai);
