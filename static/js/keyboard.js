// "/" goes to the search, Escape closes the contents.
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const fields = [...document.querySelectorAll('input[type="search"]')];
    const field = fields.find((each) => each.offsetParent !== null);
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "Escape") {
    const open = document.querySelector(".contents[open]");
    if (!open) return;
    open.open = false;
    if (open.contains(document.activeElement)) open.querySelector("summary").focus();
  }
});

// A chosen entry closes the contents on a phone, where they would stand above the section.
document.querySelector(".contents nav")?.addEventListener("click", (event) => {
  if (event.target.closest("a")) event.currentTarget.closest("details").open = false;
});
