// Copy and print: two things that only the browser can do.

const SHAPES = {
  copy: ["M9 9h11v11H9z", "M5 15H4V4h11v1"],
  print: ["M7 8V4h10v4", "M7 17H4V8h16v9h-3", "M7 14h10v6H7z"],
  done: ["M5 12l5 5 9-10"],
};

function icon(name) {
  return drawing(24, SHAPES[name].map((d) => [d]));
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = words;
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

export default function (component) {
  const { data, parentElement } = component;
  const root = rootOf(parentElement);
  const row = document.createElement("div");
  row.className = data.strong ? "tools strong" : "tools";
  const status = document.createElement("span");
  status.className = "hidden";
  status.setAttribute("role", "status");
  for (const each of data.buttons) {
    const button = document.createElement("button");
    button.type = "button";
    const label = document.createElement("span");
    label.textContent = each.label;
    button.append(icon(each.does), label);
    button.onclick = async () => {
      if (each.does === "print") return window.print();
      const done = await copy(each.words);
      status.textContent = done ? "Copied" : "Could not copy";
      label.textContent = status.textContent;
      button.replaceChildren(icon(done ? "done" : "copy"), label);
      setTimeout(() => {
        label.textContent = each.label;
        button.replaceChildren(icon(each.does), label);
      }, 2000);
    };
    row.append(button);
  }
  root.replaceChildren(row, status);
}
