// The search of the site, in the browser. A classic script: a page that is opened from a file may not load modules.
(() => {
  const MAX_RESULTS = 12;
  const form = document.querySelector(".search");
  const input = form.querySelector("input");
  const results = form.querySelector("ol");
  const status = form.querySelector("[role=status]");
  const root = form.dataset.root;
  let entries;
  let isAskedFor = false;

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    results.querySelector("a")?.click();
  });
  input.addEventListener("focus", load);
  input.addEventListener("input", search);
  form.addEventListener("keydown", move);
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]") !== null;
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) show([]);
  });

  /** Once, and only for those who search: the index is larger than any page. */
  function load() {
    if (isAskedFor) return;
    isAskedFor = true;
    const script = document.createElement("script");
    script.src = `${root}search-index.js`;
    script.addEventListener("load", () => {
      entries = globalThis.picklejarPages.map(lowerCased);
      search();
    });
    script.addEventListener("error", () => {
      isAskedFor = false;
      status.textContent = "search-index.js cannot be loaded";
    });
    document.head.append(script);
  }

  function lowerCased(entry) {
    const { page, heading, text } = entry;
    return { entry, inHeading: heading.toLowerCase(), inPage: page.toLowerCase(), inText: text.toLowerCase() };
  }

  function search() {
    if (entries === undefined) return load();
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return show([]);
    const found = entries
      .map((each, index) => ({ each, index, score: scoreOf(each, words) }))
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score || a.index - b.index)
      .map(({ each }) => each);
    const count = `${found.length} ${found.length === 1 ? "section" : "sections"}`;
    show(found.slice(0, MAX_RESULTS), words);
    status.textContent = found.length === 0 ? `Nothing has all of these words: ${words.join(", ")}` : count;
  }

  /** 0 unless it has all of the words. What stands in headings counts more, and the beginning of a word more than its middle. */
  function scoreOf({ inHeading, inPage, inText }, words) {
    let score = 0;
    for (const word of words) {
      const best = Math.max(8 * hit(inHeading, word), 5 * hit(inPage, word), 2 * hit(inText, word));
      if (best === 0) return 0;
      score += best + (inHeading === word ? 16 : 0);
    }
    return score;
  }

  function hit(text, word) {
    const index = text.indexOf(word);
    if (index < 0) return 0;
    return index === 0 || text.includes(` ${word}`) ? 1 : 0.5;
  }

  function show(found, words = []) {
    status.textContent = "";
    results.replaceChildren(...found.map((each) => itemOf(each, words)));
    results.hidden = found.length === 0;
  }

  function itemOf({ entry, inText }, words) {
    const { url, page, heading, text } = entry;
    const link = document.createElement("a");
    link.href = root + url;
    const name = document.createElement("b");
    name.textContent = heading === page ? heading : `${page} › ${heading}`;
    link.append(name, ...excerptOf(text, inText, words));
    const item = document.createElement("li");
    item.append(link);
    return item;
  }

  /** Some words around the longest that was looked for, which says most, and is marked. */
  function excerptOf(text, inText, words) {
    const word = words.toSorted((a, b) => b.length - a.length).find((each) => inText.includes(each)) ?? "";
    const [place, length] = [inText.indexOf(word), word.length];
    const start = place < 50 ? 0 : text.indexOf(" ", place - 50) + 1;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(place, place + length);
    return [`${start > 0 ? "… " : ""}${text.slice(start, place)}`, mark, text.slice(place + length, place + length + 110)];
  }

  function move(event) {
    const stops = [input, ...results.querySelectorAll("a")];
    const here = stops.indexOf(document.activeElement);
    if (event.key === "Escape") {
      show([]);
      input.focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && stops.length > 1) {
      event.preventDefault();
      stops[(here + (event.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length].focus();
    }
  }
})();
