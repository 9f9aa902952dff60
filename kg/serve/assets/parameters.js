/* Fields for the parameters that a query declares, as the questions do: `# parameter NAME: …` and a `VALUES ?NAME { … }` of its own. */
var Parameters = (function () {
  "use strict";

  const DECLARED = /^# parameter (\w+): (.+)$/gm;
  const FOR_ALL = /;\s*UNDEF for (.+)$/;
  const VALUE = /^("(?:[^"\\]|\\.)*")(@[\w-]+)?$/;

  /** Where the value of a parameter stands in a query: { start, stop, words }. */
  function slotOf(query, name) {
    const found = new RegExp(`VALUES \\?${name} \\{ ((?:"(?:[^"\\\\\\n]|\\\\.)*"|[^}"\\n])*) \\}`).exec(query);
    if (!found) return null;
    const start = found.index + found[0].length - found[1].length - 2;
    return { start, stop: start + found[1].length, words: found[1] };
  }

  /** What a slot holds: the words and their language; no words for UNDEF, null for what no field could show. */
  function read(words) {
    if (words.trim() === "UNDEF") return { value: "", language: null };
    const literal = VALUE.exec(words.trim());
    try {
      return literal && { value: JSON.parse(literal[1]), language: literal[2] ?? "" };
    } catch {
      return null;
    }
  }

  /** The parameters of a query that a field can show: [{ name, meaning, all, value }], `all` being what an empty field stands for. */
  function of(query) {
    return [...query.matchAll(DECLARED)].flatMap(([, name, told]) => {
      const slot = slotOf(query, name);
      const held = slot && read(slot.words);
      const all = FOR_ALL.exec(told);
      return held ? [{ name, meaning: told.replace(FOR_ALL, ""), all: all ? all[1] : "", value: held.value }] : [];
    });
  }

  /** The change that puts a value into a query: { start, stop, words }; its language is as before, or as in `original`. */
  function change(query, name, value, original) {
    const slot = slotOf(query, name);
    if (!slot) return null;
    const before = read(slotOf(original, name)?.words ?? "");
    const language = read(slot.words)?.language ?? before?.language ?? "";
    return { ...slot, words: value ? JSON.stringify(value) + language : "UNDEF" };
  }

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function field({ name, meaning, all, value }) {
    const [, zh, en] = /^([^\x00-\x7f].*?)\s+([\x00-\x7f].*)$/.exec(meaning) ?? [null, meaning, ""];
    const input = make("input", { name, value, placeholder: all && `全部 ${all}`, autocomplete: "off", spellcheck: false });
    return make("label", {}, make("span", {}, zh, " ", make("small", {}, en)), input);
  }

  /** Shows in a form the parameters of the query; a field that somebody is typing in stays as it is. */
  function show(form, query) {
    const wanted = of(query);
    const there = [...form.querySelectorAll("input")];
    form.hidden = !wanted.length;
    const names = (fields) => fields.map(({ name }) => name).join();
    if (form.dataset.shows === query.match(DECLARED)?.join() && names(there) === names(wanted)) {
      there.forEach((input, at) => {
        if (input !== document.activeElement) input.value = wanted[at].value;
      });
      return;
    }
    form.dataset.shows = query.match(DECLARED)?.join() ?? "";
    form.replaceChildren(...wanted.map(field), make("button", {}, "运行 ", make("small", {}, "Run")));
  }

  return { of, change, show };
})();
