// Streamlit's file field speaks English only. Here its own words, read and heard, are said in the visitor's language.

const SAID = [
  [/^(?:Upload|file upload)$/, "choose"],
  [/^(?:Add files|add icon)$/, "another"],
  [/^Remove (?<value>.+)$/s, "remove"],
  [/^Drag and drop a file here$/, "drop"],
  [/^(?<value>.+) per file$/, "each"],
  [/^File must be (?<value>.+) or smaller\.$/, "large"],
  [/^(?<value>.*) files are not allowed\.$/s, "type"],
  [/^Only one file is allowed\.$/, "one"],
  [/^Error:(?<value>\s*)$/, "error"],
  [/^(?<value>\d+(?:\.\d+)?[KMG]?B)$/, "size"],
];

export default function mount({ data }) {
  const say = (text) => {
    for (const [said, word] of SAID) {
      const found = said.exec(text);
      // A function, since a file's name may hold what `replace` takes for a pattern.
      if (!found) continue;
      const value = found.groups?.value ?? "";
      return data.words[word].replace("{value}", () => (word === "remove" ? value : written(value)));
    }
    return text;
  };
  const translate = (field) => {
    const texts = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) put(texts.currentNode, "nodeValue", say(texts.currentNode.nodeValue));
    for (const named of field.querySelectorAll("[aria-label]")) put(named, "ariaLabel", say(named.ariaLabel));
  };
  const look = () => document.querySelectorAll(`.st-key-${CSS.escape(data.key)} .stFileUploader`).forEach(translate);
  // The field may come after this, and is drawn anew whenever a file comes or goes.
  const place = document.querySelector(`.st-key-${CSS.escape(data.around)}`);
  if (!place) return undefined;
  const watch = new MutationObserver(look);
  watch.observe(place, { childList: true, subtree: true, characterData: true, attributeFilter: ["aria-label"] });
  look();
  return () => watch.disconnect();
}

// 20.9MB as Turkish writes it.
function written(value) {
  return value.replace(/(\d+)(?:\.(\d+))?([KMG]?B)\b/, (_, whole, part, unit) =>
    `${whole}${Number(part ?? 0) ? `,${part}` : ""} ${unit}`,
  );
}

function put(node, name, value) {
  if (node[name] !== value) node[name] = value;
}
