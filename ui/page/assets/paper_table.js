// The library as a table, council by council. All words are set as text. A link can be opened in
// another tab; a plain click keeps the visit.

const COLUMNS = [
  ["Paper", "paper"], ["Kind", "kind"], ["Standing", "standing"], ["Date", "date"],
  ["Paragraphs", "number"], ["To check", "number"],
];
const N_FILTERED = 8;

function cell(name, className, words) {
  const made = element("td", className, words);
  made.dataset.name = name;
  return made;
}

function row(each, open) {
  const made = element("tr", "entry");
  made.dataset.words = `${each.council} ${each.title} ${each.kind} ${each.standing} ${each.date}`
    .toLocaleLowerCase("en-GB");
  const paper = element("th", "paper");
  paper.scope = "row";
  const link = element("a", "", each.title);
  link.href = each.address;
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(each.id);
  };
  paper.append(link);
  const standing = cell("Standing", "standing", "");
  standing.append(element("span", `badge ${each.status}`, each.standing));
  made.append(
    paper,
    cell("Kind", "kind", each.kind),
    standing,
    cell("Date", "date", each.date || "–"),
    cell(each.n_paragraphs === 1 ? "paragraph" : "paragraphs", "number", String(each.n_paragraphs)),
    cell("to check", each.n_checks ? "number" : "number none", each.n_checks ? String(each.n_checks) : "–"),
  );
  return made;
}

function table(rows, open) {
  const made = element("table");
  made.append(element("caption", "hidden", "Papers by council"));
  const head = element("thead");
  const titles = element("tr");
  for (const [name, className] of COLUMNS) {
    const title = element("th", className, name);
    title.scope = "col";
    titles.append(title);
  }
  head.append(titles);
  made.append(head);
  let council = null;
  let body = null;
  for (const each of rows) {
    if (each.council !== council) {
      council = each.council;
      body = element("tbody");
      const group = element("tr", "council");
      const name = element("th", "", council);
      name.scope = "rowgroup";
      name.colSpan = COLUMNS.length;
      group.append(name);
      body.append(group);
      made.append(body);
    }
    body.append(row(each, open));
  }
  return made;
}

function filter(made, rows) {
  const box = element("div", "filter");
  const label = element("label", "", "Find a paper");
  const input = element("input");
  input.type = "search";
  input.id = "find-paper";
  label.htmlFor = input.id;
  const count = element("span", "count");
  count.setAttribute("role", "status");
  input.oninput = () => {
    const wanted = input.value.toLocaleLowerCase("en-GB").split(/\s+/).filter(Boolean);
    let n = 0;
    for (const body of made.tBodies) {
      let left = 0;
      for (const each of body.querySelectorAll(".entry")) {
        each.hidden = !wanted.every((word) => each.dataset.words.includes(word));
        left += !each.hidden;
      }
      body.hidden = !left;
      n += left;
    }
    count.textContent = wanted.length ? `${n} of ${rows.length}` : "";
  };
  box.append(label, input, count);
  return box;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = rootOf(parentElement);
  const shown = JSON.stringify(data);
  if (root.dataset.shown === shown) return;
  root.dataset.shown = shown;
  const made = table(data.rows, (id) => setTriggerValue("open", id));
  root.replaceChildren(...(data.rows.length > N_FILTERED ? [filter(made, data.rows)] : []), made);
}
