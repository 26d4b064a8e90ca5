// Papers side by side: a column each, a row for each point, and "silent" where one says nothing.
// All words are set as text; nothing is ever read as markup.

function lines(cell) {
  const made = [];
  let list = null;
  for (const line of cell.lines) {
    const target = element(line.bullet ? "li" : "p");
    target.append(...line.pieces.map((piece) => (piece.kind
      ? element(WRAPS[piece.kind], "", piece.words) : document.createTextNode(piece.words))));
    if (!line.bullet) {
      list = null;
      made.push(target);
      continue;
    }
    if (!list) made.push((list = element("ul")));
    list.append(target);
  }
  return made;
}

function said(cell, paper, open) {
  const made = element("div", "paragraph");
  const top = element("p", "top");
  const link = element("a", "", cell.name);
  link.href = cell.address;
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(`${paper.id} ${cell.label}`);
  };
  top.append(link);
  if (cell.force) top.append(element("span", "force", cell.force));
  made.append(top);
  if (cell.lead_in) made.append(element("p", "lead-in", cell.lead_in));
  made.append(...lines(cell));
  return made;
}

// Whose words a cell holds: for a narrow screen, where the cells stand one below the other.
function whose(paper) {
  const made = element("p", "whose", paper.name);
  made.append(" ", element("span", `badge ${paper.status}`, paper.standing));
  return made;
}

function head(papers) {
  const made = element("thead");
  const row = element("tr");
  for (const paper of papers) {
    const title = element("th");
    title.scope = "col";
    title.append(
      element("span", "council", paper.council),
      element("span", "title", paper.title),
      element("span", `badge ${paper.status}`, paper.standing),
    );
    row.append(title);
  }
  made.append(row);
  return made;
}

function body(data, open) {
  const made = element("tbody");
  data.rows.forEach((cells, at) => {
    const row = element("tr");
    cells.forEach((cell, place) => {
      const paper = data.papers[place];
      if (!cell && paper.silent && at) return;
      const made = element("td", cell ? "" : "silent");
      made.dataset.paper = paper.id;
      made.append(whose(paper));
      if (cell) made.append(said(cell, paper, open));
      else {
        made.append(element("p", "", paper.silent ? "Silent: nothing in this paper speaks of it."
          : "Silent on this point."));
        if (paper.silent) made.rowSpan = data.rows.length;
      }
      row.append(made);
    });
    made.append(row);
  });
  return made;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = rootOf(parentElement, (root) => {
    const status = element("div", "hidden");
    status.setAttribute("role", "status");
    root.append(status);
  });
  const shown = JSON.stringify(data);
  if (root.dataset.shown === shown) return;
  root.dataset.shown = shown;
  const table = element("table", "paper");
  table.style.setProperty("--n", data.papers.length);
  const open = (what) => setTriggerValue("open", what);
  table.append(element("caption", "hidden", data.caption), head(data.papers), body(data, open));
  const status = root.querySelector("[role=status]");
  const scroll = element("div", "scroll");
  scroll.append(table);
  root.replaceChildren(status, ...(data.rows.length ? [scroll] : []));
  const points = data.rows.length === 1 ? "One point" : `${data.rows.length} points`;
  setTimeout(() => (status.textContent = `${points} compared.`), 150);
}
