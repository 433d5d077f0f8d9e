// Before the first paint: follow the system's theme unless the person chose one.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("has-script");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    if (!root.hasAttribute("data-chosen")) root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  };
  follow();
  dark.addEventListener("change", follow);

  // The switch works without a script too (it sends a form); with one, nothing typed is lost.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-theme-form]") || !event.submitter) return;
    event.preventDefault();
    const wished = event.submitter.value;
    if (wished === "auto") {
      root.removeAttribute("data-chosen");
      document.cookie = "porewise_theme=; path=/; max-age=0; samesite=lax";
      follow();
    } else {
      root.setAttribute("data-chosen", "");
      root.setAttribute("data-bs-theme", wished);
      document.cookie = `porewise_theme=${wished}; path=/; max-age=315360000; samesite=lax`;
    }
    for (const button of event.target.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
  });
})();
