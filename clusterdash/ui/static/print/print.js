// Prints the page. Pictures are drawn for the screen's width: the button first lays the page out as wide as the
// paper and waits until they have followed, and so do the keys for printing; where the browser's menu prints, they
// are scaled instead.

const PAPER = "on-paper";
const STEP = 150;
const PATIENCE = 4000;
const DETAILS = '[class*="st-key-open_in_print_"] details';

let opened = [];

function fit() {
  for (const svg of document.querySelectorAll(".svg-container > .main-svg")) {
    const [width, height] = [svg.getAttribute("width"), svg.getAttribute("height")];
    if (width && height) svg.setAttribute("viewBox", `0 0 ${parseFloat(width)} ${parseFloat(height)}`);
  }
  opened = [...document.querySelectorAll(DETAILS)].filter((details) => !details.open);
  for (const details of opened) details.open = true;
}

function restore() {
  for (const details of opened) details.open = false;
  opened = [];
  for (const svg of document.querySelectorAll(".svg-container > .main-svg")) svg.removeAttribute("viewBox");
  document.documentElement.classList.remove(PAPER);
}

function onKey(event) {
  if (event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  print();
}

addEventListener("beforeprint", fit);
addEventListener("afterprint", restore);

const widths = () => [...document.querySelectorAll(".main-svg")].map((svg) => svg.getAttribute("width")).join();

async function settled() {
  let before = null;
  for (let waited = 0; waited < PATIENCE; waited += STEP) {
    await new Promise((done) => setTimeout(done, STEP));
    const now = widths();
    if (now === before && waited > 2 * STEP) return;
    before = now;
  }
}

async function print() {
  document.documentElement.classList.add(PAPER);
  await settled();
  window.print();
}

const STYLE = `
  :host { display: block; }
  button {
    box-sizing: border-box; height: 2.5rem; padding: 0 0.85rem; display: inline-flex; align-items: center; gap: 0.5rem;
    font: 400 1rem/1 var(--st-font, system-ui, sans-serif); color: var(--st-text-color, #17242e);
    background: var(--st-background-color, #fff); cursor: pointer; white-space: nowrap;
    border: 1px solid var(--st-border-color, #d5dee4); border-radius: 0.4rem;
  }
  button:hover, button:focus-visible { border-color: var(--st-primary-color, #0b6e8c); color: var(--st-primary-color, #0b6e8c); }
  svg { width: 1.1rem; height: 1.1rem; fill: none; stroke: currentColor; stroke-width: 1.6; }
`;
const PRINTER = '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M5.5 7V2.5h9V7M5.5 14h-3V7.2h15V14h-3M5.5 11.5h9v6h-9z"/></svg>';

export default function mount({ parentElement, data }) {
  parentElement.innerHTML = `<style>${STYLE}</style><button type="button">${PRINTER}<span></span></button>`;
  const button = parentElement.querySelector("button");
  button.querySelector("span").textContent = data.label;
  button.title = data.hint;
  button.addEventListener("click", print);
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}
