// Asks for a run of its fragment once the board has been still for a moment after what people did there; in a new
// tab, for the rest of the page as soon as the board has been painted.

const STILL = 250;
const PATIENCE = 1000;
let asking = null;
let waiting = null;

function ask(after) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    waiting = null;
    asking?.("reported", Date.now());
  }, after);
}

function leave() {
  clearTimeout(waiting);
  waiting = null;
}

addEventListener("clusterdash:reported", () => ask(STILL));
addEventListener("clusterdash:ready", () => { if (asking?.first) requestAnimationFrame(() => ask(0)); });
// Asked for on the way to another page, Streamlit would stay on this one: a later request names the page it comes from.
addEventListener("click", (event) => { if (event.composedPath().some((node) => node.href)) leave(); }, { capture: true });
addEventListener("popstate", leave);
for (const type of ["pointerdown", "keydown"]) addEventListener(type, () => { if (waiting) ask(2 * STILL); }, { capture: true });

export default function mount({ data, setTriggerValue }) {
  const mine = (...report) => setTriggerValue(...report);
  mine.first = Boolean(data?.first);
  asking = mine;
  // A board that fails, or was ready before this file, says nothing more.
  if (mine.first) ask(PATIENCE);
  return () => {
    if (asking === mine) asking = null;
  };
}
