// What the components have in common; each is served with this before it.
// All words are set as text; nothing is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";
const WRAPS = { quote: "mark", struck: "del", inserted: "ins" };

function element(tag, className, words) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (words !== undefined) made.textContent = words;
  return made;
}

// A drawing of lines, each [d, className]; screen readers pass over it.
function drawing(size, lines) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  for (const [d, className] of lines) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    if (className) path.setAttribute("class", className);
    svg.append(path);
  }
  return svg;
}

// The element that a component fills, kept from one drawing to the next; `begin` is told of a new one.
function rootOf(parentElement, begin = () => {}) {
  const kept = parentElement.querySelector(".root");
  if (kept) return kept;
  const root = element("div", "root");
  parentElement.append(root);
  begin(root);
  return root;
}
