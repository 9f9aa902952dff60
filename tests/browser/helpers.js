/* What the tests add to every page: a log of policy breaches, and short ways to find things in the picture. */
window.breaches = [];
addEventListener("securitypolicyviolation", (event) => breaches.push(`${event.violatedDirective} ${event.blockedURI}`));

window.nodes = () => [...Zhengmai.page.graph.nodes.values()];
window.edges = () => [...Zhengmai.page.graph.edges.values()];
window.picture = () => Zhengmai.page.picture();

window.named = (name) => nodes().find((node) => node.name === name).id;
window.happened = (type, time) => nodes().find((node) => node.event === type && (node.times || [])[0] === time).id;
window.edgeOf = (kind, from) => edges().find((edge) => edge.kind === kind && (from === undefined || edge.from === from));
window.shownEdges = () => picture().shownEdges;
window.shownNodes = () => [...(picture()?.at.keys() ?? [])].map((id) => Zhengmai.page.graph.nodes.get(id));
window.focused = () => Zhengmai.page.graph.nodes.get(Zhengmai.page.state().focus);

window.onScreen = (point) => {
  const box = document.getElementById("canvas").getBoundingClientRect();
  const at = picture().network.canvasToDOM(point);
  return [box.x + at.x, box.y + at.y];
};
window.whereNode = (id) => onScreen(picture().at.get(id));
window.whereLabel = (id) => {
  const label = picture().labels.get(id);
  return onScreen({ x: (label.left + label.right) / 2, y: label.y });
};
window.whereEdge = (edge) => {
  const [from, to] = [picture().at.get(edge.from), picture().at.get(edge.to)];
  return onScreen({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
};
