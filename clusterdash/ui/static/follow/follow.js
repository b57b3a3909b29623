// Asks for a run of its fragment once the board has been still for a moment after what people did there, and once
// it has been drawn in a new tab.

const STILL = 250;
const PATIENCE = 2000;
let asking = null;
let waiting = 0;

function ask(after) {
  clearTimeout(waiting);
  waiting = setTimeout(() => asking?.("reported", Date.now()), after);
}

addEventListener("clusterdash:reported", () => ask(STILL));
addEventListener("clusterdash:ready", () => { if (asking?.first) ask(STILL); });

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
