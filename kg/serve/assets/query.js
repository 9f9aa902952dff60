/* The query page: YASGUI over this server's endpoint, with our questions as examples. It asks no other server. */
(function () {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  const endpoint = new URL("/sparql", location.href).href;
  const first = `# 谁督导谁?
# en: Who supervises whom?
# parameter name: 督导者或对象 who supervises or is supervised; UNDEF for all
SELECT ?who ?whom WHERE {
  VALUES ?name { UNDEF }
  ?a kg:supervises ?b .
  ?a rdfs:label ?who . ?b rdfs:label ?whom .
  FILTER(!BOUND(?name) || STR(?who) = ?name || STR(?whom) = ?name)
} LIMIT 20`;
  const prologue = Object.entries(data.prefixes);

  /** The query with a PREFIX line for each prefix of ours that it uses and does not declare, so that it runs anywhere. */
  function declared(query) {
    const missing = prologue.filter(([prefix]) =>
      new RegExp(`(^|[^\\w:<])${prefix}:`).test(query) && !new RegExp(`PREFIX\\s+${prefix}:`, "i").test(query));
    const lines = missing.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`).join("");
    const heading = /^(?:#.*\n)*/.exec(query)[0];
    return heading + lines + query.slice(heading.length);
  }

  const { Yasqe } = Yasgui;
  Yasqe.defaults.value = declared(first);
  // The autocompleters and the look-up of prefixes would ask prefix.cc and other servers.
  Yasqe.defaults.autocompleters = [];
  Yasgui.Yasr.defaults.prefixes = data.prefixes;

  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    requestConfig: { endpoint, method: "POST", acceptHeaderGraph: "text/turtle", acceptHeaderSelect: "application/sparql-results+json" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    copyEndpointOnNewTab: true,
    persistenceId: `zhengmai_${location.host}`,
    autofocus: true,
  });

  /* A tab that was kept from another port of this machine would ask a server that is no longer there. */
  Object.values(yasgui._tabs).forEach((tab) => tab.setEndpoint(endpoint));

  const notice = document.getElementById("notice");
  const watched = new WeakSet();

  /** Says after each answer whether it was cut; YASGUI itself shows no headers. */
  yasgui.on("query", (_, tab) => {
    const editor = tab.getYasqe();
    if (watched.has(editor)) return;
    watched.add(editor);
    editor.on("queryResponse", (_editor, response) => {
      const rows = response && response.headers && response.headers.get("X-SPARQL-MaxRows");
      notice.hidden = !rows;
      notice.textContent = rows ? `结果过长,只显示前 ${rows} 行。 The answer was longer; these are its first ${rows} rows.` : "";
    });
  });

  const select = document.getElementById("example");
  for (const example of data.examples) {
    const option = document.createElement("option");
    option.value = example.number;
    option.textContent = `${example.number} ${example.zh} ${example.en}`;
    select.append(option);
  }
  select.addEventListener("change", () => {
    const chosen = data.examples.find((example) => String(example.number) === select.value);
    if (!chosen) return;
    const tab = yasgui.addTab(true, { ...Yasgui.Tab.getDefaults(yasgui), name: `问题 ${chosen.number}` });
    tab.setEndpoint(endpoint);
    tab.setQuery(chosen.sparql);
    tab.query();
    select.value = "";
  });

  const form = document.getElementById("parameters");
  const edited = new WeakSet();

  /** Shows the parameters of the query in the open tab, and again whenever that changes. */
  function showParameters() {
    const editor = yasgui.getTab()?.getYasqe();
    if (!editor) return;
    if (!edited.has(editor)) {
      edited.add(editor);
      editor.on("changes", showParameters);
    }
    Parameters.show(form, editor.getValue());
  }

  /** The question that a query was, whatever its parameters: they begin with the same title. */
  const originalOf = (query) => data.examples.find(({ sparql }) => sparql.split("\n")[0] === query.split("\n")[0])?.sparql ?? "";

  form.addEventListener("input", ({ target }) => {
    const editor = yasgui.getTab().getYasqe();
    const query = editor.getValue();
    const change = Parameters.change(query, target.name, target.value, originalOf(query));
    if (change) editor.replaceRange(change.words, editor.posFromIndex(change.start), editor.posFromIndex(change.stop));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    yasgui.getTab().query();
  });
  for (const event of ["tabAdd", "tabSelect", "tabChange"]) yasgui.on(event, () => queueMicrotask(showParameters)); // once it has happened
  showParameters();

  const NAMES = {
    "input.autocomplete": "查询地址 Endpoint",
    ".CodeMirror textarea": "查询语句 Query",
    "select.tableSizer": "每页行数 Rows a page",
  };

  /** Names the fields that YASGUI leaves without a name, and lets the keyboard scroll what it scrolls by mouse alone. */
  function makeAccessible() {
    for (const [selector, name] of Object.entries(NAMES)) {
      for (const field of document.querySelectorAll(`${selector}:not([aria-label])`)) field.setAttribute("aria-label", name);
    }
    for (const area of document.querySelectorAll(".CodeMirror-scroll[tabindex='-1']")) area.tabIndex = 0;
    for (const wrapper of document.querySelectorAll(".tabsList > div:not([role])")) wrapper.setAttribute("role", "presentation");
    for (const button of document.querySelectorAll(".tabsList .addTab:not([role])")) button.setAttribute("role", "tab"); // a tablist holds tabs alone
  }

  new MutationObserver(makeAccessible).observe(document.getElementById("yasgui"), { childList: true, subtree: true });
  makeAccessible();

  window.yasgui = yasgui;
  document.documentElement.dataset.ready = "";
})();
