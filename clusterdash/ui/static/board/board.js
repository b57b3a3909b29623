// The live board: what the sliders say is scored, ranked and drawn in the frame in which they say it.
//
// Streamlit calls the default export for every new `data` and theme; `data` is JSON in bytes, its contract is documented
// in clusterdash/ui/live_board/component.py. Inside the board nothing changes after its own frame: no timers and no
// animation loops; what moves, moves by CSS transition. Weights go to Python on release.

const here = new URL(import.meta.url);
const root = new URL("../../../", here);
const part = (name) => import(`./${name}.js${here.search}`);
const styling = fetch(new URL(`board.css${here.search}`, here)).then((answer) => answer.text());
const [dom, words, figures, scoring, explaining, { createControls }, { createBars }, maps, { savePicture }] = await Promise.all(
  ["dom", "words", "figures", "scoring", "explain", "controls", "bars", "map", "picture"].map(part));
const style = new CSSStyleSheet();
style.replaceSync(await styling);

const WIDTHS = [["hall", 1500], ["wide", 1080], ["page", 680], ["narrow", 520], ["phone", 0]];
const boards = new WeakMap();
// What people did here outlives the board's nodes, which go when another page is opened.
const local = { stamp: null, edition: null, points: null, committed: null, selected: null, past: [], future: [] };
const sent = new Map();

export default function mount({ data, parentElement, setStateValue }) {
  if (!boards.has(parentElement)) boards.set(parentElement, new Board(parentElement));
  const board = boards.get(parentElement);
  board.turn += 1;
  const { turn } = board;
  board.report = setStateValue;
  board.take(new TextDecoder().decode(data));
  return () => {
    if (board.turn !== turn) return; // a later call has taken over
    board.sizes.disconnect();
    board.node.remove();
    boards.delete(parentElement);
  };
}

class Board {
  constructor(parent) {
    const { element } = dom;
    this.turn = 0;
    this.built = {};
    this.hovered = this.focused = this.pointed = this.wanted = null;
    this.reading = document.createTextNode("");
    this.mapLine = document.createTextNode("");
    this.retryText = document.createTextNode("");
    this.retry = element("button", { type: "button", class: "more", hidden: true }, this.retryText);
    this.retry.addEventListener("click", () => this.load());
    this.title = document.createTextNode("");
    this.mapTitle = document.createTextNode("");
    this.slots = { controls: element("div", {}), bars: element("div", {}), map: element("div", {}) };
    this.node = element("div", { class: "board", "data-testid": "live-board" },
      element("div", { class: "area weights" }, this.slots.controls),
      element("section", { class: "area ranking" },
        element("header", { class: "head" }, element("h2", {}, this.title)), this.slots.bars),
      element("section", { class: "area reading" }, element("p", { id: "board-reading" }, this.reading), this.retry),
      element("section", { class: "area place" },
        element("header", { class: "head" }, element("h2", {}, this.mapTitle)),
        element("p", { class: "pointed-at", id: "board-map-reading" }, this.mapLine),
        this.slots.map));
    parent.adoptedStyleSheets = [style];
    parent.append(this.node);
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(this.node);
  }

  /** After a release Streamlit brings what it has brought before: then nothing is left to do but a change of theme. */
  take(text) {
    if (text !== this.text) this.show(JSON.parse(text));
    else if (this.colour(isDark(this.node))) this.draw();
    this.text = text;
  }

  /** Take data in: build what is new, keep what people did since, draw. */
  show(data) {
    this.data = data;
    this.kit = { ...dom, ...words.speaker(data.text, data.format) };
    this.wanted = null;
    dom.mark(this.node, "lang", data.language);
    this.colour(isDark(this.node));
    this.remember();
    this.index();
    this.build();
    this.load();
  }

  /** On light paper high is dark, on dark paper it is light. Returns whether anything is coloured anew. */
  colour(dark) {
    const { scale, chosen } = this.data.colours;
    const stamp = JSON.stringify([dark, scale, chosen]);
    if (this.coloured === stamp) return false;
    this.coloured = stamp;
    this.colours = maps.ramp(dark ? scale : [...scale].reverse());
    this.node.dataset.theme = dark ? "dark" : "light";
    this.node.style.setProperty("--chosen", chosen);
    return true;
  }

  /** Points and selection come from the data when its revision is new; otherwise from what happened here. */
  remember() {
    const { data } = this;
    const selected = data.view === "sectors" ? data.division : String(data.province);
    const stamp = JSON.stringify([data.edition, data.view, data.revision, data.points, selected]);
    if (local.stamp === stamp) return;
    const previous = local.edition === data.edition ? local.committed : null;
    const points = copy(data.points);
    if (!previous) local.past = local.future = [];
    else if (!same(previous, points)) [local.past, local.future] = [[...local.past, previous], []];
    Object.assign(local, { stamp, edition: data.edition, points, committed: copy(points), selected });
  }

  /** Where the rows, the criteria and the provinces stand in the matrix. */
  index() {
    const { data } = this;
    const province = new Map(data.provinces.map(({ code }, n) => [String(code), n]));
    const division = new Map(data.divisions.map((code, n) => [code, n]));
    this.cell = (provinceKey, divisionKey) => {
      const [p, d] = [province.get(String(provinceKey)), division.get(divisionKey)];
      return p === undefined || d === undefined ? -1 : p * data.divisions.length + d;
    };
    this.provinceNumber = (key) => province.get(String(key)) ?? -1;
    this.columns = Int32Array.from(data.criteria, ({ code }) => data.columns.indexOf(code));
    this.rowNumber = new Map(data.rows.map(({ key }, n) => [key, n]));
    this.rowCells = Int32Array.from(data.rows, ({ key }) =>
      (data.view === "sectors" ? this.cell(data.province, key) : this.cell(key, data.division)));
  }

  build() {
    const { data, kit } = this;
    const { text, format, topics, criteria } = data;
    this.renew("controls", [text, format, topics, criteria], () => createControls(kit, data, {
      move: (level, code, points) => { local.points[level][code] = points; this.frame(); },
      commit: () => this.commit(),
      undo: () => this.step(local.past, local.future),
      redo: () => this.step(local.future, local.past),
      reset: () => { local.points = copy(this.data.defaults); this.commit({ travelling: true }); },
      picture: () => this.savePicture(),
    }));
    this.renew("bars", [text, format, topics, data.rows, data.title, data.view], () => createBars(kit, data, "board-reading", {
      hover: (n) => this.point("hovered", n),
      focus: (n) => this.point("focused", n),
      select: (n) => this.selectRow(n),
      order: () => this.result.order,
    }));
    dom.write(this.title, text.heading);
    dom.write(this.retryText, kit.say("retry"));
  }

  buildMap() {
    const { data, kit } = this;
    this.renew("map", [data.text, data.format, data.provinces, data.boundaries], () =>
      maps.createMap(kit, data, this.outlines, "board-map-reading", {
        hover: (n) => this.point("pointed", n),
        select: (n) => this.selectProvince(n),
      }));
  }

  /** Make a part anew only if what it is made of differs. */
  renew(name, made, create) {
    const stamp = JSON.stringify(made);
    if (this.built[name] === stamp) return;
    this.built[name] = stamp;
    if (name === "bars") this.hovered = this.focused = null;
    this[name] = create();
    this.slots[name].replaceChildren(this[name].element);
  }

  /** Choose the layout by the board's own width. */
  fit() {
    const width = WIDTHS.find(([, least]) => this.node.clientWidth >= least)[0];
    dom.mark(this.node, "data-width", width);
    this.bars.fit(width);
  }

  /** Fetch what has not been fetched yet; until then the sliders already work. */
  async load() {
    const { data } = this;
    if (this.matrixFrom !== data.matrix || this.outlinesFrom !== data.boundaries) {
      this.z = this.matrixFrom = null;
      this.become("loading");
      this.draw();
      const [z, features] = await Promise.all([this.fetchMatrix(), figures.boundaries(new URL(data.boundaries, root).href)])
        .catch(() => []);
      if (this.data !== data) return; // newer data are being fetched
      if (!z) {
        this.become("failed");
        return;
      }
      Object.assign(this, { z, outlines: maps.project(features), matrixFrom: data.matrix, outlinesFrom: data.boundaries });
    }
    this.buildMap();
    this.fit();
    this.before = this.rankRows(scoring.shares(data.topics, data.criteria, data.defaults)).rank;
    this.become("ready");
    this.draw();
    dispatchEvent(new Event("clusterdash:ready")); // for what stands beside the board and need not come first
  }

  fetchMatrix() {
    const { matrix, provinces, divisions, columns } = this.data;
    return figures.matrix(new URL(matrix, root).href, provinces.length * divisions.length * columns.length);
  }

  become(state) {
    dom.mark(this.node, "data-state", state);
    dom.mark(this.retry, "hidden", state === "failed" ? null : "");
    if (state !== "ready") dom.write(this.reading, this.kit.say(state));
  }

  /** The first change in a frame is drawn at once, the others together at its end. */
  frame() {
    if (this.waiting) {
      this.late = true;
      return;
    }
    this.waiting = true;
    this.letMove(false);
    this.draw({ moving: true });
    requestAnimationFrame(() => {
      this.waiting = false;
      if (this.late) {
        this.late = false;
        this.draw({ moving: true });
      }
    });
  }

  /** Rows travel to their places after undo or reset; under a finger they stand there at once, or frames would be late. */
  letMove(travelling) {
    dom.mark(this.node, "data-moves", travelling ? "" : null);
  }

  /** moving: a finger is on a slider; what is only read aloud and what needs more than one ranking waits for its release. */
  draw({ moving = false } = {}) {
    const { data } = this;
    const weights = scoring.shares(data.topics, data.criteria, local.points);
    this.controls.update(local.points, weights, {
      past: local.past, future: local.future, atDefaults: same(local.points, data.defaults),
    });
    if (!this.z) return;
    this.result = this.rankRows(weights);
    this.mapScore = this.scoreMap(weights);
    this.drawRows();
    this.drawMap(moving);
    if (!moving) this.controls.hold(this.holds(weights));
  }

  /** By topic, who takes over is a name: the sliders outlive the rows. */
  holds(weights) {
    const { data, kit } = this;
    if (!weights.weighs) return null;
    const rows = Int32Array.from(data.rows.keys()).filter((n) => data.rows[n].status === "ranked");
    const cells = rows.map((n) => this.rowCells[n]);
    const geometric = data.aggregation === "geometric";
    const topics = scoring.topicScores(this.z, data.columns.length, this.columns, cells, weights, geometric, data.fill);
    const points = Float64Array.from(data.topics, ({ code }, t) => (weights.empty[t] ? 0 : local.points.topics[code]));
    const name = (taker) => (taker === null ? null : taker < 0 ? kit.say("nobody") : data.rows[rows[taker]].name);
    return scoring.holds(topics, points, geometric)?.map((held) => ({ ...held, below: name(held.below), above: name(held.above) }));
  }

  rankRows(weights) {
    const { data } = this;
    const scored = this.score(this.rowCells, weights);
    data.rows.forEach(({ status }, n) => { if (status !== "ranked") scored.score[n] = NaN; });
    const { rank, order } = scoring.rank(scored.score);
    const place = new Int32Array(order.length);
    order.forEach((n, position) => { place[n] = position; });
    return { ...scored, rank, order, place, ranked: rank.filter((r) => r > 0).length, weighs: weights.weighs, before: this.before };
  }

  score(cells, weights) {
    const { data } = this;
    return scoring.score(this.z, data.columns.length, this.columns, cells, weights, data.aggregation === "geometric", data.fill);
  }

  /** The score of the division in hand in every province. */
  scoreMap(weights) {
    const { data } = this;
    const division = data.view === "sectors" ? local.selected : data.division;
    const cells = Int32Array.from(data.provinces, ({ code }) => this.cell(code, division));
    const { score } = this.score(cells, weights);
    data.rows.forEach(({ key, status }) => {
      if (status === "ranked" || (data.view === "sectors" && key !== division)) return;
      score[this.provinceNumber(data.view === "sectors" ? data.province : key)] = NaN;
    });
    return score;
  }

  drawRows() {
    const { data, kit, result } = this;
    const selected = this.rowNumber.get(local.selected) ?? -1;
    result.selected = selected;
    result.current = this.focused ?? (selected >= 0 ? selected : result.order[0]);
    result.why = (n) => this.why(n);
    this.bars.update(result);
    const n = this.hovered ?? this.focused ?? (selected >= 0 ? selected : result.order[0]);
    const text = !result.weighs ? kit.say("all_zero") : n === undefined ? "" : explaining.explain(kit, data, result, n);
    dom.write(this.reading, text);
  }

  why(n) {
    const { data, kit, result } = this;
    const { status } = data.rows[n];
    if (status !== "ranked") return kit.say(status);
    return result.weighs ? kit.say("uncovered", { coverage: kit.percent(result.coverage[n]) }) : "";
  }

  drawMap(moving = false) {
    const { data, kit, mapScore } = this;
    const choice = this.wanted ?? this.provinceNumber(data.view === "sectors" ? data.province : local.selected);
    const shown = this.pointed ?? choice;
    this.map.update({ score: mapScore, choice, inHand: this.pointed, colours: this.colours, moving });
    const row = data.view === "sectors" ? data.rows[this.rowNumber.get(local.selected)] : undefined;
    dom.write(this.mapTitle, row?.name ?? data.division_name);
    const { name } = data.provinces[shown] ?? {};
    const score = mapScore[shown];
    dom.write(this.mapLine, name === undefined ? "" : score === score
      ? kit.say("map_value", { name, score: kit.number(100 * score, 1) }) : kit.say("map_none", { name }));
  }

  point(what, n) {
    if (this[what] === n) return;
    this[what] = n;
    if (!this.z) return;
    if (what === "pointed") this.drawMap();
    else this.drawRows();
  }

  selectRow(n) {
    const { data } = this;
    const { key } = data.rows[n];
    if (key === local.selected) return;
    local.selected = key;
    this.draw();
    this.send("selected", data.view === "sectors" ? { division: key } : { province: Number(key) });
  }

  selectProvince(n) {
    const { data } = this;
    const { code } = data.provinces[n];
    if (data.view === "provinces") {
      if (this.rowNumber.has(String(code))) this.selectRow(this.rowNumber.get(String(code)));
      return;
    }
    if (code === data.province) return;
    this.wanted = n; // outlined at once; its sectors come with the next data
    this.drawMap();
    this.send("selected", { province: code });
  }

  commit({ travelling = false } = {}) {
    if (same(local.points, local.committed)) {
      this.draw();
      return;
    }
    local.past = [...local.past, local.committed];
    local.future = [];
    this.settle(travelling);
  }

  step(from, to) {
    const points = from.at(-1);
    if (!points) return;
    const back = from === local.past;
    const [rest, added] = [from.slice(0, -1), [...to, local.committed]];
    [local.past, local.future] = back ? [rest, added] : [added, rest];
    local.points = copy(points);
    this.settle(true);
  }

  settle(travelling) {
    const before = local.committed;
    local.committed = copy(local.points);
    // Sent first: Python works while this is drawn.
    if (!same(before.topics, local.points.topics)) this.send("weights", local.points.topics);
    if (!same(before.criteria, local.points.criteria)) this.send("criteria", local.points.criteria);
    this.letMove(travelling);
    this.draw();
  }

  /** Streamlit takes a value equal to the last one for no change, so a repeated one carries a running number. */
  send(name, value) {
    const last = sent.get(name);
    const repeated = last !== undefined && same(last.value, value);
    const again = repeated ? last.again + 1 : 0;
    sent.set(name, { value: copy(value), again });
    beforePainting(() => this.report(name, again ? { ...value, again } : { ...value }));
    // For what stands beside the board and may come later; it depends on the weights, not on what is in hand.
    if (name !== "selected") dispatchEvent(new Event("clusterdash:reported"));
  }

  savePicture() {
    if (!this.z || !this.result.weighs) return;
    savePicture(this.kit, this.data, {
      result: this.result, score: this.mapScore, colours: this.colours, outlines: this.outlines,
      weights: scoring.shares(this.data.topics, this.data.criteria, local.points), mapTitle: this.mapTitle.nodeValue,
      step: maps.step, link: location.href, choice: this.provinceNumber(this.data.view === "sectors" ? this.data.province : local.selected),
      paper: getComputedStyle(this.node),
    });
  }
}

/**
 * Streamlit sends what it is told with the next timer, which comes after the frame is painted: here as soon as what
 * happens now is over, so that Python works meanwhile.
 */
function beforePainting(tell) {
  const later = window.setTimeout;
  window.setTimeout = (act, delay, ...rest) => (delay ? later(act, delay, ...rest) : queueMicrotask(act));
  try {
    tell();
  } finally {
    window.setTimeout = later;
  }
}

function isDark(node) {
  const channels = getComputedStyle(node).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [255, 255, 255];
  return 0.299 * channels[0] + 0.587 * channels[1] + 0.114 * channels[2] < 128 && channels[3] !== 0;
}

function copy(value) {
  return JSON.parse(JSON.stringify(value));
}

/** Equal points or values, whatever the order of their names. */
function same(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => same(a[name], b[name]));
}
