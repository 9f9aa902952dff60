/* The form in which a person says what the selected words are. */
const KgAdding = (function (app) {
  "use strict";

  const { both, byId, make } = app;
  const form = byId("add");
  let kind = null;
  let pointing = null; // the field into which words go that are selected while the form is open

  function field({ name, label, choices, optional }, value, isName) {
    const input = document.createElement(choices.length ? "select" : "input");
    if (choices.length && (!value || optional)) input.append(new Option("", ""));
    for (const [choice, zh, en] of choices) input.append(new Option(en ? `${zh} ${en}` : zh, choice));
    input.name = name;
    input.value = value;
    input.autocomplete = "off";
    input.required = !optional;
    if (isName) points(input);
    return make("label", "", make("span", "", ...both(label[0], label[1])), input);
  }

  /** A field whose words may be selected in the text, or chosen among the names of the article. */
  function points(input) {
    input.dataset.points = "";
    input.setAttribute("list", "known");
    input.addEventListener("focus", () => point(input));
    input.addEventListener("input", () => { delete input.dataset.start; });
  }

  function point(input) {
    if (pointing) pointing.classList.remove("pointing");
    pointing = input;
    if (input) input.classList.add("pointing");
    form.querySelector(".hint").hidden = !input;
  }

  /** Puts words of the text into the lit field; whether there was one. */
  function take(words, [start, stop]) {
    if (form.hidden || !pointing || !pointing.isConnected) return false;
    pointing.value = words;
    pointing.dataset.start = String(start);
    pointing.dataset.stop = String(stop);
    return true;
  }

  function role(roles, chosen) {
    const select = document.createElement("select");
    select.setAttribute("aria-label", "角色 Role");
    for (const [name, zh, en] of roles) select.append(new Option(`${zh} ${en}`, name));
    select.value = chosen;
    const input = document.createElement("input");
    input.setAttribute("aria-label", "由谁、何物担任 Filled by");
    input.autocomplete = "off";
    points(input);
    const out = make("button", "plain", "✕");
    out.type = "button";
    out.setAttribute("aria-label", "去掉这一行 Remove this row");
    const row = make("li", "", select, input, out);
    out.addEventListener("click", () => { row.remove(); byId("further").focus(); });
    return row;
  }

  const USUAL = ["agent", "target", "theme", "place", "time", "participant", "co_agent", "count", "scope"];

  function further() {
    const list = form.querySelector(".roles-given");
    const given = [...list.querySelectorAll("select")].map((s) => s.value);
    const row = role(kind.roles, USUAL.find((name) => !given.includes(name)) || "agent");
    list.append(row);
    return row;
  }

  /** Shows the fields of a kind, filled with what the selected words suggest; `events` are those of the sentence, for a role. */
  function open(asked, proposed, events) {
    kind = asked;
    const given = { status: "done", kind: "level", ...proposed };
    const named = new Set(["s", "o", "value"]);
    const made = (fields) => fields.map((f) => {
      const shown = f.name === "event" ? { ...f, choices: events } : f;
      return field(shown, given[f.name] || (shown.choices.length === 1 ? shown.choices[0][0] : ""), asked.kind !== "figure" && asked.kind !== "date" && named.has(f.name));
    });
    const MAIN = new Set(["name", "indicator", "unit", "post"]);
    const first = asked.fields.filter((f) => !f.optional || MAIN.has(f.name));
    const rest = asked.fields.filter((f) => f.optional && !MAIN.has(f.name));
    form.querySelector("h3").replaceChildren(...both(`补${asked.label[0]}`, `Add a ${asked.label[1]}`.replace("a e", "an e")));
    form.querySelector(".fields").replaceChildren(...made(first));
    byId("finer").hidden = !rest.length;
    byId("finer").open = false;
    byId("finer").querySelector(".fields").replaceChildren(...made(rest));
    byId("roles").hidden = !asked.roles.length;
    form.querySelector(".roles-given").replaceChildren();
    if (asked.roles.length) further();
    point(null);
    fault("");
    form.hidden = false;
    const empty = [...form.querySelectorAll(".fields input, .fields select")].find((input) => input.required && !input.value);
    (empty || form.querySelector(".fields input, .fields select")).focus();
  }

  function close() {
    point(null);
    form.hidden = true;
    kind = null;
  }

  function fault(...words) {
    byId("fault").replaceChildren(...words);
    byId("fault").hidden = !words.join("");
  }

  /** What the form says now. */
  function given() {
    const fields = {};
    for (const input of form.querySelectorAll("[name]")) if (input.value.trim()) fields[input.name] = input.value.trim();
    const roles = [];
    for (const row of form.querySelectorAll(".roles-given li")) {
      const [select, input] = [row.querySelector("select"), row.querySelector("input")];
      const { start, stop } = input.dataset;
      const at = start === undefined ? {} : { start: Number(start), stop: Number(stop) };
      if (input.value.trim()) roles.push({ role: select.value, value: input.value.trim(), ...at });
    }
    return { kind: kind.kind, fields, roles };
  }

  byId("further").addEventListener("click", () => further().querySelector("select").focus());
  byId("finer").addEventListener("toggle", () => point(null));

  return { close, fault, form, given, open, take, get kind() { return kind; }, get pointing() { return pointing; } };
})(KgApp);
