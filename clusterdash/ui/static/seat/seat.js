// A person's token of a meeting, kept by their browser, so that a closed tab finds its way back.

export default function mount({ data, setTriggerValue }) {
  const name = `clusterdash seat ${data.code}`;
  try {
    if (data.forget) localStorage.removeItem(name);
    else if (data.token) localStorage.setItem(name, data.token);
    else {
      const kept = localStorage.getItem(name);
      if (kept) setTriggerValue("found", kept);
    }
  } catch { /* a browser that keeps nothing still has the address */ }
}
