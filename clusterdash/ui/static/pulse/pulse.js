// Asks for another run of its fragment now and then, but only of a page that rests: where nothing runs, and nobody has
// just asked for something that may still be on its way to the server.
// What runs by Streamlit's own clock may take the place of a run whose end is still on its way to the browser, and what
// that one has drawn is lost.

const REST = 1000; // milliseconds
const LOOK = 100;
const HANDS = ["keydown", "pointerdown", "pointerup", "click", "input", "change"];
let touched = 0;
for (const kind of HANDS) addEventListener(kind, () => { touched = Date.now(); }, { capture: true, passive: true });

export default function mount({ data, parentElement, setTriggerValue }) {
  const place = parentElement.host ?? parentElement;
  const stop = () => clearInterval(clock);
  let due = Date.now() + data.every;
  const clock = setInterval(() => {
    if (!place.isConnected) stop();
    else if (Date.now() >= due && rests()) {
      due = Date.now() + data.every;
      setTriggerValue("beat", Date.now());
    }
  }, LOOK);
  return stop;
}

function rests() {
  if (Date.now() - touched < REST) return false;
  const app = document.querySelector("[data-testid=stApp]")?.dataset ?? {};
  const idle = (app.testScriptState ?? "notRunning") === "notRunning";
  return idle && (app.testConnectionState ?? "CONNECTED") === "CONNECTED";
}
