// Titles under a search field while somebody types, as an editable combobox: the field keeps the focus, and the arrows
// move a mark through the list. Without this script, or without an answer, the form is a form.
const PAUSE = 120; // milliseconds between two letters of one word
const QUIET = 700; // until a listener is told what there is: until then the letters themselves are being read out
const ROOM = 240; // pixels that the list takes at least, however near the field is to the lower edge
const KEPT = 60; // answers
const known = new Map();

// Keyboards on a screen compose plain words too, so to wait for the end of a word there would be to wait for long.
const onScreen = matchMedia("(pointer: coarse)");

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

async function ask(address, signal) {
  if (!known.has(address)) {
    const answer = await fetch(address, { signal });
    if (!answer.ok) throw new Error(answer.statusText);
    known.set(address, await answer.json());
    if (known.size > KEPT) known.delete(known.keys().next().value);
  }
  return known.get(address);
}

// Without case and accents, so that "cafe" is the beginning of "Café".
function bare(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// How many characters of the word have been typed already.
function beginning(word, typed) {
  const wanted = typed.find((each) => each && bare(word).startsWith(each));
  if (!wanted) return 0;
  let end = 0;
  for (const character of word) {
    // The accent of the last letter belongs to it.
    if (bare(word.slice(0, end)).length >= wanted.length && !/\p{M}/u.test(character)) break;
    end += character.length;
  }
  return end;
}

// The title with what has been typed set apart. It is put together from texts, whatever it holds.
function marked(title, typed) {
  const parts = [];
  const words = (typed.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map(bare).sort((a, b) => b.length - a.length);
  let at = 0;
  for (const { 0: word, index } of title.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const end = index + beginning(word, words);
    if (end === index) continue;
    parts.push(title.slice(at, index), element("span", "suggestion-typed", title.slice(index, end)));
    at = end;
  }
  return [...parts, title.slice(at)];
}

// A link, so that it opens in a new tab as links do; the field keeps the focus, so it is not among the stops of Tab.
function optionFor({ title, url, summary }, typed, id) {
  const option = element("a", "suggestion");
  option.id = id;
  option.href = url;
  option.tabIndex = -1;
  option.draggable = false;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  const name = element("span", "suggestion-title");
  name.id = `${id}-title`;
  name.dir = "auto"; // of its own, and nothing in it turns what stands beside it
  name.append(...marked(title, typed));
  option.append(name);
  option.setAttribute("aria-labelledby", name.id);
  if (summary) {
    const line = element("span", "suggestion-summary", summary);
    line.id = `${id}-summary`;
    line.dir = "auto";
    option.append(line);
    option.setAttribute("aria-describedby", line.id);
  }
  return option;
}

function countOf(rows) {
  if (!rows.length) return "No suggestions";
  return rows.length === 1 ? "1 suggestion" : `${rows.length} suggestions`;
}

function enhance(field, number) {
  const list = element("ul", "suggestions");
  list.id = `suggestions-${number}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  const status = element("span", "visually-hidden");
  status.setAttribute("role", "status");
  field.parentElement.classList.add("suggestions-place");
  field.parentElement.append(list, status);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let options = [];
  let active = -1; // -1 is the field itself
  let pausing, telling, asking;

  function address() {
    const made = new URL("suggest/", field.form.action);
    made.searchParams.set("q", field.value.trim());
    return made.href;
  }

  function mark(at) {
    options[active]?.setAttribute("aria-selected", "false");
    active = at;
    const option = options[at];
    if (option) {
      option.setAttribute("aria-selected", "true");
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest", behavior: "instant" });
    } else field.removeAttribute("aria-activedescendant");
  }

  function move(step) {
    clearTimeout(telling); // they hear the option instead
    const stops = options.length + 1;
    mark(((active + 1 + step + stops) % stops) - 1);
  }

  // Nothing that is still under way may open the list afterwards.
  function stop() {
    clearTimeout(pausing);
    clearTimeout(telling);
    asking?.abort();
    status.textContent = "";
  }

  function hide() {
    mark(-1);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  }

  function close() {
    stop();
    hide();
  }

  // Within the window, above the keyboard where that stands on the screen: a page that grows would get a scrollbar.
  function place() {
    if (list.hidden) return;
    list.style.removeProperty("margin-inline-start");
    const { left, right, top } = list.getBoundingClientRect();
    const view = window.visualViewport;
    const bottom = view ? view.offsetTop + view.height : innerHeight;
    list.style.maxBlockSize = `${Math.max(ROOM, bottom - top - 8)}px`;
    const leftwards = getComputedStyle(list).direction === "rtl";
    const over = leftwards ? 8 - left : right + 8 - document.documentElement.clientWidth;
    if (over > 0) list.style.marginInlineStart = `${-over}px`;
  }

  function show(rows, first) {
    // Who has already gone down the last list stays where they are, if that is in this one.
    const kept = options[active]?.href;
    hide();
    const typed = field.value.trim();
    options = rows.map((row, at) => optionFor(row, typed, `${list.id}-${at}`));
    list.replaceChildren(
      ...options.map((option) => {
        const item = element("li");
        item.setAttribute("role", "none");
        item.append(option);
        return item;
      }),
    );
    telling = setTimeout(() => (status.textContent = countOf(rows)), QUIET);
    if (!rows.length) return;
    list.hidden = false;
    list.scrollTop = 0;
    field.setAttribute("aria-expanded", "true");
    place();
    mark(first ?? options.findIndex((option) => option.href === kept));
  }

  async function suggest(first) {
    stop();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const rows = await ask(address(), signal);
      if (!signal.aborted) show(rows, first);
    } catch {
      if (!signal.aborted) hide(); // what stands there answers other letters
    }
  }

  function suggestSoon() {
    stop();
    if (!field.value.trim()) return hide();
    mark(-1);
    pausing = setTimeout(suggest, known.has(address()) ? 0 : PAUSE);
  }

  field.addEventListener("compositionstart", () => {
    if (!onScreen.matches) close(); // the input method shows a list of its own there
  });
  field.addEventListener("compositionend", suggestSoon);
  field.addEventListener("input", (event) => {
    if (!event.isComposing || onScreen.matches) suggestSoon();
  });

  field.addEventListener("keydown", (event) => {
    // Keys belong to the input method while it composes; Safari says so with 229 alone.
    if (event.isComposing || event.keyCode === 229) return;
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
    const open = !list.hidden;
    if (key === "Enter" && open && active >= 0) {
      event.preventDefault();
      const how = { bubbles: true, cancelable: true, altKey, ctrlKey, metaKey, shiftKey };
      options[active].dispatchEvent(new MouseEvent("click", how));
    } else if (key === "Escape") {
      if (open) {
        // One press closes one thing, and the browser clears the field at the next.
        event.preventDefault();
        event.stopPropagation();
      }
      close();
    } else if (ctrlKey || metaKey || shiftKey) return;
    else if (key === "ArrowDown" && (open || field.value.trim())) {
      event.preventDefault();
      if (!open) suggest(altKey ? -1 : 0);
      else if (!altKey) move(1);
    } else if (key === "ArrowUp" && open) {
      event.preventDefault();
      if (altKey) close();
      else move(-1);
    } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) mark(-1);
  });

  list.addEventListener("mousedown", (event) => event.preventDefault()); // a pressed link would take the focus
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  addEventListener("pagehide", close); // who comes back finds the page as it was before
  (window.visualViewport ?? window).addEventListener("resize", place);
}

document.querySelectorAll('form[role="search"] input[name="q"]').forEach(enhance);
