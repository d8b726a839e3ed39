// The queue by keyboard: a decision is posted in the background, its card leaves, and the next one has the focus.

const queue = document.getElementById("queue");
const status = document.querySelector(".queue-status");
const keys = document.getElementById("keys");
const token = document.querySelector("#changelist-form input[name=csrfmiddlewaretoken]").value;

let left = Number(queue.dataset.left);
// Decisions are sent one after the other, however fast the keys are pressed.
let work = Promise.resolve();
// What was decided here and can be undone, the last at the end.
const decided = [];

const cards = () => [...queue.querySelectorAll(".card")];
const open = () => cards().filter((card) => !card.hasAttribute("aria-busy"));
const current = () => document.activeElement?.closest?.(".card") ?? null;

function say(text) {
  status.textContent = text;
}

function focus(card) {
  if (!card) return;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = open();
  const place = all.indexOf(current());
  focus(all[place < 0 ? 0 : Math.min(all.length - 1, Math.max(0, place + by))]);
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function complain(card, text) {
  const message = card.querySelector(".card-message");
  message.textContent = text;
  message.hidden = false;
  card.removeAttribute("aria-busy");
  focus(card);
  say(text);
}

async function post(address, seen) {
  const response = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({ csrfmiddlewaretoken: token, seen }),
  });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  return { status: response.status, answer: isJson ? await response.json() : null };
}

// The card and the list item around it, from an answer; null where the comment is gone.
function renewed(answer) {
  return answer.card ? fragment(answer.card) : null;
}

async function send(card, address) {
  const item = card.closest("li");
  const seen = card.querySelector(`[name="seen-${card.dataset.pk}"]`).value;
  let result;
  try {
    result = await post(address, seen);
  } catch {
    return complain(card, "It could not be sent. Try again.");
  }
  const { status: code, answer } = result;
  if (!answer?.message) {
    return complain(card, code === 200 ? "You are signed out. Load this page again." : `It was not done (${code}).`);
  }
  const fresh = renewed(answer);
  if (code === 200) {
    const { previousElementSibling: before, nextElementSibling: after } = item;
    decided.push({ fresh, before, after, address: new URL(`../${answer.back}/`, address) });
  }
  if ((code === 409 || answer.waits) && fresh) {
    item.replaceWith(fresh);
    return complain(fresh.querySelector(".card"), answer.message);
  }
  const name = card.querySelector("h2 bdi").textContent;
  item.remove();
  left = Math.max(0, left - 1);
  count();
  say(`${answer.message}: ${name}. ${left} left.`);
  if (!cards().length) await more();
}

function decide(card, button) {
  if (card.hasAttribute("aria-busy")) return;
  card.setAttribute("aria-busy", "true");
  const all = cards();
  const place = all.indexOf(card);
  const free = (other) => !other.hasAttribute("aria-busy");
  focus(all.slice(place + 1).find(free) ?? all.slice(0, place).findLast(free));
  work = work.then(() => send(card, button.formAction)).catch(() => complain(card, "It was not done."));
}

// The next page comes into the place of the one that is done.
async function more() {
  const response = await fetch(location.href);
  const next = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("queue");
  if (!next) return;
  queue.replaceChildren(...next.childNodes);
  left = Number(next.dataset.left);
  prepare();
  const first = cards()[0];
  if (first) {
    say(`${status.textContent} The next ${cards().length}.`);
    focus(first);
  } else {
    say("Nothing is left.");
    queue.tabIndex = -1;
    queue.focus();
  }
}

async function undo() {
  const last = decided.pop();
  if (!last) return say("There is nothing to undo.");
  let item = last.fresh;
  let text = "Undone.";
  const card = item.querySelector(".card");
  const seen = card.querySelector(`[name="seen-${card.dataset.pk}"]`).value;
  try {
    const { status: code, answer } = await post(last.address, seen);
    if (answer) item = renewed(answer);
    if (!item) return say("The comment is gone.");
    if (code !== 200) text = answer?.message ?? `It was not undone (${code}).`;
  } catch {
    decided.push(last);
    return say("It could not be sent. Try again.");
  }
  put(item, last);
  complain(item.querySelector(".card"), text);
}

// A comment goes back to where it stood, if what stood beside it is still there.
function put(item, { fresh, before, after }) {
  if (fresh.isConnected) return fresh.replaceWith(item);
  let list = queue.querySelector(".cards");
  if (!list) {
    list = document.createElement("ol");
    list.className = "cards";
    queue.append(list);
    queue.querySelector(".queue-empty")?.remove();
  }
  if (after?.parentElement === list) after.before(item);
  else if (before?.parentElement === list) before.after(item);
  else list.prepend(item);
  left += 1;
}

function count() {
  const chosen = queue.querySelectorAll(".choose:checked").length;
  const words = queue.querySelector(".queue-bar .chosen");
  if (words) words.textContent = chosen ? `With the ${chosen} chosen:` : "With the chosen:";
}

function prepare() {
  const all = queue.querySelector(".choose-all");
  if (all) {
    all.hidden = false;
    all.querySelector("input").addEventListener("change", (event) => {
      for (const box of queue.querySelectorAll(".choose")) box.checked = event.target.checked;
      count();
    });
  }
  count();
}

const DECISIONS = new Set(["a", "r", "s", "d"]);
const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  u: () => {
    work = work.then(undo);
  },
  "?": () => keys.showModal(),
  o: (card) => card?.querySelector(".open").click(),
  e: (card) => card?.querySelector(".redact").click(),
  x: (card) => card?.querySelector(".choose").click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || keys.open) return;
  if (event.target.closest("textarea, select, [contenteditable], input:not([type=checkbox])")) return;
  const card = current();
  if (DECISIONS.has(event.key)) {
    const button = card?.querySelector(`[data-key="${event.key}"]`);
    if (button) {
      event.preventDefault();
      decide(card, button);
    }
  } else if (Object.hasOwn(ACTIONS, event.key)) {
    event.preventDefault();
    ACTIONS[event.key](card);
  }
});

queue.addEventListener("change", count);
document.getElementById("changelist-form").addEventListener("submit", (event) => {
  const card = event.submitter?.closest(".card");
  if (!card) return;
  event.preventDefault();
  decide(card, event.submitter);
});

const shower = document.getElementById("show-keys");
shower.hidden = false;
shower.addEventListener("click", () => keys.showModal());
keys.querySelector("[data-close]").addEventListener("click", () => keys.close());

prepare();
// Where the address names a comment, the reader is there already.
focus(document.getElementById(location.hash.slice(1)) ?? cards()[0]);
