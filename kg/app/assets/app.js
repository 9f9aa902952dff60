/* What all pages of the app do alike: ask this computer, say what went wrong, follow a build. Words of articles go in as text only. */
const KgApp = (function () {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const token = document.querySelector('meta[name="form-token"]').content;
  const TOTALS = [
    ["articles", "文章", "articles"], ["mentions", "名称", "mentions"], ["events", "事件", "events"],
    ["relations", "关系", "relations"], ["figures", "数字", "figures"],
  ];

  /** An element with a class and children; strings become text. */
  function make(tag, className, ...children) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  /** Chinese words with the English ones, small, behind them. */
  function both(zh, en) {
    const small = make("small", "", en);
    small.lang = "en";
    return [`${zh} `, small];
  }

  function say(message) {
    byId("notice").firstElementChild.textContent = message;
    byId("notice").hidden = false;
  }
  byId("notice").querySelector("button").addEventListener("click", () => { byId("notice").hidden = true; });

  /** What an address of the app answers; throws an Error with the words of a refusal. */
  async function ask(path, options = {}) {
    let answer;
    try {
      answer = await fetch(`/app/${path}`, options);
    } catch {
      throw new Error("kg app 已停止，请重新启动。kg app has stopped; start it again.");
    }
    if (answer.ok) return answer;
    const words = await answer.text();
    let told = words;
    try { told = JSON.parse(words).error; } catch { /* the guard answers in plain text */ }
    throw new Error(told);
  }

  const read = async (path) => (await ask(path)).json();
  const post = async (path, given = {}) =>
    (await ask(path, { method: "POST", headers: { "X-KG-Form": token, "Content-Type": "application/json" }, body: JSON.stringify(given) })).json();
  const send = (path, body) => ask(path, { method: "POST", headers: { "X-KG-Form": token }, body });

  /** Runs what may fail, and says so where it does. */
  async function attempt(work) {
    try {
      return await work();
    } catch (error) {
      say(error.message);
      return undefined;
    }
  }

  function showProgress(build) {
    const bar = byId("progress").querySelector("progress");
    if (build.to_read && !build.publishing) bar.value = build.done / build.to_read;
    else bar.removeAttribute("value");
    const [zh, en] = build.publishing ? ["正在连接、存储", "Linking and storing"]
      : build.to_read ? [`已读 ${build.done} / ${build.to_read} 篇`, `read ${build.done} of ${build.to_read}`]
      : ["正在准备", "Getting ready"];
    byId("progress").querySelector("p").replaceChildren(...both(zh, en));
  }

  /** The counts, each with how it has changed. */
  function totals(now, before = {}) {
    return make("ul", "totals", ...TOTALS.map(([key, zh, en]) => {
      const change = before[key] === undefined ? 0 : now[key] - before[key];
      const tag = change ? [make("span", "change", ` ${change > 0 ? "+" : "−"}${Math.abs(change)}`)] : [];
      return make("li", "", make("b", "", String(now[key] ?? 0), ...tag), ...both(zh, en));
    }));
  }

  function showResult(build, known) {
    const result = build.result;
    const lines = [];
    if (build.state === "failed") {
      lines.push(make("p", "", make("strong", "", ...both("没有建成", "Not built")), `：${build.error}`));
    } else if (build.state === "done") {
      const changed = result.published ? both("图谱已更新", "The graph is up to date") : both("没有变化", "Nothing has changed");
      const parts = [`新读 ${result.read}，未变 ${result.unchanged}，移出 ${result.removed}`];
      if (result.decided) parts.push(`照办 ${result.decided} 条核对`);
      const english = `${result.read} read, ${result.unchanged} unchanged, ${result.removed} removed; ${result.decided} answers followed`;
      lines.push(make("p", "", make("strong", "", ...changed), make("br"), ...both(parts.join("；"), english)));
    }
    if (known.articles !== undefined) lines.push(totals(build.result.totals || known, build.result.before));
    for (const stale of result.stale || []) lines.push(make("p", "soft", `未能照办 Cannot act: ${stale.text}: ${stale.reason}`));
    byId("result").replaceChildren(...lines);
    byId("result").hidden = !lines.length;
  }

  /** Shows a build while it runs; gives its state when it does not. */
  async function follow(each = () => {}) {
    for (;;) {
      const state = await read("state");
      const running = state.build.state === "running";
      byId("progress").hidden = !running;
      if (running) showProgress(state.build);
      else showResult(state.build, state.totals);
      each(state);
      if (!running) return state;
      await new Promise((done) => { setTimeout(done, 400); });
    }
  }

  const root = document.documentElement;
  const theme = byId("theme");
  const pressed = () => theme.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
  theme.addEventListener("click", () => { root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"; pressed(); });
  pressed();

  return { ask, attempt, both, byId, follow, make, post, read, say, send };
})();
