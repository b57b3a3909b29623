// A ballot on a telephone: four parts, answered in any order, each sent as it is given. Contract: ui/ballot_form.py.

const here = new URL(import.meta.url);
const from = (file) => import(new URL(`${file}${here.search}`, here));
const [{ element }, { Outbox }, { weights }, { scores }, { order }, { verdicts }] = await Promise.all(
  ["../board/dom.js", "outbox.js", "weights.js", "scores.js", "order.js", "verdicts.js"].map(from));
const style = new CSSStyleSheet();
style.replaceSync(await (await fetch(new URL(`ballot.css${here.search}`, here))).text());

const PARTS = { weights, scores, order, verdicts };
const forms = new WeakMap();

export default function mount({ data, parentElement, setTriggerValue }) {
  let form = forms.get(parentElement);
  if (!form || form.key !== data.key) {
    form?.outbox.stop();
    form = new Form(data);
    forms.set(parentElement, form);
  }
  if (!parentElement.contains(form.node)) {
    parentElement.adoptedStyleSheets = [style];
    parentElement.replaceChildren(form.node);
  }
  form.outbox.send = (message) => setTriggerValue("save", message);
  form.show(data);
  return () => form.outbox.flush();
}

class Form {
  constructor(data) {
    this.key = data.key;
    this.data = data;
    this.outbox = new Outbox(data.key, (part) => this.refresh(part));
    const given = Object.keys(PARTS).filter((part) => part !== "verdicts" || data.proposed.length);
    this.sections = new Map(given.map((part) => [part, this.section(part)]));
    const steps = element("nav", { "aria-label": data.words.parts },
      ...[...this.sections.values()].map((section) => section.step));
    this.node = element("div", { class: "ballot" }, steps,
      ...[...this.sections.values()].map((section) => section.node));
  }

  section(part) {
    const { words } = this.data;
    const status = element("p", { class: "status", role: "status" });
    const choices = element("p", { class: "choices" });
    const place = element("div", { class: "place" });
    const node = element("section", { class: part, "data-part": part },
      element("header", {}, element("h2", { tabindex: "-1" }, words[part]), element("p", { class: "quiet" }, words[`${part}_how`])),
      place, status, choices);
    const step = element("button", { type: "button" }, words[`${part}_short`]);
    step.onclick = () => {
      node.scrollIntoView({ behavior: "smooth", block: "start" });
      node.querySelector("h2").focus({ preventScroll: true });
    };
    const changed = (value, ready) => this.outbox.change(part, value, ready);
    return { node, step, status, choices, field: PARTS[part](place, this.data, changed) };
  }

  show(data) {
    this.data = data;
    this.node.classList.toggle("over", !data.open);
    this.outbox.take(data);
    for (const part of this.sections.keys()) this.refresh(part);
  }

  refresh(part) {
    const section = this.sections?.get(part);
    if (!section) return;
    const state = this.outbox.state(part);
    section.field.show(state.value, this.data.open);
    const told = this.told(part, state);
    if (section.status.textContent !== told) section.status.textContent = told;
    section.node.dataset.state = state.name;
    section.step.dataset.state = state.name;
    section.choices.replaceChildren(...(state.name === "conflict" ? this.either(part) : []));
  }

  told(part, { name, at, problem }) {
    const { words, open, saved } = this.data;
    if (problem) return problem;
    if (name === "saved" && at) return fill(words.saved, { time: clock(at) });
    if (name === "saved") return saved.carried?.includes(part) ? words.as_in_first_round : words.saved_before;
    if (name === "empty") return open ? words.nothing : words.nothing_given;
    return words[name];
  }

  either(part) {
    const { words } = this.data;
    const button = (text, act) => {
      const node = element("button", { type: "button", class: "plain" }, text);
      node.onclick = act;
      return node;
    };
    return [
      button(words.save_mine, () => this.outbox.insist(part)),
      button(words.take_other, () => this.outbox.give_way(part)),
    ];
  }
}

function clock(moment) {
  return new Date(moment).toLocaleTimeString("tr", { hour: "2-digit", minute: "2-digit" });
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
