// Asks for a run of its fragment once the board has been still for a moment after what people did there.

const STILL = 250;
let asking = null;
let waiting = 0;

addEventListener("clusterdash:reported", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => asking?.("reported", Date.now()), STILL);
});

export default function mount({ setTriggerValue }) {
  asking = setTriggerValue;
  return () => {
    if (asking === setTriggerValue) asking = null;
  };
}
