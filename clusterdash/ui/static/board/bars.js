// The ranked bars: a row per alternative, made once, moved by transform, written to where something differs.

// How many rows are shown at first: of a list longer than LONG, and of any list on a phone.
const LONG = 26;
const FIRST = 20;
const FIRST_ON_PHONE = 10;

/**
 * The rows are options of a list box: one of them is in the tab order, arrow keys go to the others.
 *
 * on: {hover(row number or null), focus(row number or null), select(row number), order()}; describedBy: the id of the
 * text that explains the row in hand. Returns {element, update(result), fit(width name)}.
 */
export function createBars(kit, data, describedBy, on) {
  const { element, say, write, mark } = kit;
  const rows = data.rows.map((row, n) => createRow(kit, data, row, n, describedBy));
  const list = element("div", { class: "rows", role: "listbox", "aria-label": data.title },
    ...rows.map((row) => row.element));
  const moreText = document.createTextNode("");
  const more = element("button", { type: "button", class: "more" }, moreText);
  const box = element("div", { class: "bars" }, list, more, createKey(kit, data));
  box.classList.toggle("short-names", data.view === "provinces");
  let all = false;
  let first = rows.length;
  let height = null;
  let latest = null;

  const shown = () => (all ? rows.length : first);
  const arrange = () => {
    if (height !== shown()) list.style.setProperty("--shown", shown());
    height = shown();
    mark(list, "data-still", height > LONG ? "" : null); // so many rows in motion would cost the frame
    mark(more, "hidden", first < rows.length ? null : "");
    mark(more, "aria-expanded", String(all));
    write(moreText, all ? say("show_fewer") : say("show_all", { count: rows.length }));
    if (latest) update(latest);
  };
  const show = (everything) => {
    all = everything;
    arrange();
  };
  const update = (result) => {
    latest = result;
    const current = result.place[result.current] < shown() ? result.current : result.order[0];
    rows.forEach((row, n) => row.update(result, shown(), n === current));
  };
  more.addEventListener("click", () => show(!all));
  listen(list, rows, on, () => show(true));
  return {
    element: box,
    update,
    fit(width) {
      const limit = width === "phone" ? FIRST_ON_PHONE : rows.length > LONG ? FIRST : rows.length;
      first = Math.min(limit, rows.length);
      arrange();
    },
  };
}

function createRow(kit, data, row, n, describedBy) {
  const { element, number, write, mark } = kit;
  const [rank, change, score] = ["rank", "change", "score"].map((name) => createCell(kit, name));
  change.element.setAttribute("aria-hidden", "true");
  const track = createTrack(kit, data, n);
  const node = element("div", {
    class: "row", role: "option", "aria-selected": "false", "aria-describedby": describedBy, tabindex: "-1", "data-n": n,
  }, rank.element, change.element, createName(kit, row), track.element, score.element);
  let place = null;
  const move = (to) => {
    if (place === to) return;
    place = to;
    node.style.transform = `translateY(${100 * place}%)`;
    node.setAttribute("aria-posinset", place + 1);
  };
  move(n);
  return {
    element: node,
    /** Rows beyond those shown are left as they are. */
    update(result, shown, current) {
      mark(node, "data-beyond", result.place[n] < shown ? null : "");
      if (result.place[n] >= shown) return;
      const ranked = result.rank[n] > 0;
      const up = ranked && result.before[n] > 0 ? result.before[n] - result.rank[n] : 0;
      move(result.place[n]);
      mark(node, "data-ranked", ranked ? "" : null);
      mark(node, "aria-selected", String(n === result.selected));
      mark(node, "tabindex", current ? "0" : "-1");
      write(rank.text, ranked ? String(result.rank[n]) : "–");
      write(change.text, up === 0 ? "" : (up > 0 ? "▲" : "▼") + Math.abs(up));
      mark(change.element, "data-moved", up === 0 ? null : up > 0 ? "up" : "down");
      write(score.text, number(100 * result.score[n], 1));
      track.update(result, ranked);
    },
  };
}

function createCell({ element }, name) {
  const text = document.createTextNode("");
  return { element: element("span", { class: name }, text), text };
}

function createName(kit, row) {
  const { element } = kit;
  return element("span", { class: "name", title: row.name },
    element("span", { class: "text" }, row.name), ...signs(kit).filter(({ kind }) => row[kind]).map((sign) =>
      element("span", { class: `sign ${sign.kind}`, title: sign.meaning },
        element("span", { "aria-hidden": "true" }, sign.glyph), element("span", { class: "spoken" }, sign.meaning))));
}

/** What the signs beside the names mean. */
function createKey(kit, data) {
  const { element } = kit;
  const used = signs(kit).filter(({ kind }) => data.rows.some((row) => row[kind]));
  return element("p", { class: "key", "aria-hidden": "true" }, ...used.map(({ kind, glyph, meaning }) =>
    element("span", {}, element("span", { class: `sign ${kind}` }, glyph), ` ${meaning}`)));
}

function signs({ say }) {
  return [{ kind: "pick", glyph: "★", meaning: say("pick") }, { kind: "small", glyph: "◦", meaning: say("small") }];
}

/** The blocks are stops of one gradient: one property to write for a row, whatever the number of topics. */
function createTrack({ element, write }, data, n) {
  const why = document.createTextNode("");
  const colours = data.topics.map(({ colour }) => colour);
  const topics = colours.length;
  const node = element("span", { class: "track", "aria-hidden": "true" }, element("span", { class: "why" }, why));
  let drawn = null;
  return {
    element: node,
    update(result, ranked) {
      write(why, ranked ? "" : result.why(n));
      let stops = "";
      let end = 0;
      for (let t = 0; ranked && t < topics; t += 1) {
        const start = end;
        end += 100 * result.parts[n * topics + t];
        stops += `${colours[t]} ${start.toFixed(2)}% calc(${end.toFixed(2)}% - 1.5px), var(--paper) 0 ${end.toFixed(2)}%, `;
      }
      const image = stops ? `linear-gradient(to right, ${stops}transparent 0)` : "";
      if (image !== drawn) node.style.backgroundImage = image;
      drawn = image;
    },
  };
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
    const next = rows[order[Math.min(Math.max(to, 0), order.length - 1)]].element;
    if (next.hasAttribute("data-beyond")) showAll();
    next.focus();
  });
}
