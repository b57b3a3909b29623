// The ranked bars: a row per alternative, made once, moved by transform, written to where something differs.

const LONG = 26;

/**
 * on: {hover(row number or null), focus(row number or null), select(row number), order()}; `describedBy` is the id
 * of the text that explains the row in hand. Returns {element, update(result)}.
 * Rows are options of a list box: one of them is in the tab order, arrow keys go to the others.
 */
export function createBars(kit, data, describedBy, on) {
  const { element, say } = kit;
  const rows = data.rows.map((row, n) => createRow(kit, data, row, n, describedBy));
  const list = element("div", { class: "rows", role: "listbox", "aria-label": data.title },
    ...rows.map((row) => row.element));
  list.style.setProperty("--count", rows.length);
  const long = rows.length > LONG;
  const more = element("button", { type: "button", class: "more", "aria-expanded": "false" });
  const box = element("div", { class: long ? "bars long" : "bars" }, list, more);
  const show = (all) => {
    box.classList.toggle("all", all);
    more.setAttribute("aria-expanded", String(all));
    more.textContent = all ? say("show_fewer") : say("show_all", { count: rows.length });
  };
  show(false);
  more.addEventListener("click", () => show(!box.classList.contains("all")));
  listen(list, rows, on, () => show(true));
  return { element: box, update: (result) => rows.forEach((row) => row.update(result)) };
}

function createRow(kit, data, row, n, describedBy) {
  const { element, say, number, write, mark } = kit;
  const text = () => document.createTextNode("");
  const parts = { rank: text(), change: text(), score: text(), why: text() };
  const change = element("span", { class: "change", "aria-hidden": "true" }, parts.change);
  const blocks = data.topics.map(({ colour }) => {
    const block = element("i", {});
    block.style.background = colour;
    return block;
  });
  blocks.push(element("i", { class: "rest" }));
  const marks = [];
  if (row.pick) marks.push(sign(kit, "pick", "★", say("pick")));
  if (row.small) marks.push(sign(kit, "small", "◦", say("small")));
  const node = element("div", {
    class: "row", role: "option", "aria-selected": "false", "aria-describedby": describedBy, tabindex: "-1", "data-n": n,
  },
  element("span", { class: "rank" }, parts.rank),
  change,
  element("span", { class: "name", title: row.name }, element("span", { class: "text" }, row.name), ...marks),
  element("span", { class: "track", "aria-hidden": "true" }, ...blocks, element("span", { class: "why" }, parts.why)),
  element("span", { class: "score" }, parts.score));
  const starts = new Float64Array(blocks.length).fill(NaN);
  let place = n;
  node.style.setProperty("--place", place);
  return {
    element: node,
    update(result) {
      const ranked = result.rank[n] > 0;
      if (place !== result.place[n]) {
        place = result.place[n];
        node.style.setProperty("--place", place);
      }
      mark(node, "data-ranked", ranked ? "" : null);
      mark(node, "aria-selected", String(n === result.selected));
      mark(node, "tabindex", n === result.current ? "0" : "-1");
      write(parts.rank, ranked ? String(result.rank[n]) : "–");
      const moved = ranked && result.before[n] > 0 ? result.before[n] - result.rank[n] : 0;
      write(parts.change, moved === 0 ? "" : (moved > 0 ? "▲" : "▼") + Math.abs(moved));
      mark(change, "data-moved", moved === 0 ? null : moved > 0 ? "up" : "down");
      write(parts.score, number(100 * result.score[n], 1));
      write(parts.why, ranked ? "" : result.why(n));
      lay(blocks, starts, result, n, ranked);
    },
  };
}

/** Each block lies over the one before and starts where that one ends; the last is the empty rest. */
function lay(blocks, starts, result, n, ranked) {
  const topics = blocks.length - 1;
  let at = 0;
  for (let t = 0; t <= topics; t += 1) {
    if (starts[t] !== at) {
      starts[t] = at;
      blocks[t].style.transform = `translateX(${at.toFixed(3)}%)`;
    }
    if (ranked && t < topics) at += 100 * result.parts[n * topics + t];
  }
}

function sign({ element }, kind, glyph, label) {
  return element("span", { class: `sign ${kind}`, title: label },
    element("span", { "aria-hidden": "true" }, glyph), element("span", { class: "spoken" }, label));
}

function listen(list, rows, on, showAll) {
  const numberOf = (event) => {
    const row = event.target.closest(".row");
    return row ? Number(row.dataset.n) : null;
  };
  list.addEventListener("pointerover", (event) => on.hover(numberOf(event)));
  list.addEventListener("pointerleave", () => on.hover(null));
  list.addEventListener("focusin", (event) => on.focus(numberOf(event)));
  list.addEventListener("focusout", () => on.focus(null));
  list.addEventListener("click", (event) => { if (numberOf(event) !== null) on.select(numberOf(event)); });
  list.addEventListener("keydown", (event) => {
    const n = numberOf(event);
    if (n === null) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      on.select(n);
      return;
    }
    const order = Array.from(on.order());
    const here = order.indexOf(n);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: order.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const place = Math.min(Math.max(to, 0), order.length - 1);
    const next = rows[order[place]].element;
    if ((place + 1) * next.offsetHeight > list.clientHeight + 1) showAll();
    next.focus();
  });
}
