// What a link leads to, before it is followed: an article's title, short answer and picture; a marker's reference.
// By mouse and keyboard after a moment, by touch at the first tap. Without this script both are plain links.
const LINKS = "a.wikilink, .citation a";
const DELAY = 300; // milliseconds
const known = new Map();
let card, shownFor, timer;
let byTouch = false;

function makeCard() {
  const made = document.createElement("div");
  made.id = "preview-card";
  made.className = "preview-card";
  made.setAttribute("role", "tooltip");
  made.popover = "manual";
  made.addEventListener("pointerenter", () => clearTimeout(timer));
  made.addEventListener("pointerleave", () => hideSoon());
  document.querySelector("main").append(made);
  return made;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

async function contentOf(link) {
  if (link.closest(".citation")) {
    const reference = document.getElementById(link.hash.slice(1));
    if (!reference) return null;
    const text = element("p", "preview-text");
    const copy = reference.cloneNode(true);
    for (const each of copy.querySelectorAll(".uses")) each.remove();
    for (const each of copy.querySelectorAll("[id]")) each.removeAttribute("id");
    text.append(...copy.childNodes);
    return [text];
  }
  const address = new URL(link.href);
  if (address.origin !== location.origin || !address.pathname.startsWith("/wiki/")) return null;
  if (!known.has(address.pathname)) {
    const answer = await fetch(`${address.pathname}preview/`);
    if (!answer.ok) return null;
    known.set(address.pathname, await answer.json());
  }
  const { title, text, image, alt } = known.get(address.pathname);
  const parts = [];
  if (image) {
    const picture = element("img", "preview-image");
    picture.src = image;
    picture.alt = alt;
    parts.push(picture);
  }
  parts.push(element("p", "preview-title", title), element("p", "preview-text", text));
  return parts;
}

async function show(link) {
  if (shownFor === link) return;
  let parts;
  try {
    parts = await contentOf(link);
  } catch {
    return; // the link itself still works
  }
  // Somebody may have gone on while the answer was under way.
  if (!parts || !(link.matches(":hover, :focus") || byTouch)) return;
  card ??= makeCard();
  hide();
  if (byTouch) {
    const go = element("a", "preview-go", link.closest(".citation") ? "Go to the reference" : "Read the article");
    go.href = link.href;
    parts.push(go);
  }
  card.replaceChildren(...parts);
  card.showPopover();
  place(link);
  shownFor = link;
  link.setAttribute("aria-describedby", card.id);
}

// Below the line that the link stands in, or above it where there is no room.
function place(link) {
  const line = link.getClientRects()[0];
  const { width, height } = card.getBoundingClientRect();
  const left = Math.min(Math.max(8, line.left), innerWidth - width - 8);
  const below = line.bottom + 6;
  card.style.left = `${Math.max(8, left)}px`;
  card.style.top = `${below + height > innerHeight && line.top > height + 6 ? line.top - height - 6 : below}px`;
}

function hide() {
  clearTimeout(timer);
  shownFor?.removeAttribute("aria-describedby");
  shownFor = undefined;
  if (card?.matches(":popover-open")) card.hidePopover();
}

function showSoon(link) {
  clearTimeout(timer);
  timer = setTimeout(() => show(link), DELAY);
}

function hideSoon() {
  clearTimeout(timer);
  timer = setTimeout(hide, DELAY);
}

if ("popover" in HTMLElement.prototype) {
  document.addEventListener("pointerover", (event) => {
    const link = event.target.closest?.(LINKS);
    if (link && event.pointerType === "mouse") showSoon(link);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.target.closest?.(LINKS) && event.pointerType === "mouse") hideSoon();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(LINKS) && event.target.matches(":focus-visible")) showSoon(event.target);
    else if (!card?.contains(event.target)) hideSoon();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("pointerdown", (event) => {
    byTouch = event.pointerType === "touch";
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(LINKS);
    if (link && byTouch && shownFor !== link) {
      event.preventDefault();
      show(link);
    } else if (!card?.contains(event.target)) hide();
  });
  addEventListener("scroll", hide, { passive: true });
}
