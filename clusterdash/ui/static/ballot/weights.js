// 100 points over the topics: the sum is always in sight, and one touch brings it to 100.

const here = new URL(import.meta.url);
const { element } = await import(new URL(`../board/dom.js${here.search}`, here));
const STEP = 5;

export function weights(place, { topics, words }, changed) {
  let points = {};
  let answered = false;
  const rows = new Map(topics.map((topic) => [topic.code, row(topic)]));
  const sum = element("output", { class: "sum" });
  const bar = element("span", { class: "filled" });
  const help = element("button", { type: "button", class: "plain" });
  help.onclick = () => give(completed());
  place.append(...[...rows.values()].map(({ node }) => node),
    element("div", { class: "total" }, element("span", { class: "bar" }, bar), sum, help));

  function row({ code, name, explanation, colour }) {
    const slider = element("input", { type: "range", min: 0, max: 100, step: 1, "aria-label": name });
    const figure = element("output", {});
    const step = (by, sign) => {
      const button = element("button", { type: "button", class: "step", "aria-label": `${name} ${sign}${STEP}` }, sign);
      button.onclick = () => give({ ...points, [code]: Math.max(0, Math.min(100, points[code] + by)) });
      return button;
    };
    slider.oninput = () => give({ ...points, [code]: Number(slider.value) });
    const [less, more] = [step(-STEP, "−"), step(STEP, "+")];
    const node = element("div", { class: "topic" },
      element("p", { class: "name" }, element("i", { style: `background:${colour}` }), name, figure),
      element("p", { class: "quiet" }, explanation),
      element("div", { class: "slide" }, less, slider, more));
    return { node, slider, figure, controls: [less, slider, more] };
  }

  const total = () => Object.values(points).reduce((all, one) => all + one, 0);

  /** The same proportions with a sum of 100, by largest remainder; equal shares where there is nothing yet. */
  function completed() {
    const all = total();
    const exact = topics.map(({ code }) => (all ? (100 * points[code]) / all : 100 / topics.length));
    const whole = exact.map(Math.floor);
    const rest = 100 - whole.reduce((a, b) => a + b, 0);
    exact.map((value, n) => [value - whole[n], n]).sort((a, b) => b[0] - a[0] || a[1] - b[1])
      .slice(0, rest).forEach(([, n]) => { whole[n] += 1; });
    return Object.fromEntries(topics.map(({ code }, n) => [code, whole[n]]));
  }

  function give(next) {
    answered = true;
    changed(next, Object.values(next).reduce((a, b) => a + b, 0) === 100);
  }

  return {
    show(value, open) {
      answered = value !== null;
      points = Object.fromEntries(topics.map(({ code }) => [code, value?.[code] ?? 0]));
      for (const [code, { slider, figure, controls }] of rows) {
        if (Number(slider.value) !== points[code]) slider.value = points[code];
        slider.style.setProperty("--at", `${points[code]}%`);
        figure.textContent = points[code];
        controls.forEach((control) => { control.disabled = !open; });
      }
      const all = total();
      bar.style.width = `${Math.min(all, 100)}%`;
      bar.parentElement.classList.toggle("over", all > 100);
      sum.textContent = `${all} / 100`;
      sum.classList.toggle("whole", all === 100);
      help.hidden = !open || all === 100;
      help.textContent = all ? words.complete : words.share_equally;
    },
  };
}
