// The sliders: a topic each, opening to its criteria; undo, redo, reset and the picture.

const ICONS = {
  undo: "M8 4 4 8l4 4M4 8h8.5a4.5 4.5 0 0 1 0 9H9",
  redo: "m12 4 4 4-4 4m4-4H7.500a4.5 4.5 0 0 0 0 9H11",
  reset: "M4.500 7.500A6.500 6.500 0 1 1 3.700 11.500M4.200 3.600v4.200h4.200",
  picture: "M10 3.500v8m-3.500-3L10 12l3.500-3.500M4 13.500V16h12v-2.500",
  open: "m6 8 4 4 4-4",
};
const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]);

/**
 * on: {move(level, code, points), commit(), undo(), redo(), reset(), picture()}.
 * Returns {element, update(points, weights, history)}.
 */
export function createControls(kit, data, on) {
  const { element, say } = kit;
  const buttons = {
    undo: button(kit, "undo", say("undo"), on.undo),
    redo: button(kit, "redo", say("redo"), on.redo),
    reset: button(kit, "reset", say("reset"), on.reset),
    picture: button(kit, "picture", say("picture"), on.picture),
  };
  const topics = data.topics.map((topic) => createTopic(kit, data, topic, on));
  return {
    element: element("section", { class: "controls", "aria-label": say("weights") },
      element("header", { class: "head" },
        element("h2", {}, say("weights")),
        element("div", { class: "tools" }, ...Object.values(buttons))),
      ...topics.map((topic) => topic.element)),
    update(points, weights, history) {
      topics.forEach((topic, t) => topic.update(points, weights, t));
      buttons.undo.disabled = !history.past.length;
      buttons.redo.disabled = !history.future.length;
      buttons.reset.disabled = history.atDefaults;
    },
  };
}

function createTopic(kit, data, topic, on) {
  const { element, say, percent, write, mark } = kit;
  const id = `criteria-${topic.code}`;
  const range = createRange(kit, "topics", topic, on);
  const share = document.createTextNode("");
  const empty = element("p", { class: "note", hidden: true }, say("no_criteria"));
  const criteria = data.criteria
    .map((criterion, c) => ({ c, control: createCriterion(kit, criterion, on) }))
    .filter(({ c }) => data.criteria[c].topic === topic.code);
  const list = element("div", { class: "criteria", id, role: "group", hidden: true },
    element("p", { class: "about" }, topic.explanation), ...criteria.map(({ control }) => control.element));
  const opener = element("button", {
    type: "button", class: "opener", "aria-expanded": "false", "aria-controls": id,
    "aria-label": say("criteria_of", { topic: topic.name }), title: say("criteria_of", { topic: topic.name }),
  }, icon(kit, "open"));
  list.setAttribute("aria-label", say("criteria_of", { topic: topic.name }));
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
      element("span", { class: "share", "aria-hidden": "true" }, share),
      opener),
    range.input, empty, list);
  box.style.setProperty("--topic", topic.colour);
  return {
    element: box,
    update(points, weights, t) {
      const value = points.topics[topic.code];
      const shown = percent(weights.topic[t]);
      range.set(value, shown);
      write(share, shown);
      mark(empty, "hidden", weights.empty[t] ? null : "");
      latest = { points, weights };
      updateCriteria();
    },
  };
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
    set(value, share) {
      if (input.valueAsNumber !== value) input.value = value;
      if (filled !== value) input.style.setProperty("--value", value / 100);
      filled = value;
      mark(input, "aria-valuetext", say("slider_value", { points: value, share }));
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
