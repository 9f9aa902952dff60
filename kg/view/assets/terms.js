/* Words of the interface in both languages, and names that are safe to look at. */
(function (z) {
  "use strict";

  // Controls that reorder or hide text; shown by their number, since a name must look like what it is.
  const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

  z.visible = (text) => String(text).replace(CONTROLS, (c) => `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

  /** The text cut to the room of `length` Chinese characters; a Latin letter or digit takes half of that. */
  z.short = function (text, length) {
    const chars = [...z.visible(text)];
    let room = length;
    const cut = chars.findIndex((c) => (room -= c < "\u2000" ? 0.55 : 1) < 0);
    return cut < 0 ? chars.join("") : `${chars.slice(0, cut - 1).join("")}…`;
  };

  const monthName = (language, number) => new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en", { month: "short" }).format(new Date(2000, number - 1, 1));

  /** English words behind the number one: 1 event, where the terms say events. */
  const singular = (text) => text.replace(/\b1 (day|event|month|node|step|week|year)s\b/gu, "1 $1");

  /** A time as people write it: P5M is 5个月, 2016-H1 2016年上半年, XXXX-10-09 10月9日, 2013/.. 2013–; other dates stay as they are. */
  function timeIn(terms, language, value) {
    const word = (key, ...values) => singular(values.reduce((text, part) => text.replace("%", part), terms.ui[key][language]));
    const point = function (date) {
      if (date === "..") return "";
      const [, year, half] = /^(\d{4})-([HQ]\d)$/.exec(date) || [];
      if (half) return word(half, year);
      const [, month, day] = /^XXXX-(\d{2})(?:-(\d{2}))?$/.exec(date) || [];
      if (!month) return date;
      return day ? word("some_day", Number(month), Number(day)) : monthName(language, Number(month));
    };
    const lasting = /^P(?:\d+[YMWD])+$/.test(value) && [...value.matchAll(/(\d+)([YMWD])/g)].map(([, count, unit]) => word(`for_${unit}`, count));
    return lasting ? lasting.join(language === "zh" ? "" : " ") : value.split("/").map(point).join("–");
  }

  z.translator = function (terms, language) {
    const pick = (term) => (term ? term[language] : "");
    const numbers = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en");
    return {
      language,
      ui: (key, ...values) => singular(values.reduce((text, value) => text.replace("%", value), pick(terms.ui[key]) || key)),
      type: (node) => pick(terms.types[node.group]),
      event: (name) => pick(terms.events[name]),
      role: (name) => pick(terms.roles[name]),
      status: (name) => pick(terms.statuses[name]),
      change: (name) => pick(terms.changes[name]),
      basis: (name) => pick(terms.bases[name]),
      edge: (edge) => pick(terms[edge.layer === "role" ? "roles" : "relations"][edge.kind]),
      time: (value) => timeIn(terms, language, value),
      published: ([first]) => (first ? pick(terms.ui.published).replace("%", first) : ""),
      month: (number) => monthName(language, number),
      numberOf: (number) => numbers.format(number),
      number: ({ value, max }) => [value, max].filter((n) => n !== undefined).map((n) => numbers.format(n)).join("–"),
    };
  };

  /** What a node is called in a list: an event by its type, time and matter, a figure by its indicator and value. */
  z.titleOf = function (graph, node, t) {
    if (node.kind === "event") {
      const matter = z.fillers(graph, node.id).find(([role]) => role === "theme" || role === "target");
      const names = matter ? matter[1].map(({ node: filler }) => filler.name) : [];
      const about = names.slice(0, 3).join("、") + (names.length > 3 ? ` +${names.length - 3}` : "");
      return [t.event(node.event), (node.times || []).map(t.time).join("、"), about].filter(Boolean).join(" · ");
    }
    if (node.kind === "figure") return [node.indicator, node.name].filter(Boolean).join(" ");
    return node.name;
  };

  const TELLING = ["theme", "target", "place", "participant", "agent"]; // what tells an event from others of its type

  /** The theme of an event, else its target, place …, shortened; the focus, around which all of them stand, tells nothing. */
  function matterOf(graph, node, focus) {
    const fillers = new Map(z.fillers(graph, node.id));
    const matter = TELLING.flatMap((role) => fillers.get(role) || []).find(({ node: filler }) => filler.id !== focus);
    return matter ? z.short(matter.node.name, 8) : "";
  }

  /** What stands on the canvas around a focus: short. */
  z.labelOf = (graph, node, t, focus) => (node.verified ? `${z.TICK} ` : "") + shortTitle(graph, node, t, focus);

  function shortTitle(graph, node, t, focus) {
    if (node.kind !== "event") return z.titleOf(graph, node, t);
    const time = (node.times || []).slice(0, 1).map(t.time).join();
    return [t.event(node.event), time, matterOf(graph, node, focus)].filter(Boolean).join(" ");
  }
})(Zhengmai);
