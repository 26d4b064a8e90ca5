// The page's name and the links to its views. A link can be opened in another tab; a plain click
// keeps the visit and its conversation. It also says, once, when the page has been busy a while.

function mark() {
  return drawing(64, [
    ["M14 4h36a10 10 0 0 1 10 10v36a10 10 0 0 1-10 10H14A10 10 0 0 1 4 50V14A10 10 0 0 1 14 4z", "ground"],
    ["M20 23h24M20 33h24M20 43h14", "lines"],
  ]);
}

function link(each, current, go) {
  const made = element("a", "", each.label);
  made.href = each.address;
  made.dataset.name = each.name;
  if (each.name === current) made.setAttribute("aria-current", "page");
  made.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(each.name);
  };
  return made;
}

// Streamlit says on its outermost element whether the page is being made.
function watch(status) {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app) return;
  let wait;
  new MutationObserver(() => {
    clearTimeout(wait);
    if (app.dataset.testScriptState === "running") {
      wait = setTimeout(() => (status.textContent = "Working. Please wait."), 700);
    } else status.textContent = "";
  }).observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = rootOf(parentElement, (root) => {
    const status = element("div", "hidden");
    status.setAttribute("role", "status");
    root.append(status, element("div", "bar"));
    watch(status);
  });
  const go = (name) => setTriggerValue("go", name);
  const focused = parentElement.activeElement ?? root.getRootNode().activeElement;
  const { name, part } = focused?.dataset ?? {};
  const home = data.links.find((each) => each.name === data.home);
  const brand = link({ ...home, label: "" }, "", go);
  brand.className = "brand";
  brand.dataset.part = "brand";
  brand.append(mark(), element("span", "", data.title));
  const nav = element("nav");
  nav.setAttribute("aria-label", "Pages");
  nav.append(...data.links.map((each) => link(each, data.current, go)));
  root.querySelector(".bar").replaceChildren(brand, nav);
  if (name) root.querySelector(`[data-name="${name}"]${part ? ".brand" : ":not(.brand)"}`)?.focus();
}
