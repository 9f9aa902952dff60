/* What every page has around its content: light or dark, and the words of the interface in one language or the other. */
(function (z) {
  "use strict";

  const root = document.documentElement;

  z.byId = (id) => document.getElementById(id);

  /** A block of the page's data (see blocks.py). */
  z.block = (name) => JSON.parse(z.byId(name).textContent);

  z.theme = () => root.dataset.theme;
  z.systemTheme = () => (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

  z.setTheme = function (name) {
    root.dataset.theme = name;
    z.byId("theme").setAttribute("aria-pressed", String(name === "dark"));
  };

  /** Paper is light: prints in that theme, whatever the screen shows. */
  z.printLight = function (redress) {
    let screen = null;
    window.addEventListener("beforeprint", () => {
      screen = z.theme();
      z.isPrinting = true;
      redress("light");
    });
    window.addEventListener("afterprint", () => {
      z.isPrinting = false;
      redress(screen);
    });
  };

  /** Opens or closes the panel where it is a sheet over the foot of a narrow page; its button says what it holds, none shows without a title. */
  z.setSheet = function (isOpen, title, t, holds = t.ui("evidence")) {
    const button = z.byId("sheet");
    root.dataset.sheet = isOpen ? "open" : "closed";
    button.hidden = !title;
    button.setAttribute("aria-expanded", String(isOpen));
    button.replaceChildren(z.make("bdi", {}, isOpen ? "" : z.visible(title)), z.make("span", {}, isOpen ? `${t.ui("close")} ▾` : `${holds} ▴`));
  };

  /** Puts the words of a language where the page asks for them, and returns its translator. */
  z.setLanguage = function (graph, language) {
    const t = z.translator(graph.terms, language);
    root.lang = language === "zh" ? "zh-CN" : "en";
    for (const element of document.querySelectorAll("[data-t]")) element.textContent = t.ui(element.dataset.t);
    for (const element of document.querySelectorAll("[data-hint]")) element.placeholder = t.ui(element.dataset.hint);
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", t.ui(element.dataset.label));
      if (element.tagName === "BUTTON") element.title = t.ui(element.dataset.label);
    }
    z.byId("language").textContent = language === "zh" ? "EN" : "中";
    z.byId("language").setAttribute("aria-label", language === "zh" ? "English" : "中文");
    return t;
  };
})(Zhengmai);
