/* The review page: one doubtful fact at a time; each answer is saved at once, and can be taken back. */
(function (app) {
  "use strict";

  const { attempt, both, byId, follow, make, post, read, say } = app;

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

  const badge = (kind, ...words) => make("span", `badge ${kind}`, ...words);

  function show() {
    const box = byId("question");
    byId("amend").hidden = true;
    byId("answers").hidden = !current && !mine.length;
    for (const button of document.querySelectorAll("[data-verdict]")) button.disabled = !current;
    if (!current) {
      const done = skipped.size ? both("余下的都跳过了", "All that is left was skipped") : both("没有要问的了", "Nothing is left to ask");
      box.replaceChildren(make("p", "empty", ...done));
      return;
    }
    const q = current;
    const sentence = make("blockquote", "sentence", ...q.sentence.map(([words, marked]) => (marked ? make("mark", "trigger", words) : words)));
    const says = make("dl", "says");
    for (const [zh, en, value, english] of q.says) says.append(make("dt", "", ...both(zh, en)), make("dd", "", ...(english ? both(value, english) : [value])));
    for (const [zh, en, value] of q.fillers) says.append(make("dt", "context", ...both(zh, en)), make("dd", "context", value));
    const sure = badge(q.confidence >= 0.75 ? "sure" : "unsure", ...both(q.sure[0], q.sure[1]));
    sure.title = q.confidence.toFixed(2);
    const hangs = q.hangs > 1 ? [make("small", "", `牵连 ${q.hangs} 条 ${q.hangs} facts hang on it`)] : [];
    box.replaceChildren(
      make("p", "tags", badge("kind", ...both(q.kind[0], q.kind[1])), sure, ...hangs),
      sentence, says, make("p", "source", make("cite", "", q.title), ` · ${q.file}`),
    );
  }

  async function answer(verdict, changes) {
    if (busy || !current) return;
    if (verdict === "skip") { skipped.add(current.key); await attempt(next); return; }
    busy = true;
    const { article, key } = current;
    await attempt(async () => {
      const saved = await post("answers", { article, key, verdict, changes, who: byId("who").value, why: byId("why").value });
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
    if (!current) return;
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
    byId("decisions").replaceChildren(...decisions.slice(0, 200).map((d) => {
      const button = make("button", "", "撤回");
      button.type = "button";
      button.title = "撤回 Undo";
      button.setAttribute("aria-label", `撤回 Undo: ${d.says}`);
      button.addEventListener("click", () => takeBack(d.id));
      const who = `${d.who} · ${d.when.replace("T", " ").replace("Z", "")}${d.why ? ` · ${d.why}` : ""}`;
      return make("li", "", badge(`verdict ${d.verdict[0]}`, d.verdict[1]), make("span", "", d.says), button, make("small", "", who));
    }));
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

  const PRESSED = {
    1: () => answer("accept"), 2: () => answer("reject"), 3: amend, 4: () => answer("skip"),
    z: () => mine.length && takeBack(mine[mine.length - 1]), n: () => byId("why").focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { byId("amend").hidden = true; document.activeElement.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const does = PRESSED[event.key.toLowerCase()];
    if (does) { event.preventDefault(); does(); }
  });
  for (const button of document.querySelectorAll("[data-verdict]")) {
    const { verdict } = button.dataset;
    button.addEventListener("click", () => (verdict === "amend" ? amend() : answer(verdict)));
  }
  byId("back").addEventListener("click", PRESSED.z);
  byId("never").addEventListener("click", () => { byId("amend").hidden = true; });
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
  byId("kinds").addEventListener("change", () => { queue = []; attempt(next); });
  byId("build").addEventListener("click", () => attempt(async () => {
    byId("build").disabled = true;
    await post("build");
    await follow();
    queue = [];
    await Promise.all([next(), list()]);
  }));
  attempt(async () => { await Promise.all([next(), list()]); });
})(KgApp);
