// The province under the pointer on one of two maps is outlined on both.

const MAPS = ".st-key-map_pair .js-plotly-plot";
const LISTENED = new WeakSet();

export default function mount() {
  document.addEventListener("pointerover", listen);
  return () => {
    document.removeEventListener("pointerover", listen);
    clear();
  };
}

// A map that was drawn anew is a new element, so each is met when the pointer first comes to it.
function listen({ target }) {
  const map = target.closest?.(MAPS);
  if (!map?.on || LISTENED.has(map)) return;
  LISTENED.add(map);
  map.on("plotly_hover", ({ points }) => outline(points[0]?.location));
  map.on("plotly_unhover", clear);
  map.addEventListener("pointerleave", clear);
}

function outline(plate) {
  clear();
  if (plate === undefined) return;
  for (const map of document.querySelectorAll(MAPS)) {
    const shapes = [...map.querySelectorAll("path.choroplethlocation")];
    const shape = shapes.find(({ __data__: province }) => String(province?.loc) === String(plate));
    if (!shape) continue;
    const mark = shape.cloneNode();
    mark.setAttribute("class", "pair-mark");
    mark.setAttribute("style", "fill: none; stroke: currentColor; stroke-width: 2.5px; pointer-events: none");
    shape.closest(".choroplethlayer").append(mark);
  }
}

function clear() {
  for (const mark of document.querySelectorAll(".pair-mark")) mark.remove();
}
