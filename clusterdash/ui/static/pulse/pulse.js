// Asks for another run of its fragment now and then, but only of a page that rests.
// What runs by Streamlit's own clock may take the place of a run whose end is still on its way to the browser, and what
// that one has drawn is lost.

export default function mount({ data, parentElement, setTriggerValue }) {
  const place = parentElement.host ?? parentElement;
  const stop = () => clearInterval(clock);
  const clock = setInterval(() => {
    if (!place.isConnected) stop();
    else if (rests()) setTriggerValue("beat", Date.now());
  }, data.every);
  return stop;
}

function rests() {
  const app = document.querySelector("[data-testid=stApp]")?.dataset ?? {};
  const idle = (app.testScriptState ?? "notRunning") === "notRunning";
  return idle && (app.testConnectionState ?? "CONNECTED") === "CONNECTED";
}
