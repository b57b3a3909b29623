// Confirm or dispute each proposed sector, with a reason.

const here = new URL(import.meta.url);
const { element } = await import(new URL(`../board/dom.js${here.search}`, here));
const LONGEST = 1000;

export function verdicts(place, { proposed, sectors, words }, changed) {
  let given = {};
  const names = new Map(sectors.map(({ code, name }) => [code, name]));
  const rows = new Map(proposed.map((code) => [code, row(code)]));
  place.append(...[...rows.values()].map(({ node }) => node));

  function row(code) {
    const stances = ["confirm", "dispute"].map((stance) => {
      const button = element("button", { type: "button", class: stance, "aria-pressed": "false" }, words[stance]);
      button.onclick = () => give(code, { stance, reason: given[code]?.reason ?? "" });
      return [stance, button];
    });
    const reason = element("textarea", {
      rows: 2, maxlength: LONGEST, placeholder: words.reason, "aria-label": `${names.get(code)}: ${words.reason}`,
    });
    reason.oninput = () => give(code, { ...given[code], reason: reason.value });
    const node = element("div", { class: "sector" }, element("p", { class: "name" }, names.get(code)),
      element("div", { class: "stances" }, ...stances.map(([, button]) => button)), reason);
    return { node, stances, reason };
  }

  function give(code, verdict) {
    changed({ ...given, [code]: verdict }, true);
  }

  return {
    show(value, open) {
      given = value ?? {};
      for (const [code, { stances, reason }] of rows) {
        const verdict = given[code];
        for (const [stance, button] of stances) {
          button.setAttribute("aria-pressed", String(verdict?.stance === stance));
          button.disabled = !open;
        }
        reason.hidden = !verdict;
        reason.disabled = !open;
        const words = verdict?.reason ?? "";
        if (reason.value !== words && reason.getRootNode().activeElement !== reason) reason.value = words;
      }
    },
  };
}
