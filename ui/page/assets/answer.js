// Shows an answer's points with a chip for each citation, then the list of sources.
// All words are set as text; nothing is ever read as markup.

function chip(source, active, cite) {
  const made = element("button", "chip", source.chip);
  made.type = "button";
  made.setAttribute("aria-label", `${source.where}: open the source`);
  made.setAttribute("aria-pressed", String(source.marker === active));
  made.dataset.marker = source.marker;
  made.dataset.part = "chip";
  made.onclick = () => cite(source.marker);
  return made;
}

// Keeps a chip on the line of the word before it.
function keep(made, chipped) {
  const last = made.lastChild;
  if (last?.nodeType !== Node.TEXT_NODE) {
    (last?.className === "kept" ? last : made).append(chipped);
    return;
  }
  const at = last.data.search(/\S+\s*$/);
  if (at < 0 || last.data.length - at > 24) return made.append(chipped);
  const kept = element("span", "kept");
  kept.append(last.splitText(at), chipped);
  made.append(kept);
}

function point(parts, sources, active, cite, tag, className) {
  const made = element(tag, className);
  for (const part of parts) {
    if (part.marker === undefined) made.append(part.words);
    else if (sources.has(part.marker)) keep(made, chip(sources.get(part.marker), active, cite));
  }
  return made;
}

const SIGNS = {
  tick: ["M5 12.5l4.5 4.5L19 7.5"],
  cross: ["M6.5 6.5l11 11", "M17.5 6.5l-11 11"],
  fork: ["M12 20v-7", "M12 13L6 6", "M12 13l6-7", "M6 10V6h4", "M14 6h4v4"],
  question: ["M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.1-1.5 2.3", "M12 18.2v.1"],
};

function sign(name) {
  return drawing(24, SIGNS[name].map((d) => [d]));
}

function badges(data) {
  const made = element("p", "badges");
  data.badges.forEach((each, at) => {
    const badge = element("span", `badge ${each.look}`);
    if (each.sign) badge.append(sign(each.sign));
    badge.append(each.words);
    if (at) made.append(element("span", "hidden", ". "));
    made.append(badge);
  });
  return made;
}

const BEAT_MS = 130;
const WHOLE_MS = 1800; // a long answer stands as soon as a short one

// Has a new answer appear a sentence at a time; its room is there from the start, so that nothing
// moves. The style sheet shows it whole where less motion is asked for.
function appear(made) {
  const walker = document.createTreeWalker(made, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("button")) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(/(?<=[.!?:;]\s)/);
    text.replaceWith(...parts.map((words) => element("span", "part", words)));
  }
  let step = 0;
  const steps = [...made.querySelectorAll(".part, .chip")].map((part) => {
    const follows = part.matches(".chip") || part.parentElement.className === "kept";
    return [part, follows ? step : (step += 1)];
  });
  const beat = Math.min(BEAT_MS, WHOLE_MS / Math.max(1, step));
  for (const [part, at] of steps) part.style.animationDelay = `${Math.round(at * beat)}ms`;
  made.classList.add("appearing");
}

function points(data, sources, cite) {
  const made = element("div", "points");
  let list = null;
  data.points.forEach((each, at) => {
    if (each.bullet) {
      if (!list) made.append((list = element("ul")));
      list.append(point(each.parts, sources, data.active, cite, "li"));
    } else {
      list = null;
      const cited = each.parts.some((part) => part.marker !== undefined);
      const look = at === 0 ? "lead" : cited ? "" : "remark";
      made.append(point(each.parts, sources, data.active, cite, "p", look));
    }
  });
  return made;
}

function sourceRow(source, active, cite, withWords) {
  const item = element("li");
  const button = element("button");
  button.type = "button";
  button.setAttribute("aria-pressed", String(source.marker === active));
  button.dataset.marker = source.marker;
  button.dataset.part = "row";
  button.onclick = () => cite(source.marker);
  button.append(
    element("span", "where", source.where),
    source.standing ? element("span", `standing ${source.status}`, source.standing) : "",
    element("span", "title", source.title),
  );
  if (withWords) button.append(element("span", "words", source.words));
  item.append(button);
  return item;
}

// Tells a screen reader that another source now stands open beside the answer.
function announceOpened(root, status, source) {
  const active = String(source?.marker ?? null);
  if (active === root.dataset.active) return;
  root.dataset.active = active;
  if (source) status.textContent = `${source.where} is open beside the answer.`;
}

// Brings a new answer's question to the top, and again once what stood above it has gone; not
// where the person has begun to scroll.
function bringUp(turn) {
  if (!turn) return;
  let theirs = false;
  const leave = () => (theirs = true);
  for (const event of ["wheel", "touchmove", "keydown"]) {
    window.addEventListener(event, leave, { once: true, passive: true });
  }
  const go = () => theirs || turn.scrollIntoView({ block: "start" });
  requestAnimationFrame(go);
  for (const delay of [250, 600, 1200]) setTimeout(go, delay);
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let first = false;
  const root = rootOf(parentElement, () => {
    first = true;
  });
  const cite = (marker) => setTriggerValue("cite", marker);
  const sources = new Map(data.sources.map((source) => [source.marker, source]));
  const status = root.querySelector("[role=status]") ?? element("div", "hidden");
  status.setAttribute("role", "status");
  const shown = [status];
  if (data.badges.length) shown.push(badges(data));
  if (data.points.length) {
    const made = points(data, sources, cite);
    if (first && data.fresh) appear(made);
    shown.push(made);
  }
  if (data.sources.length) {
    if (data.caption) shown.push(element("p", "caption", data.caption));
    const list = element("ul", "sources");
    list.setAttribute("aria-label", data.caption || "Sources");
    data.sources.forEach((each) => list.append(sourceRow(each, data.active, cite, data.with_words)));
    shown.push(list);
  }
  const focused = parentElement.activeElement ?? root.getRootNode().activeElement;
  const { marker, part } = focused?.dataset ?? {};
  root.replaceChildren(...shown);
  if (marker) root.querySelector(`[data-marker="${marker}"][data-part="${part}"]`)?.focus();
  if (!first) return announceOpened(root, status, sources.get(data.active));
  root.dataset.active = String(data.active);
  if (!data.latest) return;
  setTimeout(() => (status.textContent = data.announce), 150);
  bringUp((root.getRootNode().host ?? root).closest('[class*="st-key-turn-"]'));
}
