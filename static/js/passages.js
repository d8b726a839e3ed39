// Comments on words of the article: a link beside what is selected, and marks beside what has been commented on.
// Without this script the words can be typed into the form, and the comments link to their places.

// The rule by which comments/passages/passages.py reads the same page; what this script adds stands in the last line.
const OMITTED = ".anchor, .citation, .footnote-backref, .footnote-ref, .visually-hidden, .passage-mark, .passage-select";
const BLOCKS = new Set(
  `blockquote br dd details div dl dt figcaption figure h2 h3 h4 h5 h6 hr li
  ol p pre section summary table tbody td th thead tr ul`.split(/\s+/),
);
const SPACE = /[\t\n\f\r \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;

const LONGEST = 500;
const CONTEXT = 64;
const DELAY = 250; // milliseconds

/** The text of an article's body, and where each of its text nodes begins in it. */
export function read(body) {
  const parts = [];
  const nodes = [];
  let length = 0;
  let spaced = true;

  function add(words) {
    let found = words.replace(SPACE, " ");
    if (spaced && found.startsWith(" ")) found = found.slice(1);
    if (!found) return;
    parts.push(found);
    length += found.length;
    spaced = found.endsWith(" ");
  }

  function walk(element) {
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        nodes.push({ node: child, start: length, spaced });
        add(child.data);
      } else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(OMITTED)) {
        const isBlock = BLOCKS.has(child.localName);
        if (isBlock) add(" ");
        walk(child);
        if (isBlock) add(" ");
      }
    }
  }

  walk(body);
  return { text: parts.join("").replace(/ $/, ""), nodes };
}

/** How many characters of the text stand before an offset in one of its nodes. */
function charactersUntil({ spaced, node }, offset) {
  const found = node.data.slice(0, offset).replace(SPACE, " ");
  return found.length - (spaced && found.startsWith(" ") ? 1 : 0);
}

/** The place in the text at which one end of a selection lies. */
function placeOf(reading, container, offset) {
  const own = reading.nodes.find(({ node }) => node === container);
  if (own) return own.start + charactersUntil(own, offset);
  // Between elements, or in one that is left out: where the next text begins.
  const end = document.createRange();
  end.setStart(container, offset);
  const next = reading.nodes.find(({ node }) => end.comparePoint(node, 0) >= 0);
  return next ? next.start : reading.text.length;
}

/** What lies between two places of the text, as a range of the page. */
function rangeOf(reading, start, end) {
  const range = document.createRange();
  const first = nodeAt(reading, start);
  const last = nodeAt(reading, end - 1);
  if (!first || !last) return null;
  range.setStart(first.node, offsetOf(first, start));
  range.setEnd(last.node, offsetOf(last, end - 1) + 1);
  return range;
}

function nodeAt({ nodes }, place) {
  let [low, high] = [0, nodes.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (nodes[middle].start <= place) low = middle;
    else high = middle;
  }
  return nodes[low];
}

function offsetOf(entry, place) {
  let [low, high] = [0, entry.node.data.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (entry.start + charactersUntil(entry, middle) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;

/** The server counts characters, JavaScript counts some of them twice. */
function toUnits(text, characters) {
  let before = 0;
  for (const pair of text.matchAll(PAIRS)) {
    if (pair.index - before >= characters) break;
    before += 1;
  }
  return characters + before;
}

const toCharacters = (text, units) => units - (text.slice(0, units).match(PAIRS)?.length ?? 0);

/** Cut so that no pair of surrogates is torn. */
const before = (text, place) => text.slice(Math.max(0, place - CONTEXT), place).replace(/^[\udc00-\udfff]/, "");
const after = (text, place) => text.slice(place, place + CONTEXT).replace(/[\ud800-\udbff]$/, "");

/** The selected words of the body; null where there are none. */
function selected(body) {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0).cloneRange();
  if (!body.contains(range.startContainer)) return null;
  if (!body.contains(range.endContainer)) {
    // A third click on the last paragraph selects as far as the beginning of what follows.
    const beyond = range.cloneRange();
    beyond.setStart(body, body.childNodes.length);
    if (beyond.toString().trim()) return null;
    range.setEnd(body, body.childNodes.length);
  }
  const reading = read(body);
  const { text } = reading;
  let start = placeOf(reading, range.startContainer, range.startOffset);
  let end = placeOf(reading, range.endContainer, range.endOffset);
  while (start < end && text[start] === " ") start += 1;
  while (start < end && text[end - 1] === " ") end -= 1;
  if (start >= end) return null;
  return { text, start, end, range };
}

function offer(body, writing) {
  const link = document.createElement("a");
  link.className = "passage-select";
  link.rel = "nofollow";
  let timer;
  let byTouch = false;
  let pressed = false;

  function hide() {
    clearTimeout(timer);
    link.remove();
  }

  function show() {
    const found = selected(body);
    if (!found) return hide();
    const { text, start, end, range } = found;
    const exact = text.slice(start, end);
    const tooLong = toCharacters(exact, exact.length) > LONGEST;
    if (tooLong) {
      link.removeAttribute("href");
      link.textContent = `Select at most ${LONGEST} characters to comment on them`;
    } else {
      const query = new URLSearchParams({
        exact,
        prefix: before(text, start),
        suffix: after(text, end),
        start: toCharacters(text, start),
      });
      link.href = `${writing}?${query}`;
      link.textContent = "Comment on this";
    }
    // After the block in which the selection ends, so that Tab comes to it from there.
    let block = range.endContainer;
    while (block.parentNode !== body && block !== body) block = block.parentNode;
    if (block === body) body.append(link);
    else block.after(link);
    place(range);
  }

  function place(range) {
    const lines = range.getClientRects();
    const line = lines[lines.length - 1] ?? range.getBoundingClientRect();
    const frame = body.getBoundingClientRect();
    // Below the words: the menus of phones stand above, and the handles of the selection right below.
    const top = line.bottom - frame.top + (byTouch ? 28 : 6);
    const left = Math.max(0, Math.min(line.right - frame.left, frame.width) - link.offsetWidth);
    link.style.setProperty("top", `${top}px`);
    link.style.setProperty("left", `${left}px`);
  }

  document.addEventListener("selectionchange", () => {
    // While it has the focus it is about to be followed; some browsers empty the selection then.
    if (document.activeElement === link) return;
    clearTimeout(timer);
    if (getSelection().isCollapsed) hide();
    else if (!pressed) timer = setTimeout(show, DELAY);
  });
  document.addEventListener("pointerdown", (event) => {
    byTouch = event.pointerType === "touch";
    pressed = !byTouch;
  });
  document.addEventListener("pointerup", () => {
    pressed = false;
    if (!getSelection().isCollapsed && document.activeElement !== link) timer = setTimeout(show, 0);
  });
  document.addEventListener("pointercancel", () => (pressed = false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    // A selection has no focus of its own: Tab would go on from the beginning of the page.
    const isFree = document.activeElement.contains(body);
    if (event.key === "Tab" && !event.shiftKey && isFree && link.isConnected && link.hasAttribute("href")) {
      event.preventDefault();
      link.focus();
    }
  });
  link.addEventListener("blur", () => {
    if (getSelection().isCollapsed) hide();
  });
}

const WITHIN = "p, li, dd, dt"; // a mark stands in these, and after any other block

/** A small link beside each paragraph that comments are about, to the first of them. */
function markAll(body, quotations) {
  const reading = read(body);
  const ranges = [];
  const blocks = new Map();
  for (const quotation of quotations) {
    const start = toUnits(reading.text, Number(quotation.dataset.start));
    const end = toUnits(reading.text, Number(quotation.dataset.end));
    const range = end <= reading.text.length ? rangeOf(reading, start, end) : null;
    if (!range) continue;
    ranges.push(range);
    const block = blockOf(body, range.startContainer);
    blocks.set(block, [...(blocks.get(block) ?? []), quotation.closest(".comment")]);
  }
  for (const [block, comments] of blocks) {
    const mark = document.createElement("a");
    mark.className = "passage-mark";
    mark.href = `#${comments[0].id}`;
    mark.textContent = comments.length;
    const noun = comments.length === 1 ? "comment" : "comments";
    mark.setAttribute("aria-label", `${comments.length} ${noun} on this paragraph`);
    if (block.matches(WITHIN)) block.append(mark);
    else block.after(mark);
  }
  if (globalThis.CSS?.highlights && ranges.length) CSS.highlights.set("passages", new Highlight(...ranges));
}

function blockOf(body, node) {
  const near = node.parentElement.closest(`${WITHIN}, pre, .table, .formula, figure`);
  if (near && body.contains(near) && !near.closest("pre, .table, .formula, figure")) return near;
  let block = node;
  while (block.parentNode !== body) block = block.parentNode;
  return block;
}

const body = document.querySelector(".article .prose");
const discussion = document.querySelector(".comments[data-comments]");
if (body && discussion) {
  const writing = discussion.querySelector(".comment-write");
  if (writing) offer(body, writing.getAttribute("href"));
  const quotations = discussion.querySelectorAll(".passage [data-start]");
  if (quotations.length) markAll(body, quotations);
}
