// Runs in every page before its own scripts: when did an event happen, and when was the last frame painted that
// shows what it changed? Looks into every shadow root.
window.stopwatch = (() => {
  const roots = [];
  const observer = new MutationObserver((records) => {
    if (!run || !Object.keys(run.events).length) return;
    if (run.text === undefined ? records.some(concerns) : textChanged()) mark();
  });
  let run = null;

  function observe(root) {
    roots.push(root);
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    return root;
  }
  observe(document);
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function attach(options) { return observe(attachShadow.call(this, options)); };

  for (const type of ["keydown", "pointermove", "pointerup", "input"]) {
    addEventListener(type, (event) => { if (run) run.events[type] = event.timeStamp; }, { capture: true });
  }

  function find(selector) {
    for (const root of roots) {
      const found = root.querySelector(selector);
      if (found) return found;
    }
    return null;
  }

  function concerns({ target, addedNodes }) {
    for (let node = target; node; node = node.getRootNode().host) {
      const element = node instanceof Element ? node : node.parentElement;
      if (element?.closest(run.selector)) return true;
    }
    return [...addedNodes].some((node) => node instanceof Element
      && (node.matches(run.selector) || node.querySelector(run.selector)));
  }

  function textChanged() {
    const text = find(run.selector)?.textContent ?? run.text;
    if (text === run.text) return false;
    run.text = text;
    return true;
  }

  function mark() {
    const mine = run;
    mine.changed = performance.now();
    afterPaint((now) => { mine.painted = now; });
  }

  // A message posted from an animation frame is handled once that frame has been painted.
  function afterPaint(then) {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => then(performance.now());
      port2.postMessage(null);
    });
  }

  const pause = () => new Promise((resolve) => { setTimeout(resolve, 20); });

  return {
    /** From now on, note events and the changes inside `selector`: of its text, or of anything. */
    start(selector, ofText) {
      run = { selector, events: {}, changed: 0, painted: 0, text: ofText ? find(selector)?.textContent ?? "" : undefined };
    },

    /** What was noted, once nothing has changed for `settle` ms; after `patience` ms without any change, too. */
    async stop(settle, patience) {
      const begun = performance.now();
      const { events } = run;
      for (;;) {
        const now = performance.now();
        const quiet = run.changed && run.painted >= run.changed && now - run.changed > settle;
        if (quiet || now - begun > patience) break;
        await pause();
      }
      const painted = run.painted || null;
      run = null;
      return { events, painted };
    },

    /** Milliseconds since navigation began when all of `selectors` had been painted. */
    shown(selectors, patience) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const missing = selectors.filter((selector) => !find(selector)?.getBoundingClientRect().width);
          if (!missing.length) afterPaint(resolve);
          else if (performance.now() > patience) reject(new Error(`not shown: ${missing.join(", ")}`));
          else requestAnimationFrame(look);
        };
        look();
      });
    },
  };
})();
