// Arrow keys, space and a presenter's clicker turn the slides of a meeting; F fills the screen, D turns the paper
// from light to dark and back.

const FORWARD = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace"]);
const SMALLEST = 0.3;
const TEXT = 26; // pixels of text of a picture that is drawn for a hall
const CLOSEST = 0.7; // of its own height, in which a picture's rows still stand apart
const WIDEST = 1.2;
const NARROWEST = 1200; // pixels in which its names and figures stand clear of each other
const LARGEST = 1.5; // of a slide's text size, where it has room
const STEP = 0.05;
const PATIENCE = 1500; // milliseconds
const GAP = 24; // pixels kept free above the foot
const REST = 1500; // milliseconds after which the first slide has been drawn
let clicker = null;
let fitting = 0;
let wanted = null; // the slide a key asked for, until it is there: what is asked during a run may get lost
let sent = 0;
let prepared = false;
let watched = null;
const sizes = new ResizeObserver(() => fit()); // before the slide is painted, so that nothing jumps

addEventListener("keydown", (event) => {
  if (!clicker || event.altKey || event.ctrlKey || event.metaKey || isField(event)) return;
  if (FORWARD.has(event.key)) turn(event, 1);
  else if (BACK.has(event.key)) turn(event, -1);
  else if (event.key === "Home") go(event, 0);
  else if (event.key === "End") go(event, clicker.slides.length - 1);
  else if (event.key === "f" || event.key === "F") fill();
  else if (event.key === "d" || event.key === "D") clicker.report("paper", true);
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
  clicker.current = wanted = slide; // a fast hand does not wait for the answer
  send();
}

function send() {
  sent = Date.now();
  clicker.report("slide", clicker.current);
}

/** What got no answer is asked again, as after a lost connection. */
function insist() {
  if (clicker && clicker.current !== clicker.shown && Date.now() - sent > PATIENCE) send();
}

function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

/** A slide fills the room it has, and nothing of it lies below the foot. */
function fit() {
  const slide = document.querySelector(".st-key-slide");
  if (!slide) return;
  const foot = document.querySelector(".foot")?.offsetHeight ?? 0;
  const room = innerHeight - slide.offsetTop - foot - GAP;
  const words = slide.querySelector(".st-key-words");
  if (words) fitWords(slide, words, room);
  else fitPicture(slide, room);
  if (watched !== slide) {
    sizes.disconnect();
    sizes.observe((watched = slide));
  }
}

/** Words alone grow where there is room and shrink where they are many; measured again only when something changed. */
function fitWords(slide, words, room) {
  const measured = () => `${room} ${slide.offsetWidth} ${slide.offsetHeight} ${words.textContent}`;
  if (words.dataset.measured === measured()) return;
  let size = LARGEST;
  const set = () => words.style.setProperty("--grown", size.toFixed(2));
  for (set(); size > SMALLEST && slide.offsetHeight > room; set()) size -= STEP;
  words.dataset.measured = measured();
}

/** A picture's text is as large as the slide's; where the room is low its rows move closer, then all of it shrinks. */
function fitPicture(slide, all) {
  const frame = slide.querySelector(".st-key-picture");
  const drawing = frame?.querySelector(".js-plotly-plot");
  if (!drawing || !clicker?.picture) return;
  const taken = frame.offsetHeight + (parseFloat(frame.style.marginBottom) || 0);
  const room = all - (slide.offsetHeight - taken);
  const closest = CLOSEST * clicker.picture;
  const wished = Math.min(parseFloat(getComputedStyle(slide).fontSize) / TEXT, slide.offsetWidth / NARROWEST);
  const size = Math.max(SMALLEST, Math.min(wished, Math.floor((100 * room) / closest) / 100));
  const height = Math.round(Math.max(closest, Math.min(WIDEST * clicker.picture, room / size)));
  // Only what nobody measures is scaled: the chart is laid out by the frame's own width and height.
  frame.style.width = `${Math.floor(slide.offsetWidth / size)}px`;
  frame.style.height = `${height}px`;
  frame.style.marginBottom = `${Math.ceil(height * (size - 1))}px`;
  drawing.style.transform = `scale(${size})`;
}

/** Reading the part that draws charts takes a second and more: not at the reveal, while the hall waits for it. */
function prepare(ahead) {
  if (prepared || !ahead) return;
  prepared = true;
  setTimeout(() => { import(new URL(ahead, location.origin).href).catch(() => { prepared = false; }); }, REST);
}

export default function mount({ data, setTriggerValue }) {
  if (wanted === data.current || !data.slides.includes(wanted)) wanted = null;
  const mine = { slides: data.slides, current: wanted ?? data.current, shown: data.current, picture: data.picture, report: setTriggerValue };
  clicker = mine;
  clearInterval(fitting);
  fitting = setInterval(() => { fit(); insist(); }, 250);
  prepare(data.ahead);
  document.documentElement.dataset.clicker = "listens";
  return () => {
    clearInterval(fitting);
    if (clicker === mine) clicker = null;
  };
}
