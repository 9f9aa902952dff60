/* What a filter leaves of the graph. Nothing here touches the page. */
(function (z) {
  "use strict";

  /** Filters that the legend does not hold; each stands in the address under its name. */
  z.noFilters = () => ({ articles: new Set(), place: "", from: "", to: "", sure: 0 });

  /** The set with the item, or without it where it was there. */
  z.toggled = function (set, item) {
    const changed = new Set(set);
    if (!changed.delete(item)) changed.add(item);
    return changed;
  };

  /** How many filters are set, those of the legend aside. */
  z.countFilters = function (graph, state) {
    const { relations, events } = graph.terms;
    const chips = [...state.hidden].filter((name) => name in relations || name in events).length;
    return chips + [state.articles.size, state.place, state.from || state.to, state.sure].filter(Boolean).length;
  };

  /** Whether a division is the wanted one or lies in it. */
  z.isWithin = function (graph, code, wanted) {
    for (let at = code; at; at = graph.divisions[at]?.parent) if (at === wanted) return true;
    return false;
  };

  /** Whether an event's days touch the period; months as 2017-03, "" for no bound. An event without a day touches none. */
  z.isDuring = function (node, from, to) {
    if (!from && !to) return true;
    return Boolean(node.when) && (!from || node.when[1].slice(0, 7) >= from) && (!to || node.when[0].slice(0, 7) <= to);
  };

  /**
   * The graph as far as it passes: `stands` are the ids that pass all filters but those of the legend's types, `shown` those that
   * pass these too, `edgesOf` the edges between nodes that stand. A node that lies nowhere or at no time itself passes with an
   * event that it fills; a relation passes with an event that it follows from.
   */
  z.sift = function (graph, state) {
    const events = new Set();
    const stands = new Set();
    for (const node of graph.nodes.values()) {
      if (node.kind === "event" && passesEvent(graph, state, node)) events.add(node.id);
    }
    for (const node of graph.nodes.values()) {
      if (node.kind === "event" ? events.has(node.id) : passesOther(graph, state, node, events)) stands.add(node.id);
    }
    const shown = new Set([...stands].filter((id) => !state.hidden.has(graph.nodes.get(id).group)));
    return { ...graph, stands, shown, edgesOf: edgesThat(graph, state, stands, events) };
  };

  const passesClaims = ({ articles, sure }, thing) =>
    thing.sure >= sure && (!articles.size || [...thing.articles].some((article) => articles.has(article)));

  const liesIn = (graph, node, place) => (node.codes || []).some((code) => z.isWithin(graph, code, place));

  function passesEvent(graph, state, node) {
    if (state.hidden.has(node.status) || state.hidden.has(node.event) || !passesClaims(state, node)) return false;
    return z.isDuring(node, state.from, state.to) && (!state.place || liesIn(graph, node, state.place));
  }

  function passesOther(graph, state, node, events) {
    if (!passesClaims(state, node)) return false;
    const isTimed = Boolean(state.from || state.to);
    const isPlaced = Boolean(state.place) && !node.codes;
    if (state.place && node.codes && !liesIn(graph, node, state.place)) return false;
    if (!isTimed && !isPlaced) return true;
    return graph.edgesOf.get(node.id).some((edge) => edge.layer === "role" && events.has(z.otherEnd(edge, node.id)));
  }

  function edgesThat(graph, state, stands, events) {
    const passes = (edge) =>
      stands.has(edge.from) &&
      stands.has(edge.to) &&
      !(edge.layer === "relation" && state.hidden.has(edge.kind)) &&
      passesClaims(state, edge) &&
      (!(edge.follows || []).length || edge.follows.some((id) => events.has(id)));
    const kept = new Set([...graph.edges.values()].filter(passes));
    return new Map([...graph.edgesOf].map(([id, edges]) => [id, edges.filter((edge) => kept.has(edge))]));
  }

  /** What stands of a kind, in the data's order. */
  z.standing = (sifted, kind) => [...sifted.stands].map((id) => sifted.nodes.get(id)).filter((node) => node.kind === kind);

  /** The tree of divisions: [{ code, name, children }] of one parent ("" for the provinces), by code. */
  z.divisionsUnder = function (graph, parent) {
    const under = Object.entries(graph.divisions).filter(([, division]) => (division.parent || "") === parent);
    return under.map(([code, { name }]) => ({ code, name }));
  };
})(Zhengmai);
