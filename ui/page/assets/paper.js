// Shows a paper's paragraphs: a few beside an answer, or all of them with contents and find.
// All words are set as text; nothing is ever read as markup.

function run(piece, open) {
  if (piece.pointer) {
    const button = element("button", "pointer", piece.words);
    button.type = "button";
    button.onclick = () => open(piece.pointer);
    return button;
  }
  if (!piece.kind) return document.createTextNode(piece.words);
  const made = element(WRAPS[piece.kind], "", piece.words);
  if (piece.kind === "quote") made.setAttribute("title", "Quoted in the answer");
  return made;
}

function lines(block, open) {
  const made = [];
  let list = null;
  for (const line of block.lines) {
    const target = element(line.bullet ? "li" : "p");
    target.append(...line.pieces.map((piece) => run(piece, open)));
    if (line.bullet) {
      if (!list) made.push((list = element("ul")));
      list.append(target);
    } else {
      list = null;
      made.push(target);
    }
  }
  return made;
}

function paragraph(block, open) {
  const made = element("section", block.current ? "paragraph current" : "paragraph");
  made.dataset.label = block.label;
  made.tabIndex = -1;
  made.setAttribute("aria-label", block.name);
  if (block.current) made.setAttribute("aria-current", "true");
  const body = element("div", "body");
  if (block.tag) {
    const tag = element("p", "tag");
    tag.append(element("span", block.tag.kind, block.tag.words), ` ${block.tag.place}`);
    body.append(tag);
  }
  if (block.lead_in) body.append(element("p", "lead-in", block.lead_in));
  body.append(...lines(block, open));
  if (block.notes?.length) {
    const notes = element("ul", "notes");
    notes.setAttribute("aria-label", "Footnotes");
    notes.append(...block.notes.map((words) => element("li", "", words)));
    body.append(notes);
  }
  made.append(element("span", "label", block.shown), body);
  return made;
}

function build(data, open) {
  const made = element("div", ["paper", data.quiet && "quiet", data.bare && "bare"].filter(Boolean).join(" "));
  data.blocks.forEach((block, at) => {
    if (block.heading) {
      const heading = element(`h${Math.min(block.level + 2, 5)}`, "", block.heading);
      heading.dataset.at = at;
      heading.tabIndex = -1;
      made.append(heading);
    } else made.append(paragraph(block, open));
  });
  return made;
}

function still() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

function go(target, how) {
  if (!target) return;
  target.scrollIntoView({ behavior: how ?? still(), block: "start" });
  target.focus({ preventScroll: true });
}

// Scrolls the nearest scrolling box only, so that the conversation beside it stays where it is.
function settle(target) {
  if (window.matchMedia("(max-width: 56rem)").matches) return;
  const scrolls = (box) => box.scrollHeight > box.clientHeight + 4
    && ["auto", "scroll"].includes(getComputedStyle(box).overflowY);
  let box = target.getRootNode().host ?? target.parentElement;
  while (box && !scrolls(box)) box = box.parentElement;
  if (!box || box.dataset.testid === "stMain") return;
  const gap = target.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollTop += gap - box.clientHeight / 4;
}

function contents(data, paper) {
  const fold = element("details");
  fold.open = !window.matchMedia("(max-width: 56rem)").matches;
  fold.append(element("summary", "", "Contents"));
  const list = element("ol");
  data.blocks.forEach((block, at) => {
    if (!block.heading || block.level > 3) return;
    const item = element("li", `level-${block.level}`);
    const button = element("button", "", block.heading);
    button.type = "button";
    button.onclick = () => {
      if (window.matchMedia("(max-width: 56rem)").matches) fold.open = false;
      go(paper.querySelector(`[data-at="${at}"]`));
    };
    item.append(button);
    list.append(item);
  });
  const nav = element("nav");
  nav.setAttribute("aria-label", "Contents");
  fold.append(list);
  nav.append(fold);
  return list.childElementCount ? nav : element("span");
}

function unmark(paper) {
  for (const mark of paper.querySelectorAll("mark.found")) mark.replaceWith(mark.textContent);
  paper.normalize();
}

function markAll(paper, words) {
  const found = [];
  const walker = document.createTreeWalker(paper, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const wanted = words.toLocaleLowerCase("en-GB");
  for (let node of nodes) {
    let at = node.data.toLocaleLowerCase("en-GB").indexOf(wanted);
    while (at >= 0) {
      const hit = node.splitText(at);
      node = hit.splitText(wanted.length);
      const mark = element("mark", "found", hit.data);
      hit.replaceWith(mark);
      found.push(mark);
      at = node.data.toLocaleLowerCase("en-GB").indexOf(wanted);
    }
  }
  return found;
}

function find(paper) {
  const box = element("div", "find");
  const label = element("label", "", "Find in this paper");
  const input = element("input");
  input.type = "search";
  input.id = "find";
  label.htmlFor = "find";
  const count = element("div", "count");
  count.setAttribute("role", "status");
  let found = [];
  let now = -1;
  const step = (by) => {
    if (!found.length) return;
    found[now]?.classList.remove("now");
    now = (now + by + found.length) % found.length;
    found[now].classList.add("now");
    found[now].scrollIntoView({ behavior: still(), block: "center" });
    count.textContent = `${now + 1} of ${found.length}`;
  };
  let wait;
  input.oninput = () => {
    clearTimeout(wait);
    wait = setTimeout(() => {
      unmark(paper);
      now = -1;
      const words = input.value.trim();
      found = words.length > 1 ? markAll(paper, words) : [];
      count.textContent = words.length > 1 && !found.length ? "Not found" : "";
      step(1);
    }, 200);
  };
  input.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
  };
  const row = element("div", "row");
  row.append(input);
  for (const [sign, name, by] of [["↑", "Previous match", -1], ["↓", "Next match", 1]]) {
    const button = element("button", "", sign);
    button.type = "button";
    button.setAttribute("aria-label", name);
    button.onclick = () => step(by);
    row.append(button);
  }
  box.append(label, row, count);
  return box;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = rootOf(parentElement);
  const shown = JSON.stringify(data);
  if (root.dataset.shown === shown) return;
  root.dataset.shown = shown;
  const open = (label) => {
    const here = root.querySelector(`[data-label="${CSS.escape(label)}"]`);
    if (data.whole && here) go(here);
    else setTriggerValue("open", label);
  };
  const paper = build(data, open);
  if (data.whole) {
    const reader = element("div", "reader");
    const side = element("div", "side");
    side.append(find(paper), contents(data, paper));
    reader.append(side, paper);
    root.replaceChildren(reader);
  } else root.replaceChildren(paper);
  const current = paper.querySelector(".current");
  if (current && data.whole) requestAnimationFrame(() => go(current, "auto"));
  else if (current && data.settle) requestAnimationFrame(() => settle(current));
}
