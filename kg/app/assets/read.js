/* The reading page: an article, what is read in each sentence, and a form for what was not read. Each answer is saved at once. */
(function (app, text, adding) {
  "use strict";

  const { attempt, badge, both, byId, decided, follow, inBoth, make, plural, post, read } = app;

  const asked = new URLSearchParams(window.location.search);
  const box = byId("text");
  const mine = []; // ids of the decisions of this visit, the last one last
  let article = null;
  let at = null; // what is selected, or where the caret is
  let proposal = null;
  let turn = 0; // how often words were selected

  const words = ([start, stop]) => [...article.text].slice(start, stop).join("");
  const overlap = (one, other) => one[0] < other[1] && one[1] > other[0];

  /** The sentence in which the place is; of words over several, all of these. */
  function sentence() {
    const [start, stop] = [at[0], Math.max(at[1], at[0] + 1)];
    const held = article.sentences.filter((s) => overlap(s, [start, stop]));
    return held.length ? [held[0][0], held[held.length - 1][1]] : [start, stop];
  }

  function showChosen() {
    const some = at && at[0] < at[1];
    byId("chosen").replaceChildren(...(some ? [...both("选中", "Selected"), " ", make("mark", "trigger", words(at))] : []));
    for (const button of byId("kinds").children) button.disabled = !some;
    text.light(box, at);
  }

  function statementRow(s) {
    const end = [];
    if (s.decision) {
      end.push(undoing(s.decision, s.zh));
    } else {
      for (const [verdict, zh, en] of [["accept", "对", "Right"], ["reject", "错", "Wrong"]]) {
        const button = make("button", verdict === "accept" ? "good" : "bad", zh);
        button.type = "button";
        button.title = `${zh} ${en}`;
        button.setAttribute("aria-label", `${zh} ${en}: ${s.zh}`);
        button.addEventListener("click", () => answer(s.key, verdict));
        end.push(button);
      }
    }
    const marks = s.decision ? [badge(`verdict ${s.verdict || "accept"}`, s.verdict === "add" ? "补" : "✓")] : [];
    return make("li", "", badge("kind", s.label[0]), make("span", "told", ...marks, ` ${s.zh}`), make("span", "ends", ...end));
  }

  function undoing(id, told) {
    const button = make("button", "", "撤回");
    button.type = "button";
    button.title = "撤回 Undo";
    button.setAttribute("aria-label", `撤回 Undo: ${told}`);
    button.addEventListener("click", () => takeBack(id));
    return button;
  }

  function showHere() {
    byId("here").hidden = !at;
    if (!at) return;
    const span = sentence();
    const found = article.statements.filter((s) => overlap(s.at, span) && s.kind !== "name");
    const rows = found.map(statementRow);
    byId("here").querySelector("ul").replaceChildren(...(rows.length ? rows : [make("li", "empty", ...both("没有读到什么", "Nothing"))]));
    const near = found.map((s) => (s.kind === "mention" ? s.name : s.words)).filter((w, i) => ["mention", "date", "figure"].includes(found[i].kind));
    const names = article.statements.filter((s) => s.kind === "mention").map((s) => s.name);
    byId("known").replaceChildren(...[...new Set([...near, ...names])].map((name) => new Option("", name)));
  }

  function showDecided() {
    byId("count").textContent = String(article.decisions.length);
    byId("back").disabled = !mine.length;
    byId("decisions").replaceChildren(...article.decisions.map((d) => decided(d, () => takeBack(d.id))));
  }

  async function load() {
    article = await read(`article?article=${encodeURIComponent(asked.get("article"))}`);
    document.title = `${article.title} · 政脉 Zhengmai`;
    byId("title").textContent = article.title;
    byId("origin").textContent = [article.published, article.file].filter(Boolean).join(" · ");
    byId("margin").href = `/articles/${article.article.slice(0, 16)}.html`;
    if (!byId("who").value) byId("who").value = article.who;
    draw();
    if (!byId("kinds").children.length) byId("kinds").replaceChildren(...article.forms.map(kindButton));
    showChosen();
    showHere();
    showDecided();
  }

  function draw() {
    const scrolled = box.scrollTop;
    text.draw(box, article.text, article.statements);
    text.light(box, at);
    box.scrollTop = scrolled;
  }

  function kindButton(form, i) {
    const button = make("button", "", ...both(form.label[0], form.label[1]), " ", make("kbd", "", String(i + 1)));
    button.type = "button";
    button.addEventListener("click", () => openForm(form));
    return button;
  }

  async function openForm(form) {
    if (!at || at[0] === at[1]) return;
    const known = await attempt(propose);
    if (!known) return;
    const guessed = form.kind === "role" ? { value: known.words } : form.kind === "relation" ? guessedEnds() : known.fields[form.kind] || {};
    const span = sentence();
    const events = article.statements.filter((s) => s.kind === "event" && overlap(s.at, span)).map((s) => [s.words, s.words, s.zh]);
    if (form.kind === "role" && !events.length) {
      app.say("这一句里没有事件，先补事件。The sentence has no event; add that first.");
      return;
    }
    byId("saved").replaceChildren();
    adding.open(form, guessed, events);
  }

  /** Of a relation the names in the selection, the first and the second one. */
  function guessedEnds() {
    const named = article.statements.filter((s) => s.kind === "mention" && overlap(s.at, at)).map((s) => s.name);
    return { s: named[0] || "", o: named[1] || "" };
  }

  async function propose() {
    if (!proposal) proposal = await read(`proposed?article=${article.article}&start=${at[0]}&stop=${at[1]}`);
    return proposal;
  }

  /** Notes what is selected now; into a lit field of the form it goes as its words. */
  function noted(back) {
    const now = text.selected(box);
    if (!now) return;
    if (adding.kind && adding.pointing) {
      if (now[0] < now[1] && adding.take(words(now).trim(), now) && back) adding.pointing.focus();
      return;
    }
    if (adding.kind && now[0] === now[1]) return; // a click beside the form must not lose what it is about
    if (at && now[0] === at[0] && now[1] === at[1]) return;
    at = now;
    proposal = null;
    turn += 1;
    if (adding.kind) adding.close();
    showChosen();
    showHere();
  }

  function changed() {
    byId("build").disabled = false;
    return load();
  }

  function answer(key, verdict) {
    return attempt(async () => {
      const saved = await post("answers", { article: article.article, key, verdict, who: byId("who").value });
      mine.push(saved.id);
      byId("saved").replaceChildren(badge(`verdict ${verdict}`, saved.verdict[1]), ` ${saved.zh}`);
      await changed();
    });
  }

  function takeBack(id) {
    return attempt(async () => {
      const taken = await post("undo", { id });
      if (mine.includes(id)) mine.splice(mine.indexOf(id), 1);
      byId("saved").replaceChildren(...both("已撤回", "Taken back"), ` ${taken.zh}`);
      await changed();
    });
  }

  adding.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    adding.fault("");
    const [start, stop] = at;
    try {
      const saved = await post("additions", {
        article: article.article, start, stop, ...adding.given(), who: byId("who").value, why: byId("why").value,
      });
      mine.push(saved.id);
      byId("why").value = "";
      adding.close();
      byId("saved").replaceChildren(badge("verdict add", "补"), ...both(" 已记下", "Saved"), ` ${saved.zh}`);
      await changed();
      box.focus({ preventScroll: true });
      text.select(box, start, stop);
    } catch (error) {
      adding.fault(...inBoth(error.message));
    }
  });

  function cancel() {
    adding.close();
    box.focus({ preventScroll: true });
    if (at) text.select(box, at[0], at[1]);
  }

  byId("never").addEventListener("click", cancel);
  text.guard(box, () => draw());
  // The caret moves after the key or the button is up.
  box.addEventListener("keyup", (event) => { if (event.key !== "Enter") noted(false); });
  document.addEventListener("mouseup", () => setTimeout(() => noted(false)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && adding.kind) { cancel(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const inText = box.contains(event.target);
    if (!inText && event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (inText && event.key === "Enter") {
      event.preventDefault();
      noted(true);
      if (!adding.kind && at && at[0] < at[1]) byId("kinds").querySelector("button").focus();
      return;
    }
    const form = article && article.forms[Number(event.key) - 1];
    if (form) { event.preventDefault(); noted(false); openForm(form); }
    else if (event.key.toLowerCase() === "z" && mine.length) { event.preventDefault(); takeBack(mine[mine.length - 1]); }
  });
  byId("back").addEventListener("click", () => mine.length && takeBack(mine[mine.length - 1]));
  byId("build").addEventListener("click", () => attempt(async () => {
    byId("build").disabled = true;
    await post("build");
    await follow();
    await load();
  }));

  async function shelf() {
    const { articles } = await read("articles");
    const show = () => {
      const sought = byId("sought").value.trim();
      const found = articles.filter((a) => `${a.title} ${a.publisher}`.includes(sought));
      byId("articles").replaceChildren(...found.slice(0, 300).map((a) => {
        const link = make("a", "", a.title);
        link.href = `/app/read?article=${a.article}`;
        return make("li", "", link, make("small", "", [a.issued, a.publisher].filter(Boolean).join(" · ")));
      }));
      byId("counted").replaceChildren(...both(`${found.length} 篇`, plural(found.length, "article")));
    };
    byId("sought").addEventListener("input", show);
    byId("shelf").hidden = false;
    show();
  }

  async function desk() {
    await load();
    byId("desk").hidden = false;
    const [start, stop] = (asked.get("at") || "").split("-").map(Number);
    if (!(start < stop && stop <= text.length(article.text))) return;
    box.focus({ preventScroll: true });
    text.select(box, start, stop);
    noted(false);
  }

  attempt(asked.get("article") ? desk : shelf);
})(KgApp, KgText, KgAdding);
