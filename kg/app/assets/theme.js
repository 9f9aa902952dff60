/* Light or dark as the system is, before anything is drawn. */
document.documentElement.dataset.theme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
