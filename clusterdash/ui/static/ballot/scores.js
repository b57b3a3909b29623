// 1 to 5, or "can't say": one question at a time over all sectors, so that sectors are compared on it.

const here = new URL(import.meta.url);
const { element } = await import(new URL(`../board/dom.js${here.search}`, here));

export function scores(place, { criteria, sectors, words }, changed) {
  let given = new Map();
  const buttons = new Map();
  const key = (division, criterion) => `${division} ${criterion}`;
  for (const criterion of criteria) {
    place.append(element("fieldset", {},
      element("legend", {}, element("b", {}, criterion.name), element("span", { class: "quiet" }, criterion.question)),
      element("p", { class: "scale quiet" }, element("span", {}, words.score_low), element("span", {}, words.score_high)),
      ...sectors.map((sector) => row(sector, criterion))));
  }

  function row(sector, criterion) {
    const choices = [1, 2, 3, 4, 5, null].map((score) => {
      const button = element("button", {
        type: "button", role: "radio", "aria-label": score === null ? words.cannot_say : String(score),
      }, score === null ? "?" : String(score));
      button.onclick = () => {
        given.set(key(sector.code, criterion.code), score);
        changed([...given].map(([name, value]) => [...name.split(" "), value]), true);
      };
      return { button, score };
    });
    buttons.set(key(sector.code, criterion.code), choices);
    const set = element("div", { class: "marks", role: "radiogroup", "aria-label": `${sector.name}: ${criterion.name}` },
      ...choices.map(({ button }) => button));
    set.onkeydown = (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const at = choices.findIndex(({ button }) => button === event.target);
      if (!by || at < 0) return;
      event.preventDefault();
      choices[(at + by + choices.length) % choices.length].button.focus();
    };
    return element("div", { class: "sector" }, element("p", { class: "name" }, sector.name), set);
  }

  return {
    show(value, open) {
      given = new Map((value ?? []).map(([division, criterion, score]) => [key(division, criterion), score]));
      for (const [name, choices] of buttons) {
        for (const { button, score } of choices) {
          const chosen = given.has(name) && given.get(name) === score;
          button.setAttribute("aria-checked", String(chosen));
          button.disabled = !open;
        }
      }
    },
  };
}
