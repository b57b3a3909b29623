// Asks for another run of its fragment now and then, but only of a page that rests, and says when the server cannot
// be reached.
// What runs by Streamlit's own clock may take the place of a run whose end is still on its way to the browser, and what
// that one has drawn is lost.

const LOOK = 250; // milliseconds
const NAME = "connection-lost";

export default function mount({ data, parentElement, setTriggerValue }) {
  const place = parentElement.host ?? parentElement;
  const said = sentence(data.lost);
  const stop = () => { clearInterval(clock); clearInterval(watch); said.hidden = true; };
  const clock = setInterval(() => {
    if (!place.isConnected) stop();
    else if (rests()) setTriggerValue("beat", Date.now());
  }, data.every);
  const watch = setInterval(() => {
    said.hidden = connected();
    // Streamlit's own sentence covers the page and takes the keys from whoever writes.
    if (!connected()) document.querySelector(".stDialog [role=dialog] > button")?.click();
  }, LOOK);
  return stop;
}

function sentence(text) {
  const line = document.getElementById(NAME) ?? document.body.appendChild(document.createElement("p"));
  line.id = NAME;
  line.setAttribute("role", "status");
  line.textContent = text;
  line.hidden = true;
  line.style.cssText = "position:fixed;inset:auto 0 0;z-index:1000;margin:0;padding:.8em 1.2em;font:600 max(1.1rem,1.5vw)/1.35 'Source Sans',sans-serif;background:#7a3e00;color:#fff";
  return line;
}

function app() {
  return document.querySelector("[data-testid=stApp]")?.dataset ?? {};
}

function connected() {
  return (app().testConnectionState ?? "CONNECTED") === "CONNECTED";
}

function rests() {
  return (app().testScriptState ?? "notRunning") === "notRunning" && connected();
}
