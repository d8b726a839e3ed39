// The button goes round: as the system, light, dark. What is chosen is kept in this browser.
const button = document.querySelector(".theme-switch");
const themes = { system: "Theme: auto", light: "Theme: light", dark: "Theme: dark" };
const root = document.documentElement;

function show() {
  button.textContent = themes[root.dataset.theme ?? "system"];
}

button.addEventListener("click", () => {
  const names = Object.keys(themes);
  const next = names[(names.indexOf(root.dataset.theme ?? "system") + 1) % names.length];
  if (next === "system") delete root.dataset.theme;
  else root.dataset.theme = next;
  try {
    if (next === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", next);
  } catch {
    // Without storage the choice holds for this page.
  }
  show();
});

show();
button.hidden = false;
