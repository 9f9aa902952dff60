/* The report page: asks for the chronicle and hands it to the browser as a download. */
(function (app) {
  "use strict";

  const { ask, attempt, both, byId, make, read } = app;

  const told = byId("told");

  async function fetched(given) {
    const answer = await ask(`chronicle?${given}`);
    const name = decodeURIComponent(answer.headers.get("Content-Disposition").split("''")[1]);
    const link = make("a", "", name);
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    told.replaceChildren(...both("已写好：", "Written: "), link);
  }

  byId("report").addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new URLSearchParams(new FormData(event.target));
    given.set("format", event.submitter ? event.submitter.value : "docx");
    told.replaceChildren(...both("正在写", "Writing…"));
    attempt(async () => {
      try {
        await fetched(given);
      } catch (error) {
        told.replaceChildren();
        throw error;
      }
    });
  });
  attempt(async () => {
    const { bodies } = await read("bodies");
    byId("bodies").replaceChildren(...bodies.map((name) => { const option = document.createElement("option"); option.value = name; return option; }));
  });
})(KgApp);
