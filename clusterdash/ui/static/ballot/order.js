// One's own order: touch to add, then arrows, keys or dragging. Sectors left out stand level behind the others.

const here = new URL(import.meta.url);
const { element } = await import(new URL(`../board/dom.js${here.search}`, here));

export function order(place, { sectors, words }, changed) {
  const names = new Map(sectors.map(({ code, name }) => [code, name]));
  const list = element("ol", {});
  const rest = element("div", { class: "rest" });
  const hint = element("p", { class: "quiet" }, words.order_rest);
  place.append(list, hint, rest);
  let chosen = [];
  let open = true;
  let wanted = null; // what has the focus after the list was drawn anew

  const give = (next, focus = null) => {
    wanted = focus;
    chosen = next;
    changed(next, next.length > 0);
  };
  const moved = (code, to) => {
    const next = chosen.filter((one) => one !== code);
    next.splice(Math.max(0, Math.min(next.length, to)), 0, code);
    return next;
  };

  function item(code, n) {
    const name = names.get(code);
    const button = (sign, label, act, off) => {
      const node = element("button", { type: "button", "aria-label": `${name}: ${label}`, "data-act": label }, sign);
      node.disabled = off || !open;
      node.onclick = act;
      return node;
    };
    const handle = element("span", { class: "handle", "aria-hidden": "true" }, "⠿");
    const node = element("li", { "data-code": code },
      handle,
      element("span", { class: "number" }, String(n + 1)),
      element("span", { class: "name" }, name),
      button("▲", words.up, () => give(moved(code, n - 1), [code, words.up]), n === 0),
      button("▼", words.down, () => give(moved(code, n + 1), [code, words.down]), n === chosen.length - 1),
      button("✕", words.remove, () => give(chosen.filter((one) => one !== code)), false));
    handle.onpointerdown = (event) => open && drag(event, node, code);
    node.onkeydown = (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by || !open) return;
      event.preventDefault();
      give(moved(code, n + by), [code, by < 0 ? words.up : words.down]);
    };
    return node;
  }

  function drag(event, node, code) {
    event.preventDefault();
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    node.classList.add("dragged");
    const others = [...list.children].filter((other) => other !== node);
    const middles = others.map((other) => {
      const box = other.getBoundingClientRect();
      return box.top + box.height / 2 - event.clientY;
    });
    let to = chosen.indexOf(code);
    // The list stays as it is until the finger is lifted: a node that is moved loses the finger.
    handle.onpointermove = (move) => {
      const by = move.clientY - event.clientY;
      node.style.transform = `translateY(${by}px)`;
      to = middles.filter((middle) => by > middle).length;
      others.forEach((other, n) => {
        other.classList.toggle("before", n === to);
        other.classList.toggle("after", n === to - 1 && to === others.length);
      });
    };
    handle.onpointerup = handle.onpointercancel = ({ type }) => {
      handle.onpointermove = handle.onpointerup = handle.onpointercancel = null;
      node.classList.remove("dragged");
      node.style.transform = "";
      others.forEach((other) => other.classList.remove("before", "after"));
      if (type === "pointerup" && to !== chosen.indexOf(code)) give(moved(code, to));
    };
  }

  function draw() {
    list.replaceChildren(...chosen.map(item));
    const left = sectors.filter(({ code }) => !chosen.includes(code));
    rest.replaceChildren(...left.map(({ code, name }) => {
      const button = element("button", { type: "button", class: "add", "data-code": code }, name);
      button.disabled = !open;
      button.onclick = () => give([...chosen, code]);
      return button;
    }));
    hint.hidden = left.length === 0;
    if (!wanted) return;
    const [code, act] = wanted;
    wanted = null;
    const row = list.querySelector(`[data-code="${code}"]`);
    const named = row && [...row.querySelectorAll("button")];
    (named?.find((node) => node.dataset.act === act && !node.disabled) ?? named?.find((node) => !node.disabled))?.focus();
  }

  let shown = "";
  return {
    show(value, isOpen) {
      const next = JSON.stringify([value, isOpen]);
      // A list that stands as it is keeps the finger or the focus that is on it.
      if (next === shown && !wanted) return;
      if (list.querySelector(".dragged")) return;
      shown = next;
      open = isOpen;
      chosen = (value ?? []).filter((code) => names.has(code));
      draw();
    },
  };
}
