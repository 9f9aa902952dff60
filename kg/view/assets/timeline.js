/* Events by date, as precisely as the text gives it: a day is a dot, a month a bar, a year a long one; done apart from planned. */
(function (z) {
  "use strict";

  const DAY = 86400000;
  const MOST = 400; // events that are drawn at first
  const STRIP = { width: 1000, height: 110, middle: 70 };

  const dayOf = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
  const monthOf = (day) => new Date(day * DAY).toISOString().slice(0, 7);

  /** Months from the one to the other: ["2017-01", "2017-02"]. */
  function monthsBetween(first, last) {
    const months = [];
    for (let [year, month] = first.split("-").map(Number); months.length < 2400; month += 1) {
      if (month > 12) [year, month] = [year + 1, 1];
      const name = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
      if (name > last) break;
      months.push(name);
    }
    return months;
  }

  const endOf = function (month) {
    const [year, number] = month.split("-").map(Number);
    return Math.round(Date.UTC(year, number, 1) / DAY);
  };

  /** The timeline of the events that pass all filters but the period, which it shows and sets. */
  z.showTimeline = function (box, view, sifted, change) {
    const { t } = view;
    box.dataset.room = z.timelineRoom(box);
    const events = z.standing(sifted, "event");
    const dated = events.filter((node) => node.when).sort((a, b) => a.when[0].localeCompare(b.when[0]) || a.id - b.id);
    const undated = events.filter((node) => !node.when);
    if (!dated.length) {
      box.replaceChildren(z.make("p", { class: "empty" }, t.ui("no_dates")), rest(view, undated));
      return;
    }
    const last = dated.reduce((latest, node) => (node.when[1] > latest ? node.when[1] : latest), "");
    const months = monthsBetween(`${dated[0].when[0].slice(0, 4)}-01`, `${last.slice(0, 4)}-12`);
    box.replaceChildren(strip(view, dated, months, change), fields(view, events, change), ...bands(box, view, dated, months), rest(view, undated));
  };

  /* ---- the strip: how much happened when, and the period that is chosen ---- */

  function strip(view, dated, months, change) {
    const { state, t } = view;
    const scale = { start: dayOf(`${months[0]}-01`), stop: endOf(months.at(-1)) };
    scale.x = (day) => ((day - scale.start) / (scale.stop - scale.start)) * STRIP.width;
    scale.month = (x) => monthOf(Math.min(scale.stop - 1, Math.max(scale.start, scale.start + (x / STRIP.width) * (scale.stop - scale.start))));
    const attributes = { viewBox: `0 0 ${STRIP.width} ${STRIP.height}`, class: "strip", role: "img", "aria-label": t.ui("strip", dated.length) };
    const drawing = z.svg("svg", { ...attributes, preserveAspectRatio: "none" });
    const bins = binsOf(dated, months);
    const tallest = Math.max(...bins.map(({ done, planned }) => Math.max(done, planned)), 0.1);
    for (const { first, last, done, planned } of bins) {
      const [x, width] = [scale.x(dayOf(`${first}-01`)), scale.x(endOf(last)) - scale.x(dayOf(`${first}-01`))];
      const bar = (kind, size, up) => {
        const height = (size / tallest) * (up ? STRIP.middle - 6 : STRIP.height - STRIP.middle - 6);
        const y = up ? STRIP.middle - height : STRIP.middle;
        drawing.append(z.svg("rect", { class: `bin ${kind}`, x: x + 0.5, y, width: Math.max(1, width - 1), height }));
      };
      if (done) bar("done", done, true);
      if (planned) bar("planned", planned, false);
    }
    drawing.append(z.svg("line", { class: "axis", x1: 0, x2: STRIP.width, y1: STRIP.middle, y2: STRIP.middle }));
    const chosen = z.svg("rect", { class: "brush", y: 0, height: STRIP.height, x: 0, width: 0 });
    drawing.append(chosen);
    const paint = (from, to) => {
      const [x1, x2] = [from ? scale.x(dayOf(`${from}-01`)) : 0, to ? scale.x(endOf(to)) : STRIP.width];
      chosen.setAttribute("x", x1);
      chosen.setAttribute("width", from || to ? Math.max(0, x2 - x1) : 0);
    };
    paint(state.from, state.to);
    brush(drawing, scale, paint, change);
    return z.make("div", { class: "strips" }, z.make("div", { class: "frame" }, drawing), axis(view, months, scale));
  }

  /** Months, quarters or years with how many events fall on each; an event of a whole year falls on all its days alike. */
  function binsOf(dated, months) {
    const size = months.length <= 96 ? 1 : months.length <= 300 ? 3 : 12;
    const bins = [];
    for (let at = 0; at < months.length; at += size) {
      const [first, last] = [months[at], months[Math.min(months.length, at + size) - 1]];
      bins.push({ first, last, start: dayOf(`${first}-01`), stop: endOf(last), done: 0, planned: 0 });
    }
    for (const { when, status } of dated) {
      const [start, stop] = [dayOf(when[0]), dayOf(when[1]) + 1];
      for (const bin of bins) {
        const shared = Math.min(stop, bin.stop) - Math.max(start, bin.start);
        if (shared > 0) bin[status] += shared / (stop - start);
      }
    }
    return bins;
  }

  /** Years as far as there is room for them, in a short period months too: [{ day, label }]. */
  function ticksOf({ t }, months) {
    const size = months.length <= 18 ? 1 : months.length <= 48 ? 3 : 12 * Math.ceil(months.length / 144);
    const [first] = months[0].split("-").map(Number);
    const isTick = function (month) {
      const [year, number] = month.split("-").map(Number);
      return ((year - first) * 12 + number - 1) % size === 0;
    };
    return months.filter(isTick).map((month) => ({ day: dayOf(`${month}-01`), label: month.endsWith("-01") ? month.slice(0, 4) : t.month(Number(month.slice(5))) }));
  }

  const shareOf = (scale, day) => ((day - scale.start) / (scale.stop - scale.start)) * 100;

  function axis(view, months, scale) {
    const labels = ticksOf(view, months).map(({ day, label }) => {
      const mark = z.make("span", {}, label);
      mark.style.left = `${shareOf(scale, day)}%`;
      return mark;
    });
    return z.make("div", { class: "years", "aria-hidden": "true" }, ...labels);
  }

  /** Dragging over the strip chooses a period; a click without a drag gives it up. */
  function brush(drawing, scale, paint, change) {
    let start = null;
    const at = (event) => {
      const { left, width } = drawing.getBoundingClientRect();
      return scale.month(((event.clientX - left) / width) * STRIP.width);
    };
    const ends = (event) => [start, at(event)].sort();
    drawing.addEventListener("pointerdown", (event) => {
      start = at(event);
      drawing.setPointerCapture(event.pointerId);
    });
    drawing.addEventListener("pointermove", (event) => start && paint(...ends(event)));
    drawing.addEventListener("pointerup", (event) => {
      const [from, to] = ends(event);
      start = null;
      change(from === to ? { from: "", to: "" } : { from, to });
    });
  }

  function fields(view, events, change) {
    const { state, t } = view;
    const clear = z.make("button", { type: "button", onclick: () => change({ from: "", to: "" }) }, t.ui("whole_time"));
    clear.disabled = !state.from && !state.to;
    const hint = z.make("small", {}, t.ui("brush_hint"));
    return z.make("p", { class: "fields" }, ...z.monthFields(view, "timeline", change), clear, hint, keys(view, events));
  }

  /* ---- the bands: what happened, and what is planned ---- */

  const ROW = 26; // px
  const GAP = 12; // px between the label of one event and the next in its row
  const LEAST = { day: 10, span: 13 }; // px that a dot and a bar need to be seen
  const PAPER = 660; // px of a page that is printed

  /** The room that the bands have, in px; paper is narrower than most screens. */
  z.timelineRoom = (box) => (z.isPrinting ? PAPER : Math.max(300, box.clientWidth - 44));

  function bands(box, view, dated, months) {
    const { state, t } = view;
    const within = dated.filter((node) => z.isDuring(node, state.from, state.to));
    const [first, last] = [state.from || months[0], state.to || months.at(-1)];
    const scale = { start: dayOf(`${first}-01`), stop: endOf(last), months: monthsBetween(first, last), room: z.timelineRoom(box) };
    return ["done", "planned"].map((status) => {
      const events = within.filter((node) => node.status === status);
      const caption = z.make("h3", {}, t.ui(status === "done" ? "done_caption" : "plans_caption", events.length));
      const drawn = events.length ? [axis(view, scale.months, scale), track(view, events.slice(0, MOST), scale)] : [];
      return z.make("section", { class: `band ${status}` }, caption, ...drawn, z.make("div", {}, ...more(view, events)));
    });
  }

  function more(view, events) {
    const rest = events.slice(MOST);
    return rest.length ? z.some(view.t, 0, rest, (node) => z.nodeButton(view, node)) : [];
  }

  /** Bars and dots in rows, so that neither they nor their labels touch. */
  function track(view, events, scale) {
    const area = z.make("div", { class: "track" });
    for (const { day } of ticksOf(view, scale.months)) {
      const line = z.make("i", { class: "grid", "aria-hidden": "true" });
      line.style.left = `${shareOf(scale, day)}%`;
      area.append(line);
    }
    const right = []; // px to which each row is filled
    for (const node of events) {
      const placed = placeOf(view, node, scale);
      let row = right.findIndex((filled) => filled + GAP <= placed.from);
      if (row < 0) row = right.length;
      right[row] = placed.to;
      area.append(bar(view, node, row, placed, scale));
    }
    area.style.height = `${right.length * ROW + 4}px`;
    return area;
  }

  /** Where an event's bar begins, how wide it is, where its label goes, and from where to where both reach; all in px. */
  function placeOf({ graph, t }, node, { start: begin, stop, room }) {
    const kind = node.when[0] === node.when[1] ? "day" : "span";
    const at = (day) => ((Math.min(stop, Math.max(begin, day)) - begin) / (stop - begin)) * room;
    const start = Math.min(room - LEAST[kind], at(dayOf(node.when[0])));
    const width = kind === "day" ? LEAST.day : Math.max(LEAST.span, at(dayOf(node.when[1]) + 1) - start);
    const beside = Math.max(room - start - width, start) - 12; // px for the label at the side that has more
    const longest = room < 600 ? Math.min(24, Math.max(8, Math.floor(beside / 13))) : 24; // on a phone what fits
    const title = (node.verified ? `${z.TICK} ` : "") + z.short(z.titleOf(graph, node, t), longest);
    const reach = 6 + widthOf(title);
    const side = start + width + reach <= room ? "after" : start >= reach ? "before" : "inside";
    const [from, to] = { after: [start, start + width + reach], before: [start - reach, start + width], inside: [start, room] }[side];
    return { kind, start, width, title, side, from, to };
  }

  const pen = document.createElement("canvas").getContext("2d");

  /** The width of a label in px, in bold, as it stands when it is chosen. */
  function widthOf(title) {
    pen.font = `600 12.5px ${z.FONT}`;
    return pen.measureText(title).width;
  }

  function bar(view, node, row, { kind, start, width, title, side }, { room }) {
    const { go, state } = view;
    const full = z.visible(z.titleOf(view.graph, node, view.t)) + (node.verified ? ` · ${z.TICK} ${view.t.ui("verified")}` : "");
    const attributes = { type: "button", class: `moment ${kind} ${node.status} ${side}`, title: full, "data-event": node.id };
    const pressed = String(state.kind === "node" && state.selected === node.id);
    const stretch = z.make("i", { "aria-hidden": "true" });
    const button = z.make("button", { ...attributes, "aria-pressed": pressed, onclick: () => go.select("node", node.id) }, stretch, labelOf(view, node, title));
    button.style.left = `${(start / room) * 100}%`;
    button.style.top = `${row * ROW}px`;
    button.style.width = `${(width / room) * 100}%`;
    return button;
  }

  /** The words beside a bar, the sign of what a person has verified in its colour. */
  function labelOf({ t }, node, title) {
    return node.verified ? z.make("span", {}, z.tick(node, t), title.slice(z.TICK.length)) : z.make("span", {}, title);
  }

  /** What the shapes mean. */
  function keys({ t }, events) {
    const key = (kind, status, words) => z.make("span", { class: "shape" }, z.make("span", { class: `moment ${kind} ${status}` }, z.make("i", {})), t.ui(words));
    return z.make("span", { class: "shapes" }, key("day", "done", "a_day"), key("span", "done", "a_span"), key("span", "planned", "a_plan"), z.tickKey(events, t));
  }

  function rest(view, undated) {
    if (!undated.length) return "";
    const summary = z.make("summary", {}, view.t.ui("undated", undated.length));
    const items = z.some(view.t, 60, undated, (node) => z.make("li", {}, z.nodeButton(view, node)));
    return z.make("details", { class: "undated" }, summary, z.make("ul", { class: "members" }, ...items));
  }
})(Zhengmai);
