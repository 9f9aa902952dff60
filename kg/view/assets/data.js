/* The graph as the page holds it: the JSON that Python wrote, read block by block as it is asked for. Nothing here touches the page. */
const Zhengmai = {};

(function (z) {
  "use strict";

  const OF_NETWORK = ["nodes", "edges", "edgesOf", "byKey", "measures", "joint", "series", "differ", "carried"];

  /**
   * The page's data: what it opens with, and the rest behind names that read it when they are first used. `block(name)` gives a
   * block of the page (see blocks.py); `isLoaded` says whether the network has been read.
   */
  z.readGraph = function (data, block) {
    const graph = { ...data, block, isLoaded: false, parts: new Map(), chars: new Map(), places: new Map() };
    for (const name of OF_NETWORK) {
      Object.defineProperty(graph, name, { configurable: true, enumerable: true, get: () => load(graph)[name] });
    }
    return graph;
  };

  /** Reads the network: nodes by id and by key, the edges of each node. */
  function load(graph) {
    const { network, ...more } = graph.block("network");
    const nodes = new Map(network.nodes.map((node) => [node.id, node]));
    const edges = new Map(network.edges.map((edge) => [edge.id, edge]));
    const edgesOf = new Map(network.nodes.map((node) => [node.id, []]));
    for (const edge of edges.values()) {
      edgesOf.get(edge.from).push(edge);
      if (edge.to !== edge.from) edgesOf.get(edge.to).push(edge);
    }
    const byKey = new Map(network.nodes.map((node) => [node.key, node.id]));
    for (const thing of [...network.nodes, ...network.edges]) thing.articles = new Set(thing.claims.map((id) => z.articleOf(graph, id)));
    const read = { ...more, nodes, edges, edgesOf, byKey };
    for (const name of OF_NETWORK) Object.defineProperty(graph, name, { value: read[name] });
    graph.isLoaded = true;
    return graph;
  }

  /** The article in which a claim stands: the last that begins at or before its number. */
  z.articleOf = function ({ starts }, id) {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle] <= id) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  /** The words of an article: { text, read, sentences, claims }, `read` the spans of the text that were read. */
  z.partOf = function (graph, article) {
    if (!graph.parts.has(article)) graph.parts.set(article, graph.block(`article-${article}`));
    return graph.parts.get(article);
  };

  /** A claim by its number, with its sentence as { article, start, stop }. */
  z.claimOf = function (graph, id) {
    const article = z.articleOf(graph, id);
    const part = z.partOf(graph, article);
    const claim = part.claims[id - graph.starts[article]];
    const [start, stop] = part.sentences[claim.sentence];
    return { ...claim, sentence: { article, start, stop } };
  };

  /** The text of an article as a list of characters: offsets count these, not UTF-16 units. */
  z.charsOf = function (graph, article) {
    if (!graph.chars.has(article)) graph.chars.set(article, [...z.partOf(graph, article).text]);
    return graph.chars.get(article);
  };

  z.textOf = (graph, sentence) => z.charsOf(graph, sentence.article).slice(sentence.start, sentence.stop).join("");

  /** How much is said of a node: the number of its edges. */
  z.weightOf = (graph, id) => graph.edgesOf.get(id).length;

  /** The first and the last day on which articles that speak of a node were published; none where no article has one. */
  z.publishedOf = function (graph, { articles }) {
    const days = [...articles].map((index) => graph.articles[index].published).filter(Boolean).sort();
    return days.length ? [days[0], days.at(-1)] : [];
  };

  /** What a division is called: with the one that it lies in where another of the page has its name. */
  z.placeName = function (graph, code) {
    graph.namesakes ??= z.counted(Object.values(graph.divisions).map(({ name }) => name));
    const { name, parent } = graph.divisions[code];
    return graph.namesakes.get(name) > 1 && parent ? graph.divisions[parent].name + name : name;
  };

  /** Where and when a node is, as far as its name does not say so: what tells nodes of one name apart. */
  z.whereabouts = function (graph, node) {
    const divisions = graph.divisions || {}; // the page of one article has none
    const lies = (node.codes || []).filter((code) => divisions[code]);
    const above = lies.length === 1 && divisions[lies[0]].name === node.name ? divisions[lies[0]].parent : null;
    const places = above ? [divisions[above].name] : lies.map((code) => z.placeName(graph, code)).filter((name) => !node.name.startsWith(name));
    const [article] = [...node.articles].map((index) => graph.articles[index]);
    const source = !lies.length && article && graph.articles.length > 1 ? z.short(article.title || article.file || article.id, 10) : "";
    const more = places.length > 2 ? ` +${places.length - 2}` : "";
    return [places.slice(0, 2).join("、") + more, source, (node.times || []).length ? "" : yearsOf(graph, node)].filter(Boolean);
  };

  /** The year or years in which a node is spoken of; of an event and a figure its own. */
  function yearsOf(graph, node) {
    const days = node.when || (node.as_of ? [node.as_of] : z.publishedOf(graph, node));
    const years = [...new Set(days.map((day) => day.slice(0, 4)))].filter((year) => /^\d{4}$/.test(year));
    return years.join("–");
  }

  /** How often each item is there: Map(item -> count). */
  z.counted = function (items) {
    const counts = new Map();
    for (const item of items) counts.set(item, (counts.get(item) || 0) + 1);
    return counts;
  };

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

  /** Names before events and figures, whole names before parts of them. */
  function rank(node, word) {
    const name = node.name.toLowerCase();
    const kind = { entity: 0, event: 1, figure: 2, words: 3 }[node.kind];
    const fit = [name === word, name.startsWith(word), name.includes(word), (node.initials || "").startsWith(word), true].indexOf(true);
    return 10 * kind + fit;
  }
})(Zhengmai);
