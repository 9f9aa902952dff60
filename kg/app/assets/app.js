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

  const badge = (kind, ...words) => make("span", `badge ${kind}`, ...words);

  /** A number with its noun in English: 1 file, 2 files. */
  const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

  /** What to say in Chinese of a refusal, whose own words are English. */
  const IN_CHINESE = [
    [/^a new \w+ needs (\w+)/, () => "还有必填的一格空着。"],
    [/the article names no '(.+?)'/, (found) => `文中没有读出“${found[1]}”这个名称：先把它补成名称。`],
    [/the article has no date '(.+?)'/, (found) => `文中没有读出“${found[1]}”这个日期：先补日期。`],
    [/the article has no figure '(.+?)'/, (found) => `这一句没有读出“${found[1]}”这个数字：先补数字。`],
    [/the sentence has no words '(.+?)'/, (found) => `这一句里没有“${found[1]}”：请在这一句里选词。`],
    [/give words of one line/, () => "请在一行之内选词，不要带上行尾。"],
    [/say which by its trigger/, () => "这一句里有几个事件：请说是哪一个。"],
    [/is no number/, () => "值和上限要写成数：35、1.5。"],
    [/value and max must be numbers/, () => "值和上限要写成数：35、1.5。"],
    [/nothing was changed/, () => "没有改动。"],
    [/was decided already/, () => "这条已经核对过，或已不这样读；接着问下一条。"],
    [/no entity is called/, () => "图谱里没有这个名称。"],
    [/nothing is told of/, () => "没有读到它做过什么、计划什么，也没有数字；换一年试试。"],
    [/build runs already/, () => "正在建图，请等它完成。"],
    [/no such folder or file/, () => "没有这个文件夹或文件：请写完整的路径。"],
    [/holds, or lies in, the folder/, () => "这个文件夹和程序自己的文件夹重叠：请另选一个。"],
    [/disk is nearly full/, () => "磁盘快满了：腾出地方再来。"],
    [/project's own file/, () => "这是项目自己的文件，不是副本：请自行移出。"],
    [/in the project already/, () => "项目里已有同名文件，不会覆盖：请改名再放入。"],
    [/is no name of an article/, () => "文件名不能用：请改成如 2017/甘肃.docx 的名字。"],
    [/this is a workbook/, () => "这是工作簿：把表另存为 .csv，正文一列叫“正文”，再放入。"],
    [/is no article;/, () => "不是文章：请给 .txt、.docx、.pdf、.html 等。"],
    [/did not arrive whole/, () => "没有传完：请再放一次。"],
  ];

  function inBoth(message) {
    const [known, zh] = IN_CHINESE.find(([pattern]) => pattern.test(message)) || [];
    return known ? both(zh(known.exec(message)), message) : [message];
  }

  function say(message) {
    byId("notice").firstElementChild.replaceChildren(...inBoth(message));
    byId("notice").hidden = false;
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") byId("notice").hidden = true; });
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
      const tag = change ? [make("span", "change", ` ${change > 0 ? "+" : "−"}${Math.abs(change).toLocaleString("en")}`)] : [];
      return make("li", "", make("b", "", (now[key] ?? 0).toLocaleString("en"), ...tag), ...both(zh, now[key] === 1 ? en.slice(0, -1) : en));
    }));
  }

  function showResult(build, known) {
    const result = build.result;
    const lines = [];
    if (build.state === "failed") {
      lines.push(make("p", "fault", make("strong", "", ...both("没有建成", "Not built")), make("br"), ...inBoth(build.error)));
    } else if (build.state === "done") {
      const changed = result.published ? both("图谱已更新", "The graph is up to date") : both("没有变化", "Nothing has changed");
      const parts = [`新读 ${result.read}，未变 ${result.unchanged}，移出 ${result.removed}`];
      if (result.decided) parts.push(`照办 ${result.decided} 条核对`);
      const followed = result.decided ? `; ${plural(result.decided, "answer")} followed` : "";
      const english = `${result.read} read, ${result.unchanged} unchanged, ${result.removed} removed${followed}`;
      lines.push(make("p", "", make("strong", "", ...changed), make("br"), ...both(parts.join("；"), english)));
    }
    if (known.articles !== undefined) lines.push(totals(build.result.totals || known, build.result.before));
    const watched = Object.entries(result.watched || {});
    if (watched.length) {
      const met = watched.map(([name, count]) => make("li", count ? "" : "soft", name, " ", make("b", "", String(count)), ` 篇`));
      lines.push(make("p", "", ...both("所关注的创新，各在几篇里出现", "The watch-list: in how many articles each is met")), make("ul", "watched", ...met));
    }
    for (const stale of result.stale || []) lines.push(make("p", "soft", `未能照办 Cannot act: ${stale.text}: ${stale.reason}`));
    byId("result").replaceChildren(...lines);
    byId("result").hidden = !lines.length;
  }

  /** A decision, or a ruling, as a row of a list, with a button that takes it back. */
  function decided(d, takeBack) {
    const button = make("button", "", "撤回");
    button.type = "button";
    button.title = "撤回 Undo";
    button.setAttribute("aria-label", `撤回 Undo: ${d.zh}`);
    button.addEventListener("click", takeBack);
    const when = d.when && new Date(d.when).toLocaleString("sv-SE").slice(0, 16);
    const who = [d.who, when, d.why].filter(Boolean).join(" · ");
    const told = make("span", "", d.zh, " ", make("small", "raw", d.says));
    told.lastChild.lang = "en";
    return make("li", "", badge(`verdict ${d.verdict[0]}`, d.verdict[1]), told, button, make("small", "", who));
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
  theme.addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    try { window.localStorage.setItem("kg-theme", root.dataset.theme); } catch { /* a browser that keeps nothing */ }
    pressed();
  });
  pressed();

  return { ask, attempt, badge, both, byId, decided, follow, inBoth, make, plural, post, read, say, send };
})();
