// The sliders: a topic each, opening to its criteria, with the interval in which the first place holds; undo, redo,
// reset and the picture.

const ICONS = {
  undo: "M8 4 4 8l4 4M4 8h8.5a4.5 4.5 0 0 1 0 9H9",
  redo: "m12 4 4 4-4 4m4-4H7.500a4.5 4.5 0 0 0 0 9H11",
  reset: "M4.500 7.500A6.500 6.500 0 1 1 3.700 11.500M4.200 3.600v4.200h4.200",
  picture: "M10 3.500v8m-3.500-3L10 12l3.500-3.500M4 13.500V16h12v-2.500",
  open: "m6 8 4 4 4-4",
};
// A topic above this share decides more than all others together.
const HEAVY = 0.5;
const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]);

/**
 * on: {move(level, code, points), commit(), undo(), redo(), reset(), picture()}.
 * Returns {element, update(points, weights, history), hold(intervals)}.
 */
export function createControls(kit, data, on) {
  const { element, say, mark } = kit;
  const buttons = {
    undo: button(kit, "undo", say("undo"), on.undo),
    redo: button(kit, "redo", say("redo"), on.redo),
    reset: button(kit, "reset", say("reset"), on.reset),
    picture: button(kit, "picture", say("picture"), on.picture),
  };
  const move = (level, code, points) => {
    moving(level === "topics" ? code : "");
    on.move(level, code, points);
  };
  const topics = data.topics.map((topic, t) => createTopic(kit, data, topic, t, { ...on, move }));
  const section = element("section", { class: "controls", "aria-label": say("weights") },
    element("header", { class: "head" },
      element("h2", {}, say("weights")),
      element("div", { class: "tools" }, ...Object.values(buttons))),
    ...topics.map((topic) => topic.element));
  /** While something moves, only the interval of the topic under the finger is still true; code: null = at rest. */
  const moving = (code) => {
    if (section.getAttribute("data-moving") === code) return;
    mark(section, "data-moving", code);
    data.topics.forEach((topic, t) => mark(topics[t].element, "data-moving", topic.code === code ? "" : null));
  };
  return {
    element: section,
    update(points, weights, history) {
      topics.forEach((topic) => topic.update(points, weights));
      buttons.undo.disabled = !history.past.length;
      buttons.redo.disabled = !history.future.length;
      buttons.reset.disabled = history.atDefaults;
    },
    /** intervals: from `scoring.holds`, with names for who takes over; null where nobody is ranked. */
    hold(intervals) {
      moving(null);
      topics.forEach((topic, t) => topic.hold(intervals?.[t]));
    },
  };
}

function createTopic(kit, data, topic, t, on) {
  const { element, say, percent, write, mark } = kit;
  const id = `criteria-${topic.code}`;
  const range = createRange(kit, "topics", topic, on);
  const hold = createHold(kit, topic, range.input);
  const share = document.createTextNode("");
  const criteria = data.criteria
    .map((criterion, c) => ({ c, control: createCriterion(kit, criterion, on) }))
    .filter(({ c }) => data.criteria[c].topic === topic.code);
  const list = element("div", { class: "criteria", id, role: "group", hidden: true },
    element("p", { class: "about", id: `about-${topic.code}` }, topic.explanation), ...criteria.map(({ control }) => control.element));
  const opener = element("button", {
    type: "button", class: "opener", "aria-expanded": "false", "aria-controls": id,
    "aria-label": say("criteria_of", { topic: topic.name }), title: say("criteria_of", { topic: topic.name }),
  }, icon(kit, "open"));
  list.setAttribute("aria-label", say("criteria_of", { topic: topic.name }));
  range.input.removeAttribute("aria-description");
  range.input.setAttribute("aria-describedby", `hold-${topic.code} about-${topic.code}`);
  let latest = null;
  const updateCriteria = () => {
    if (list.hidden || !latest) return; // nobody sees them: they take their share of a frame when they are opened
    const { points, weights } = latest;
    criteria.forEach(({ c, control }) => control.update(points, weights.criterion[c]));
  };
  opener.addEventListener("click", () => {
    list.hidden = !list.hidden;
    opener.setAttribute("aria-expanded", String(!list.hidden));
    updateCriteria();
  });
  const box = element("div", { class: "topic" },
    element("div", { class: "line" },
      element("span", { class: "chip", "aria-hidden": "true" }),
      element("span", { class: "title", "aria-hidden": "true", title: topic.explanation }, topic.name),
      element("span", { class: "share", "aria-hidden": "true" }, share, element("span", { class: "heavy" }, say("heavy"))),
      opener),
    hold.slide, hold.text, list);
  box.style.setProperty("--topic", topic.colour);
  return {
    element: box,
    update(points, weights) {
      const value = points.topics[topic.code];
      const shown = percent(weights.topic[t]);
      const heavy = weights.topic[t] > HEAVY;
      range.set(value, shown, heavy ? "slider_value_heavy" : "slider_value");
      write(share, shown);
      mark(box, "data-heavy", heavy ? "" : null);
      latest = { points, weights };
      updateCriteria();
    },
    hold(interval) {
      const { points, weights } = latest;
      const others = data.topics.reduce((sum, { code }, n) => sum + (n === t || weights.empty[n] ? 0 : points.topics[code]), 0);
      hold.update(interval, others, weights.empty[t]);
    },
  };
}

/**
 * The interval in which the first place holds: a bracket below the rail, and in words; and a notch on the rail where
 * the topic has half of all weight. Returns {slide, text, update(interval, points of the others, empty)}.
 */
function createHold(kit, { code }, input) {
  const { element, say, number, write, mark } = kit;
  const held = element("span", { class: "held", hidden: true });
  const half = element("span", { class: "half", hidden: true });
  const slide = element("div", { class: "slide" }, element("div", { class: "marks", "aria-hidden": "true" }, half, held), input);
  const spoken = document.createTextNode("");
  const [where, below, above] = ["where", "below", "above"].map((name) =>
    element("span", { class: name }, document.createTextNode("")));
  const text = element("p", { class: "hold", id: `hold-${code}` },
    element("span", { class: "lines", "aria-hidden": "true" }, where, element("span", { class: "takers" }, below, above)),
    element("span", { class: "spoken" }, spoken));
  return {
    slide,
    text,
    update(interval, others, empty) {
      const shown = interval && !empty;
      mark(held, "hidden", shown ? null : "");
      mark(text, "data-empty", empty ? "" : null);
      if (shown) place(held, interval);
      const reached = !empty && others > 0 && others <= 100 ? say("half", { points: number(others) }) : "";
      mark(half, "hidden", reached ? null : "");
      mark(slide, "title", reached || null);
      if (reached) half.style.setProperty("--at", others / 100);
      const words = empty ? [say("no_criteria")] : interval ? inWords(kit, interval) : [];
      [where, below, above].forEach((line, n) => {
        write(line.firstChild, words[n] ?? "");
        mark(line, "title", words[n] || null);
      });
      write(spoken, [words.filter(Boolean).join("; "), reached].filter(Boolean).join(". "));
    },
  };

  function place(node, { from, to, below, above }) {
    node.style.setProperty("--from", from / 100);
    node.style.setProperty("--to", to / 100);
    mark(node, "data-below", below === null ? null : "");
    mark(node, "data-above", above === null ? null : "");
  }
}

/** Where the first place holds, and who takes over below and above. */
function inWords({ say, number }, { from, to, below, above }) {
  const everywhere = below === null && above === null;
  const where = everywhere ? "hold_always" : from === to ? "hold_at" : "hold_between";
  const taker = (key, name) => (name === null ? "" : say(key, { name }));
  return [say(where, { from: number(from), to: number(to) }), taker("hold_below", below), taker("hold_above", above)];
}

function createCriterion(kit, criterion, on) {
  const { element, percent, write } = kit;
  const range = createRange(kit, "criteria", criterion, on);
  range.input.disabled = !criterion.usable;
  const share = document.createTextNode("");
  return {
    element: element("div", { class: criterion.usable ? "criterion" : "criterion idle" },
      element("div", { class: "line" },
        element("span", { class: "title", "aria-hidden": "true" }, criterion.name),
        element("span", { class: "share", "aria-hidden": "true" }, share)),
      range.input,
      element("p", { class: "about" }, criterion.explanation),
      ...criterion.notes.map((note) => element("p", { class: "note" }, note))),
    update(points, weight) {
      const shown = criterion.usable ? percent(weight) : "–";
      range.set(points.criteria[criterion.code], shown);
      write(share, shown);
    },
  };
}

/** A native range; keys held down commit once, when they are let go. */
function createRange(kit, level, { code, name, explanation }, on) {
  const { element, say, mark } = kit;
  const input = element("input", {
    type: "range", min: 0, max: 100, step: 1, "aria-label": name, "aria-description": explanation,
  });
  let holding = false;
  let moved = false;
  const commit = () => { if (moved) { moved = false; on.commit(); } };
  input.addEventListener("input", () => { moved = true; on.move(level, code, input.valueAsNumber); });
  input.addEventListener("change", () => { if (!holding) commit(); });
  input.addEventListener("keydown", (event) => { if (MOVES.has(event.key)) holding = true; });
  for (const end of ["keyup", "blur"]) input.addEventListener(end, () => { holding = false; commit(); });
  let filled = null;
  return {
    input,
    set(value, share, words = "slider_value") {
      if (input.valueAsNumber !== value) input.value = value;
      if (filled !== value) input.style.setProperty("--value", value / 100);
      filled = value;
      mark(input, "aria-valuetext", say(words, { points: value, share }));
    },
  };
}

function button(kit, name, label, act) {
  const made = kit.element("button", { type: "button", class: "tool", "aria-label": label, title: label },
    icon(kit, name));
  made.addEventListener("click", act);
  return made;
}

function icon({ drawing }, name) {
  return drawing("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "icon" },
    drawing("path", { d: ICONS[name] }));
}
