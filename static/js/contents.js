// Marks the section being read in the column of contents.
const entries = new Map();
for (const link of document.querySelectorAll('.contents-column a[href^="#"]')) {
  const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (section) entries.set(section, link);
}

function mark() {
  let current;
  for (const section of entries.keys()) {
    if (section.getBoundingClientRect().top > innerHeight / 3) break;
    current = section;
  }
  for (const [section, link] of entries) {
    if (section === current) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}

if (entries.size) {
  const watcher = new IntersectionObserver(mark, { rootMargin: "-33% 0px -66% 0px" });
  for (const section of entries.keys()) watcher.observe(section);
  addEventListener("scrollend", mark);
  mark();
}
