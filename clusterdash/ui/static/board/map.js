// The map of the provinces: paths made once, filled anew with each score.

const WIDTH = 1000;
const STEPS = 64;
// Nearly all scores of nearly all weights lie between these: colour is spent there, and is the same beyond.
const LOW = 0.15;
const HIGH = 0.7;
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Colours of the scores 0..1, from low to high between the given stops (#rrggbb), as many as there are steps. */
export function ramp(stops) {
  const channels = stops.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  return Array.from({ length: STEPS }, (_, step) => {
    const share = (step / (STEPS - 1) - LOW) / (HIGH - LOW);
    const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
    const from = Math.min(Math.floor(at), stops.length - 2);
    const mixed = channels[from].map((low, part) => Math.round(low + (at - from) * (channels[from + 1][part] - low)));
    return `rgb(${mixed.join(",")})`;
  });
}

/** The step of the scale that shows a score of 0..1; −1 where there is none. */
export function step(score) {
  return score === score ? Math.min(STEPS - 1, Math.max(0, Math.floor(score * STEPS))) : -1;
}

/** Outlines in an equirectangular projection true at the middle latitude: {width, height, shapes: [{code, d, x, y}]}. */
export function project(features) {
  const rings = features.map(({ geometry }) =>
    (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).flat());
  const all = rings.flat(2);
  const [west, east] = ends(all.map(([longitude]) => longitude));
  const [south, north] = ends(all.map(([, latitude]) => latitude));
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const unit = WIDTH / ((east - west) * squeeze);
  const flat = ([longitude, latitude]) => [(longitude - west) * squeeze * unit, (north - latitude) * unit];
  const shapes = features.map(({ id, properties }, n) => {
    const lines = rings[n].map((ring) => ring.map(flat));
    const main = lines.reduce((longest, line) => (line.length > longest.length ? line : longest));
    const [left, right] = ends(main.map(([x]) => x));
    const [top, bottom] = ends(main.map(([, y]) => y));
    const d = lines.map((line) => `M${line.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`).join("");
    return { code: Number(id ?? properties.province), d, x: (left + right) / 2, y: (top + bottom) / 2 };
  });
  return { width: WIDTH, height: Math.ceil((north - south) * unit), shapes };
}

function ends(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

/**
 * on: {hover(province number or null), select(province number)}; numbers count in the order of data.provinces.
 * Returns {element, update({score, choice, inHand, colours, moving})}: the chosen province, the one pointed at or null,
 * and whether names may wait.
 */
export function createMap(kit, data, outlines, describedBy, on) {
  const { element, drawing, say } = kit;
  const numberOf = new Map(data.provinces.map(({ code }, n) => [code, n]));
  const regions = outlines.shapes.filter(({ code }) => numberOf.has(code)).map((shape) => {
    const n = numberOf.get(shape.code);
    return { n, shape, step: null, node: drawing("path", {
      d: shape.d, class: "region", role: "option", "aria-selected": "false", tabindex: "-1", "data-n": n,
    }) };
  });
  const hatch = drawing("pattern", { id: "no-score", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    drawing("rect", { width: 8, height: 8, class: "paper" }), drawing("rect", { width: 2.5, height: 8, class: "ink" }));
  const chosen = createOutline(kit, "chosen");
  const pointed = createOutline(kit, "pointed");
  const svg = drawing("svg", {
    viewBox: `-6 -6 ${outlines.width + 12} ${outlines.height + 12}`, role: "listbox", "aria-label": say("map"),
    "aria-describedby": describedBy,
  }, drawing("defs", {}, hatch), ...regions.map(({ node }) => node), ...chosen, ...pointed);
  const legend = createLegend(kit);
  listen(svg, regions, on);
  return {
    element: element("div", { class: "map" }, svg, legend.element),
    update({ score, choice, inHand, colours, moving }) {
      const shown = inHand ?? choice;
      for (const region of regions) {
        paint(region, score[region.n], colours);
        if (!moving) describe(kit, data, region, score[region.n], region.n === choice, region.n === shown);
      }
      outline(kit, chosen, regions, choice);
      outline(kit, pointed, regions, inHand);
      legend.update(score[shown], colours);
    },
  };
}

function paint(region, score, colours) {
  const now = step(score);
  const fill = now < 0 ? "url(#no-score)" : colours[now];
  if (region.fill !== fill) {
    region.fill = fill;
    region.node.setAttribute("fill", fill);
  }
}

function describe({ say, number, mark }, data, region, score, isChosen, isShown) {
  const { name } = data.provinces[region.n];
  mark(region.node, "aria-label", step(score) < 0 ? say("map_none", { name }) : say("map_value", { name, score: number(100 * score, 1) }));
  mark(region.node, "aria-selected", String(isChosen));
  mark(region.node, "tabindex", isShown ? "0" : "-1");
}

/** A line with a halo, so that it shows on light and on dark provinces. */
function createOutline({ drawing }, name) {
  return ["halo", "edge"].map((part) => drawing("path", { class: `outline ${part} ${name}`, "aria-hidden": "true" }));
}

function outline({ mark }, paths, regions, n) {
  const d = regions.find((region) => region.n === n)?.shape.d ?? "";
  paths.forEach((path) => mark(path, "d", d));
}

function createLegend(kit) {
  const { element, say, number, mark } = kit;
  const bar = element("div", { class: "ramp" });
  const pin = element("i", { class: "pin" });
  let drawn = null;
  return {
    element: element("div", { class: "legend", "aria-hidden": "true" },
      element("div", { class: "scale" },
        bar, pin, ...[0, 25, 50, 75, 100].map((tick) => element("span", { class: "tick" }, number(tick)))),
      element("span", { class: "none" }, say("no_score"))),
    update(score, colours) {
      if (drawn !== colours) bar.style.background = `linear-gradient(to right, ${colours.join(",")})`;
      drawn = colours;
      mark(pin, "hidden", score === score ? null : "");
      if (score === score) pin.style.transform = `translateX(${(100 * score).toFixed(1)}%)`;
    },
  };
}

function listen(svg, regions, on) {
  const numberOf = (event) => {
    const region = event.target.closest(".region");
    return region ? Number(region.dataset.n) : null;
  };
  svg.addEventListener("pointerover", (event) => on.hover(numberOf(event)));
  svg.addEventListener("pointerleave", () => on.hover(null));
  svg.addEventListener("focusin", (event) => on.hover(numberOf(event)));
  svg.addEventListener("focusout", () => on.hover(null));
  svg.addEventListener("click", (event) => { if (numberOf(event) !== null) on.select(numberOf(event)); });
  svg.addEventListener("keydown", (event) => {
    const n = numberOf(event);
    if (n === null) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      on.select(n);
    } else if (DIRECTIONS[event.key]) {
      event.preventDefault();
      neighbour(regions, n, DIRECTIONS[event.key])?.node.focus();
    }
  });
}

/** The nearest region in a direction: going aside costs twice as much as going ahead. */
function neighbour(regions, n, [dx, dy]) {
  const from = regions.find((region) => region.n === n).shape;
  const cost = ({ shape }) => {
    const ahead = (shape.x - from.x) * dx + (shape.y - from.y) * dy;
    const aside = Math.abs((shape.x - from.x) * dy) + Math.abs((shape.y - from.y) * dx);
    return ahead > 1 ? ahead + 2 * aside : Infinity;
  };
  const best = regions.reduce((found, region) => (cost(region) < cost(found) ? region : found));
  return cost(best) < Infinity ? best : undefined;
}
