// The forms of a discussion in place: what a link there leads to is fetched and shown below it, and sent from there.
// The pages behind the links stay what they are; without this script they are followed.
const TOOLS = "[data-comments] a[rel='nofollow']";
const FORM_PAGES = /\/comments\/(?:new|[0-9a-f]{16}\/(?:edit|delete|report|helpful))\/$/;

const at = (address) => new URL(address, location.href);

/** The part of a page that is shown in place, with where it came from; null where the page has none. */
async function partOf(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page.querySelector("[data-in-place]");
  if (!part) return null;
  const place = document.createElement("section");
  place.className = "in-place";
  place.tabIndex = -1;
  const heading = part.querySelector("h1");
  const title = document.createElement("h3");
  title.append(...heading.childNodes);
  heading.replaceWith(title);
  title.id = `in-place-${crypto.randomUUID()}`;
  place.setAttribute("aria-labelledby", title.id);
  place.append(...part.childNodes);
  // Forms say where they go by staying on their page.
  for (const form of place.querySelectorAll("form")) form.action = form.getAttribute("action") || answer.url;
  keepNamesApart(place, title.id);
  return place;
}

/** Several forms may be open at once: no two elements of the page may share an id. */
function keepNamesApart(place, prefix) {
  for (const each of place.querySelectorAll("[id]")) {
    if (each.id === prefix) continue;
    const old = each.id;
    each.id = `${prefix}-${old}`;
    for (const label of place.querySelectorAll(`[for="${CSS.escape(old)}"]`)) label.htmlFor = each.id;
    for (const link of place.querySelectorAll(`a[href="#${CSS.escape(old)}"]`)) link.hash = each.id;
    for (const name of ["aria-describedby", "aria-labelledby"]) {
      for (const other of place.querySelectorAll(`[${name}~="${CSS.escape(old)}"]`)) {
        other.setAttribute(name, other.getAttribute(name).replace(old, each.id));
      }
    }
  }
}

function focusIn(place) {
  const first = place.querySelector(".error-summary, .comment-preview, textarea, input:not([type='hidden']), button");
  (first || place).focus();
}

/** Whether an event is of this place, and not of one that was opened inside it. */
const isIn = (place, event) => event.target.closest(".in-place") === place;

function closeButton(place, link) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button-quiet";
  button.textContent = "Cancel";
  button.addEventListener("click", () => close(place, link));
  return button;
}

function close(place, link) {
  place.remove();
  link.removeAttribute("aria-expanded");
  link.focus();
}

function show(place, link, before) {
  if (before) before.replaceWith(place);
  else (link.closest(".comment") || link.parentElement).after(place);
  place.querySelector(".comment-buttons")?.append(closeButton(place, link));
  place.addEventListener("keydown", (event) => {
    const typed = [...place.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);
    if (event.key === "Escape" && !typed && isIn(place, event)) close(place, link);
  });
  place.addEventListener("submit", (event) => {
    if (isIn(place, event)) send(event, place, link);
  });
  link.setAttribute("aria-expanded", "true");
  focusIn(place);
}

async function open(event) {
  const link = event.target.closest(TOOLS);
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (!FORM_PAGES.test(at(link.href).pathname)) return;
  event.preventDefault();
  if (link.getAttribute("aria-expanded") === "true") return;
  link.setAttribute("aria-expanded", "true");
  try {
    const answer = await fetch(link.href, { headers: { accept: "text/html" } });
    const place = await partOf(answer);
    // To be signed in, for one, takes a page of its own.
    if (!place) throw new Error("no form");
    if ("helpful" in link.dataset) await vote(place, link);
    else show(place, link);
  } catch {
    link.removeAttribute("aria-expanded");
    location.assign(link.href);
  }
}

/** One press is enough: the page that asks whether one is sure is for who has no scripts. */
async function vote(place, link) {
  const form = place.querySelector("form");
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok) throw new Error("not counted");
  const said = words("You find this helpful");
  said.tabIndex = -1;
  link.replaceWith(said);
  said.focus();
}

/** Send a form; whatever happens on the way, what was written stays in its field. */
async function send(event, place, link) {
  event.preventDefault();
  const form = event.target;
  const button = event.submitter;
  const fields = new URLSearchParams(new FormData(form, button));
  const address = form.action;
  for (const each of form.querySelectorAll("button[type='submit']")) each.disabled = true;
  try {
    const answer = await fetch(address, { method: "POST", body: fields, headers: { accept: "text/html" } });
    if (answer.redirected && !/\/status\/$/.test(at(answer.url).pathname)) {
      // It is public already: the page shows it in its place.
      location.assign(answer.url);
      return;
    }
    const next = await partOf(answer);
    if (!next) throw new Error("no form");
    show(next, link, place);
  } catch {
    for (const each of form.querySelectorAll("button[type='submit']")) each.disabled = false;
    say(form, "This could not be sent. What you wrote is still here; try again.");
  }
}

function say(form, text) {
  let line = form.querySelector("[role='alert'].error");
  if (!line) {
    line = document.createElement("p");
    line.className = "error";
    line.setAttribute("role", "alert");
    form.prepend(line);
  }
  line.textContent = text;
}

/** What this reader has said of the comments here, and what can be done with the reader's own. */
async function markOwn(discussion) {
  const answer = await fetch(`${discussion.dataset.comments}own/`);
  if (!answer.ok) return;
  const { helpful, reported, own } = await answer.json();
  for (const id of helpful) mark(id, "[data-helpful]", "You find this helpful");
  for (const id of reported) mark(id, "[data-report]", "You reported this");
  for (const [id, actions] of Object.entries(own)) {
    const tools = document.querySelector(`#comment-${CSS.escape(id)} .comment-tools`);
    if (!tools) continue;
    tools.querySelector("[data-report]")?.remove();
    tools.querySelector("[data-helpful]")?.removeAttribute("href");
    for (const action of actions) tools.append(ownLink(discussion, id, action), " ");
  }
}

function mark(id, link, text) {
  const found = document.querySelector(`#comment-${CSS.escape(id)} ${link}`);
  if (!found) return;
  found.replaceWith(words(text));
}

function words(text) {
  const said = document.createElement("span");
  said.className = "muted";
  said.textContent = text;
  return said;
}

function ownLink(discussion, id, action) {
  const link = document.createElement("a");
  link.href = `${discussion.dataset.comments}${id}/${action}/`;
  link.rel = "nofollow";
  link.textContent = { edit: "Edit yours", delete: "Delete yours" }[action];
  return link;
}

const discussion = document.querySelector("[data-comments]");
if (discussion) {
  document.addEventListener("click", open);
  if (discussion.querySelector(".comment")) {
    // Nobody who does not read so far is asked for anything.
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      markOwn(discussion);
    });
    seen.observe(discussion);
  }
}
