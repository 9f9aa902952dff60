/* Light or dark as it was chosen here before, else as the system is; before anything is drawn. */
(function () {
  "use strict";
  let chosen = null;
  try { chosen = window.localStorage.getItem("kg-theme"); } catch { /* a browser that keeps nothing */ }
  const system = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = chosen === "dark" || chosen === "light" ? chosen : system;
})();
