// The article form: rows that can be added, removed and moved, and an editor that lets the Tab key go.

const number = (group) => {
  [...group.querySelectorAll(".row")].forEach((row, place) => {
    row.querySelector('input[name$="-ORDER"]').value = place + 1;
    row.setAttribute("aria-label", `${group.dataset.title} ${place + 1}`);
  });
};

function prepare(row, group) {
  const move = (button, step) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (step < 0) other.before(row);
      else other.after(row);
      number(group);
      button.focus();
    });
  };
  move(row.querySelector("[data-up]"), -1);
  move(row.querySelector("[data-down]"), 1);
  const remove = row.querySelector('input[name$="-DELETE"]');
  remove.addEventListener("change", () => row.classList.toggle("removed", remove.checked));
  row.classList.toggle("removed", remove.checked);
}

for (const group of document.querySelectorAll(".rows")) {
  const list = group.querySelector(".rows-list");
  const total = group.querySelector('input[name$="-TOTAL_FORMS"]');
  for (const row of list.children) prepare(row, group);
  const add = group.querySelector("[data-add]");
  add.hidden = false;
  add.addEventListener("click", () => {
    const row = group.querySelector("template").content.firstElementChild.cloneNode(true);
    const index = total.value;
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const name of ["id", "name", "for", "aria-label", "aria-describedby"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace("__prefix__", index));
      }
    }
    total.value = Number(index) + 1;
    list.append(row);
    prepare(row, group);
    number(group);
    row.querySelector("input, textarea, select").focus();
  });
}

// The Markdown editor takes the Tab key to indent, which would trap everybody who walks the form by keyboard.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Tab" && event.target.matches(".markdownx-editor")) event.stopPropagation();
  },
  true,
);

// When an upload is refused, the editor only writes "Invalid response" into the text: take that out, say why instead.
// Of one that is taken, say what is not kept of it.
for (const editor of document.querySelectorAll(".markdownx")) {
  const say = (words) => {
    editor.querySelector(".upload-refused")?.remove();
    if (!words) return;
    const message = document.createElement("p");
    message.className = "upload-refused";
    message.setAttribute("role", "alert");
    message.textContent = words;
    editor.append(message);
  };
  editor.addEventListener("markdownx.fileUploadError", (event) => {
    const field = editor.querySelector(".markdownx-editor");
    const { value: before, selectionStart: caret } = field;
    setTimeout(() => {
      field.value = before;
      field.setSelectionRange(caret, caret);
      say(event.detail[0]?.image?.join(" ") || "The image was not stored.");
    });
  });
  editor.addEventListener("markdownx.fileUploadEnd", (event) => say(event.detail[0]?.remarks?.join(" ")));
}

// What was typed is kept on the server while the form is open, so that a closed browser loses nothing. Each opening of
// the form has its own: an older one that is offered is not written over.
const autosave = document.querySelector("#autosave");
const form = document.querySelector("#article_form");
if (autosave && form) {
  const EVERY = 10_000; // milliseconds
  const status = document.querySelector(".autosave-status");
  const typed = () => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
    return fields;
  };
  let kept = typed().toString();
  let leaving = false;
  form.addEventListener("submit", (event) => {
    leaving = event.submitter?.formTarget !== "_blank";
  });

  const keep = async () => {
    const fields = typed();
    if (leaving || fields.toString() === kept) return;
    try {
      const answer = await fetch(autosave.dataset.address, { method: "POST", body: fields });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      kept = fields.toString();
      status.textContent = `${autosave.dataset.kept} ${new Date().toLocaleTimeString()}`;
    } catch {
      status.textContent = autosave.dataset.failed;
    }
  };
  setInterval(keep, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
}
