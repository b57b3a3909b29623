// Rank bands and topic intervals. `data` is compressed JSON; its contract is in clusterdash/ui/rank_bands/component.py.

const here = new URL(import.meta.url);
const { element } = await import(new URL(`../board/dom.js${here.search}`, here));
const style = new CSSStyleSheet();
style.replaceSync(await (await fetch(new URL(`bands.css${here.search}`, here))).text());

const SHOWN = 10;
const shows = new WeakMap();
let allShown = false; // outlives the nodes, which go when another page is opened

export default async function mount({ data, parentElement }) {
  if (!shows.has(parentElement)) shows.set(parentElement, new Bands(parentElement));
  const bands = shows.get(parentElement);
  const turn = ++bands.turn;
  const unpacked = await unpack(data);
  if (bands.turn === turn) bands.show(unpacked);
}

async function unpack(packed) {
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(plain).json();
}

class Bands {
  constructor(parent) {
    this.turn = 0;
    this.parent = parent;
    this.node = element("div", { class: "bands", "data-testid": "rank-bands" });
  }

  show(data) {
    this.data = data;
    if (!this.parent.contains(this.node)) { // Streamlit may empty the place between two runs
      this.parent.adoptedStyleSheets = [style];
      this.parent.append(this.node);
    }
    const more = this.moreButton();
    this.node.replaceChildren(
      element("p", { class: "lead" }, data.lead),
      element("section", { class: "places" },
        element("header", {}, element("h2", {}, data.title), element("span", { class: "quiet" }, data.first)),
        element("ol", {}, ...data.rows.map((row, n) => this.row(row, n))),
        this.axis(),
        ...(more ? [more] : []),
        element("p", { class: "how" }, data.how)),
      element("section", { class: "topics" },
        element("header", {}, element("h2", {}, data.topicsTitle)),
        element("ul", {}, ...data.topics.map(topic)),
        element("p", { class: "how" }, data.topicsHow)));
  }

  row([name, rank, lower, upper, first], n) {
    const words = fill(this.data.row, { name, rank, lower, upper, first });
    const bar = element("span", { class: "bar" });
    const dot = element("span", { class: "dot" });
    const at = (place) => `${(100 * (place - 1)) / Math.max(this.data.places - 1, 1)}%`;
    bar.style.insetInlineStart = at(lower);
    bar.style.insetInlineEnd = `calc(100% - ${at(upper)})`;
    dot.style.insetInlineStart = at(rank);
    return element("li", { hidden: !allShown && n >= SHOWN, title: words },
      element("span", { class: "spoken" }, words),
      element("span", { class: "rank", "aria-hidden": "true" }, String(rank)),
      element("span", { class: "name", "aria-hidden": "true" }, name),
      element("span", { class: "track", "aria-hidden": "true" }, element("span", { class: "scale" }, bar, dot)),
      element("span", { class: "first", "aria-hidden": "true" }, first));
  }

  axis() {
    const { places } = this.data;
    const middle = Math.round((1 + places) / 2);
    const ticks = [1, ...(places > 6 ? [middle] : []), ...(places > 1 ? [places] : [])];
    const scale = element("span", { class: "scale" }, ...ticks.map((place) => {
      const tick = element("span", { class: "tick" }, String(place));
      tick.style.insetInlineStart = `${(100 * (place - 1)) / Math.max(places - 1, 1)}%`;
      return tick;
    }));
    return element("div", { class: "axis", "aria-hidden": "true" }, element("span", { class: "track" }, scale));
  }

  moreButton() {
    const { rows, more, fewer } = this.data;
    if (rows.length <= SHOWN) return null;
    const button = element("button", { type: "button", class: "more", "aria-expanded": String(allShown) },
      allShown ? fewer : fill(more, { count: rows.length }));
    button.addEventListener("click", () => {
      allShown = !allShown;
      this.show(this.data);
      this.node.querySelector(".more").focus();
    });
    return button;
  }
}

function topic([name, colour, share, lower, upper, between, weight, heavy]) {
  const track = element("div", { class: "interval", "aria-hidden": "true" });
  if (lower !== null) {
    const held = element("span", { class: "held" });
    held.style.insetInlineStart = `${100 * lower}%`;
    held.style.insetInlineEnd = `${100 * (1 - upper)}%`;
    track.append(held);
  }
  const now = element("span", { class: "now" });
  now.style.insetInlineStart = `${100 * share}%`;
  track.append(now);
  const item = element("li", { class: heavy ? "heavy" : "" },
    element("div", { class: "topic" },
      element("span", { class: "chip" }), element("span", { class: "name" }, name), element("span", { class: "between" }, between)),
    track,
    element("p", {}, weight));
  item.style.setProperty("--topic", colour);
  return item;
}

function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));
}
