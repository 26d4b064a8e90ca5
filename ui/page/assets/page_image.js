// Shows a page as printed, with the paragraph and its quoted words highlighted.

const FIELDS = ["left", "top", "width", "height"];

function place(box, className) {
  const made = document.createElement("span");
  made.className = className;
  for (const field of FIELDS) made.style[field] = `${box[field] * 100}%`;
  return made;
}

export default function (component) {
  const { data, parentElement } = component;
  const root = rootOf(parentElement);
  const frame = document.createElement("div");
  frame.className = "frame";
  const image = document.createElement("img");
  image.width = data.width;
  image.height = data.height;
  image.alt = data.alt;
  image.src = data.image;
  frame.append(image);
  for (const box of data.paragraph) frame.append(place(box, "paragraph"));
  for (const box of data.quote) frame.append(place(box, "quote"));
  root.replaceChildren(frame);
  const boxes = data.quote.length ? data.quote : data.paragraph;
  if (!boxes.length) return;
  const settle = () => {
    if (window.matchMedia("(max-width: 56rem)").matches) return;
    let scroller = parentElement.getRootNode().host ?? parentElement;
    while (scroller && !(scroller.scrollHeight > scroller.clientHeight + 4
      && ["auto", "scroll"].includes(getComputedStyle(scroller).overflowY))) {
      scroller = scroller.parentElement;
    }
    if (!scroller || scroller.dataset.testid === "stMain") return;
    const shift = frame.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    const at = Math.min(...boxes.map((box) => box.top)) * frame.clientHeight;
    scroller.scrollTop += shift + at - scroller.clientHeight / 3;
  };
  if (image.complete) requestAnimationFrame(settle);
  else image.onload = settle;
}
