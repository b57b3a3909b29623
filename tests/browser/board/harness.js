// Mounts the board as Streamlit does: a shadow root, data from JSON, state handed back by name.
const host = document.getElementById("host");
const parentElement = host.attachShadow({ mode: "open" });
if (new URLSearchParams(location.search).has("dark")) document.documentElement.classList.add("dark");

window.reported = [];
window.show = async (data) => {
  const { default: mount } = await import("/app/static/board/board.js?v=harness");
  const packed = new TextEncoder().encode(JSON.stringify(data));
  return mount({ data: packed, parentElement, setStateValue: (name, value) => window.reported.push([name, value]) });
};
window.leave = await window.show(await (await fetch("/board.json")).json());
