// Arrow keys, space and a presenter's clicker turn the slides of a meeting; F fills the screen.

const FORWARD = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace"]);
const SMALLEST = 0.5;
const GAP = 24; // pixels kept free above the foot
let clicker = null;
let fitting = 0;

addEventListener("keydown", (event) => {
  if (!clicker || event.altKey || event.ctrlKey || event.metaKey || isField(event)) return;
  if (FORWARD.has(event.key)) turn(event, 1);
  else if (BACK.has(event.key)) turn(event, -1);
  else if (event.key === "Home") go(event, 0);
  else if (event.key === "End") go(event, clicker.slides.length - 1);
  else if (event.key === "f" || event.key === "F") fill();
});

function isField(event) {
  const [target] = event.composedPath();
  return target?.matches?.("input, textarea, select, button, a, [contenteditable]") && event.key !== "PageDown" && event.key !== "PageUp";
}

function turn(event, by) {
  go(event, clicker.slides.indexOf(clicker.current) + by);
}

function go(event, to) {
  event.preventDefault();
  const slide = clicker.slides[Math.max(0, Math.min(clicker.slides.length - 1, to))];
  if (slide === clicker.current) return;
  clicker.current = slide; // a fast hand does not wait for the answer
  clicker.report("slide", slide);
}

function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

/** A picture that is too tall for the screen is drawn smaller, text and all. */
function fit() {
  const slide = document.querySelector(".st-key-slide");
  const picture = slide?.querySelector("[data-testid=stPlotlyChart]");
  if (!picture) return;
  const zoom = Number(picture.style.zoom || 1);
  const foot = document.querySelector(".foot")?.getBoundingClientRect().height ?? 0;
  const { top } = slide.getBoundingClientRect();
  const tall = picture.getBoundingClientRect().height;
  const rest = slide.getBoundingClientRect().height - tall;
  const room = innerHeight - Math.max(top, 0) - rest - foot - GAP;
  const next = Math.max(SMALLEST, Math.min(1, Math.floor((100 * zoom * room) / tall) / 100));
  if (tall > 0 && Math.abs(next - zoom) > 0.01) {
    picture.style.zoom = next;
    dispatchEvent(new Event("resize"));
  }
}

export default function mount({ data, setTriggerValue }) {
  const mine = { slides: data.slides, current: data.current, report: setTriggerValue };
  clicker = mine;
  clearInterval(fitting);
  fitting = setInterval(fit, 250);
  return () => {
    clearInterval(fitting);
    if (clicker === mine) clicker = null;
  };
}
