// What was given and is not yet acknowledged: kept in the browser, sent one by one, again until there is an answer.

const STILL = 900; // milliseconds without a change before an answer is sent
const PATIENCE = 6000; // before the same request is sent again
const REST = 4000; // before another try where the database was busy

export class Outbox {
  constructor(key, changed) {
    this.key = `clusterdash ballot ${key}`;
    this.changed = changed;
    this.saved = {};
    this.seen = {}; // by part, the number of the latest answer this form knows of
    this.drafts = kept(this.key); // by part: value, ready, request, problem, conflict
    this.times = {}; // by part, when this form's answer was acknowledged
    this.flying = null;
    this.clock = setInterval(() => this.tick(), 500);
    this.leave = () => document.visibilityState === "hidden" && this.flush();
    document.addEventListener("visibilitychange", this.leave);
  }

  stop() {
    clearInterval(this.clock);
    document.removeEventListener("visibilitychange", this.leave);
  }

  /** What the server says stands, and its answer to the last request. */
  take({ saved, open, answer }) {
    this.open = open;
    const own = answer && this.flying?.request === answer.request;
    if (own) {
      const { part } = this.flying;
      const draft = this.drafts[part];
      this.flying = null;
      if (answer.ok) {
        this.seen[part] = answer.number;
        this.times[part] = answer.at;
        if (draft?.request === answer.request) delete this.drafts[part];
      } else if (draft?.request === answer.request) {
        Object.assign(draft, { problem: answer.problem, conflict: answer.conflict });
        draft.due = answer.again ? Date.now() + REST : Infinity;
      }
      this.keep();
    }
    this.saved = saved;
    for (const part of ["weights", "scores", "order", "verdicts"]) {
      const draft = this.drafts[part];
      if (!draft || draft.conflict) this.seen[part] = saved.number;
      else this.seen[part] ??= draft.seen ?? saved.number;
    }
  }

  /** A new value; `ready` says whether it can be sent. */
  change(part, value, ready) {
    const request = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
    this.drafts[part] = { value, ready, request, seen: this.seen[part], due: Date.now() + STILL };
    this.keep();
    this.changed(part);
  }

  insist(part) {
    this.seen[part] = this.saved.number;
    const { value, ready } = this.drafts[part];
    this.change(part, value, ready);
    this.drafts[part].due = 0;
  }

  give_way(part) {
    delete this.drafts[part];
    this.keep();
    this.changed(part);
  }

  state(part) {
    const draft = this.drafts[part];
    if (!draft) {
      const value = this.saved[part] ?? null;
      return value === null ? { name: "empty", value } : { name: "saved", value, at: this.times[part] };
    }
    const { value, problem } = draft;
    if (draft.conflict) return { name: "conflict", value, problem };
    if (problem) return { name: "failed", value, problem };
    return { name: draft.ready ? "saving" : "unfinished", value };
  }

  flush() {
    for (const draft of Object.values(this.drafts)) if (draft.due !== Infinity) draft.due = 0;
    this.tick();
  }

  tick() {
    const now = Date.now();
    if (this.flying && now - this.flying.at > PATIENCE) this.post(this.flying);
    if (this.flying || !this.open) return;
    const next = Object.entries(this.drafts).find(([, draft]) => draft.ready && (draft.due ?? 0) <= now);
    if (!next) return;
    const [part, { value, request }] = next;
    this.post({ part, value, request, seen: this.seen[part], attempt: 0 });
  }

  post(message) {
    this.flying = { ...message, at: Date.now(), attempt: message.attempt + 1 };
    const { at, ...sent } = this.flying;
    this.send?.(sent);
  }

  keep() {
    try {
      if (Object.keys(this.drafts).length) localStorage.setItem(this.key, JSON.stringify(this.drafts));
      else localStorage.removeItem(this.key);
    } catch { /* a browser that keeps nothing still sends */ }
  }
}

function kept(key) {
  try {
    const drafts = JSON.parse(localStorage.getItem(key) ?? "{}");
    // Infinity has no form in JSON: what had failed is tried once more.
    for (const draft of Object.values(drafts)) Object.assign(draft, { due: 0, problem: undefined, conflict: undefined });
    return drafts;
  } catch {
    return {};
  }
}
