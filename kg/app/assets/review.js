/* The review page: one doubtful fact at a time; each answer is saved at once, and can be taken back. */
(function (app) {
  "use strict";

  const { attempt, badge, both, byId, decided, follow, make, post, read, say } = app;

  let queue = [];
  let current = null;
  let busy = false;
  let turn = 0; // how often a next question was asked for
  const skipped = new Set();
  const mine = []; // ids of the decisions of this visit, the last one last

  async function found() {
    const kind = byId("kinds").value;
    const { questions, who } = await read(`questions${kind ? `?kind=${kind}` : ""}`);
    if (!byId("who").value) byId("who").value = who;
    return questions.filter((question) => !skipped.has(question.key));
  }

  async function next() {
    turn += 1;
    const asked = turn;
    if (!queue.length) {
      const questions = await found();
      if (asked !== turn) return; // meanwhile another kind was chosen, whose questions count
      queue = questions;
    }
    current = queue.shift() || null;
    show();
  }

  function show() {
    const box = byId("question");
    byId("amend").hidden = true;
    byId("answers").hidden = !current;
    for (const button of document.querySelectorAll("[data-verdict]")) button.disabled = !current;
    if (!current) {
      const done = skipped.size ? both("余下的都跳过了", "All that is left was skipped") : both("没有要问的了", "Nothing is left to ask");
      box.replaceChildren(make("p", "empty", ...done));
      return;
    }
    byId("answers").classList.toggle("pair", Boolean(current.pair));
    byId("ask").replaceChildren(...(current.pair ? both("是同一个吗？", "Are these the same?") : both("这条对吗？", "Is this right?")));
    const [yes, no] = current.pair ? [["同一个", "The same"], ["不是", "Not the same"]] : [["对", "Right"], ["错", "Wrong"]];
    document.querySelector("[data-verdict=accept] span").replaceChildren(...both(...yes));
    document.querySelector("[data-verdict=reject] span").replaceChildren(...both(...no));
    document.querySelector("[data-verdict=amend]").hidden = Boolean(current.pair);
    byId("missing").hidden = Boolean(current.pair);
    box.replaceChildren(...(current.pair ? pair(current) : fact(current)));
  }

  const quoted = (sentence) =>
    make("blockquote", "sentence", ...sentence.map(([words, marked]) => (marked ? make("mark", "trigger", words) : words)));

  function linked(words, href) {
    const link = make("a", "", words);
    link.href = href;
    return link;
  }

  function fact(q) {
    const says = make("dl", "says");
    for (const [zh, en, value, english] of q.says) says.append(make("dt", "", ...both(zh, en)), make("dd", "", ...(english ? both(value, english) : [value])));
    for (const [zh, en, value] of q.fillers) says.append(make("dt", "context", ...both(zh, en)), make("dd", "context", value));
    const sure = badge(q.confidence >= 0.75 ? "sure" : "unsure", ...both(q.sure[0], q.sure[1]));
    sure.title = q.confidence.toFixed(2);
    const hangs = q.hangs > 1 ? [make("small", "", `牵连 ${q.hangs} 条 ${q.hangs} facts hang on it`)] : [];
    byId("missing").href = inText(q.article, q.at);
    const source = linked(q.title, inText(q.article, q.at));
    return [
      make("p", "tags", badge("kind", ...both(q.kind[0], q.kind[1])), sure, ...hangs),
      quoted(q.sentence), says, make("p", "source", make("cite", "", source), ` · ${q.file}`),
    ];
  }

  const inText = (article, [start, stop]) => `/app/read?article=${article.slice(0, 16)}&at=${start}-${stop}`;

  /** Two nodes of one name, each with the sentence that names it. */
  function pair(q) {
    const nodes = q.nodes.map((node) => {
      const page = linked(node.name, node.link);
      page.className = "out";
      page.target = "_blank";
      page.rel = "noopener";
      const from = node.title
        ? [quoted(node.sentence), make("p", "source", make("cite", "", node.title))]
        : [make("p", "soft", ...both("几篇文章共有", "shared by several articles"))];
      return make("section", "node-of-pair", make("h3", "", page), ...from);
    });
    const reason = make("small", "", q.reason);
    reason.lang = "en";
    return [
      make("p", "tags", badge("kind", ...both(q.kind[0], q.kind[1])), badge("kind", ...both(q.type[0], q.type[1]))),
      make("div", "pair-of-nodes", ...nodes),
      make("p", "source", "名称相同，除此没有依据：答“同一个”，图谱里合成一个；答“不是”，永不合并。 ", reason),
    ];
  }

  async function answer(verdict, changes) {
    if (busy || !current) return;
    if (verdict === "skip") { skipped.add(current.key); await attempt(next); return; }
    busy = true;
    const { article, key, pair: nodes } = current;
    await attempt(async () => {
      const saved = await post("answers", { article, key, pair: nodes, verdict, changes, who: byId("who").value, why: byId("why").value });
      mine.push(saved.id);
      byId("why").value = "";
      queue = []; // an answer may settle other questions: what is asked next is looked up again
      await Promise.all([next(), list()]);
      byId("question").focus({ preventScroll: true });
      byId("build").disabled = false;
    });
    busy = false;
  }

  function amend() {
    if (!current || current.pair) return;
    const fields = current.fields.map(({ name, label, value, choices }) => {
      const input = document.createElement(choices.length ? "select" : "input");
      for (const [choice, zh, en] of choices) {
        const option = make("option", "", en ? `${zh} ${en}` : zh);
        option.value = choice;
        input.append(option);
      }
      input.name = name;
      input.value = value;
      input.autocomplete = "off";
      return make("label", "", make("span", "", ...both(label[0], label[1])), input);
    });
    byId("amend").querySelector(".fields").replaceChildren(...fields);
    byId("amend").hidden = false;
    byId("amend").querySelector("input, select").focus();
  }

  async function list() {
    const { decisions } = await read("decisions");
    byId("count").textContent = String(decisions.length);
    byId("build").disabled = !decisions.length && !mine.length;
    byId("back").disabled = !mine.length;
    byId("none").hidden = Boolean(decisions.length);
    byId("decisions").replaceChildren(...decisions.slice(0, 200).map((d) => decided(d, () => takeBack(d.id))));
  }

  function takeBack(id) {
    return attempt(async () => {
      await post("undo", { id });
      if (mine.includes(id)) mine.splice(mine.indexOf(id), 1);
      queue = [];
      await Promise.all([next(), list()]);
      byId("build").disabled = false; // the graph may still follow what was taken back
    });
  }

  /** Back to the question, where keys answer. */
  function closeAmendment() {
    byId("amend").hidden = true;
    byId("question").focus({ preventScroll: true });
  }

  const PRESSED = {
    1: () => answer("accept"), 2: () => answer("reject"), 3: amend, 4: () => answer("skip"), 5: () => { if (current && !current.pair) byId("missing").click(); },
    z: () => mine.length && takeBack(mine[mine.length - 1]), n: () => byId("why").focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { closeAmendment(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const does = PRESSED[event.key.toLowerCase()];
    if (does) { event.preventDefault(); does(); }
  });
  for (const button of document.querySelectorAll("[data-verdict]")) {
    const { verdict } = button.dataset;
    button.addEventListener("click", () => (verdict === "amend" ? amend() : answer(verdict)));
  }
  byId("back").addEventListener("click", PRESSED.z);
  byId("never").addEventListener("click", closeAmendment);
  byId("amend").addEventListener("submit", (event) => {
    event.preventDefault();
    const changes = {};
    for (const { name, value } of current.fields) {
      const now = event.target.elements[name].value.trim();
      if (now !== value) changes[name] = now || "-"; // emptied: what may be empty becomes so
    }
    if (!Object.keys(changes).length) { say("没有改动。Nothing was changed."); return; }
    answer("amend", changes);
  });
  // What is asked stays chosen when one comes back from the text.
  const kinds = byId("kinds");
  try { kinds.value = window.sessionStorage.getItem("kg-kinds") || ""; } catch { /* a browser that keeps nothing */ }
  kinds.addEventListener("change", () => {
    try { window.sessionStorage.setItem("kg-kinds", kinds.value); } catch { /* a browser that keeps nothing */ }
    queue = [];
    attempt(next);
  });
  byId("build").addEventListener("click", () => attempt(async () => {
    byId("build").disabled = true;
    await post("build");
    await follow();
    queue = [];
    await Promise.all([next(), list()]);
  }));
  attempt(async () => { await Promise.all([next(), list()]); });
})(KgApp);
