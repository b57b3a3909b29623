// A button whose file comes over the session's own websocket and is saved from memory: it has no address.

const here = new URL(import.meta.url);
const style = new CSSStyleSheet();
style.replaceSync(await (await fetch(new URL(`private_download.css${here.search}`, here))).text());

const buttons = new WeakMap();

export default function mount({ data, parentElement, setTriggerValue }) {
  const button = buttons.get(parentElement) ?? document.createElement("button");
  buttons.set(parentElement, button);
  if (!parentElement.contains(button)) {
    button.type = "button";
    parentElement.adoptedStyleSheets = [style];
    parentElement.append(button);
  }
  button.textContent = data.label;
  button.disabled = false;
  button.onclick = () => {
    button.disabled = true;
    setTriggerValue("wanted", Date.now());
  };
  if (data.file && button.dataset.saved !== data.file.id) {
    button.dataset.saved = data.file.id;
    save(data.file);
  }
}

async function save({ name, type, content }) {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
