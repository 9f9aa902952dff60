/* The report page: shows the chronicle of a body, and hands it to the browser as a file. */
(function (app) {
  "use strict";

  const { ask, attempt, both, byId, inBoth, make, plural, read } = app;

  const form = byId("report");
  const told = byId("told");

  async function fetched(given) {
    const answer = await ask(`chronicle?${given}`);
    const name = decodeURIComponent(answer.headers.get("Content-Disposition").split("''")[1]);
    const link = make("a", "", name);
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    told.replaceChildren(...both("已写好：", "Written:"), " ", link);
  }

  function entry(e, followed = []) {
    const quotes = e.quotes.map((q) => make("blockquote", "sentence", q.sentence,
      make("footer", "source", make("cite", "", `《${q.title}》`), q.published ? ` ${q.published}` : "")));
    const kind = e.kind ? [make("span", "badge kind", e.kind), " "] : [];
    const carried = followed.length ? [make("p", "soft", ...both("已落实：", "Carried out:")), make("ul", "entries", ...followed.map((f) => entry(f)))] : [];
    return make("li", "", make("p", "when", e.when || "日期不详"), make("div", "", make("p", "what", ...kind, e.label), ...quotes, ...carried));
  }

  function part(zh, en, entries) {
    return entries.length ? [make("h3", "", ...both(zh, en)), make("ul", "entries", ...entries)] : [];
  }

  async function preview(given) {
    const { title, counts, groups, plans, figures, more } = await read(`preview?${given}`);
    const counted = both(
      `${counts.entries} 条大事，${counts.plans} 条计划，${counts.figures} 个数字`,
      `${plural(counts.entries, "entry", "entries")}, ${plural(counts.plans, "plan")}, ${plural(counts.figures, "figure")}`,
    );
    const headed = groups.flatMap(({ heading, entries }) => [make("h3", "", heading), make("ul", "entries", ...entries.map((e) => entry(e)))]);
    byId("preview").replaceChildren(
      make("h2", "", title), make("p", "soft", ...counted), ...headed,
      ...part("计划", "Plans", plans.map((p) => entry(p, p.followed))), ...part("数字", "Figures", figures.map((f) => entry(f))),
      ...(more ? [make("p", "soft", ...both("太长，这里没有列完；存成文件就都有。", "Too long to show whole; the files have all of it."))] : []),
    );
    told.replaceChildren();
    byId("preview").focus({ preventScroll: true });
    if (window.matchMedia("(max-width: 900px)").matches) byId("preview").scrollIntoView(); // there it stands below the form
  }

  async function made(format) {
    const given = new URLSearchParams(new FormData(form));
    given.set("format", format);
    byId("fault").hidden = true;
    told.replaceChildren(...both("正在写", "Writing…"));
    try {
      await (format === "preview" ? preview(given) : fetched(given));
    } catch (error) {
      told.replaceChildren();
      byId("fault").replaceChildren(...inBoth(error.message));
      byId("fault").hidden = false;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    made(event.submitter ? event.submitter.value : "preview");
  });
  attempt(async () => {
    const { bodies } = await read("bodies");
    byId("bodies").replaceChildren(...bodies.map((name) => new Option("", name)));
    byId("often").hidden = !bodies.length;
    byId("often").querySelector("ul").replaceChildren(...bodies.slice(0, 12).map((name) => {
      const button = make("button", "", name);
      button.type = "button";
      button.addEventListener("click", () => { form.elements.body.value = name; made("preview"); });
      return make("li", "", button);
    }));
  });
})(KgApp);
