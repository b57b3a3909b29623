// Streamlit's lists, dates and tables speak English only. Here their own words, read and heard, are said in the
// visitor's language, and so is that the server cannot be reached.

const SAID = [
  [/^Add: (?<value>.+)$/s, "find"],
  [/^No results$/, "nothing"],
  [/^Select all$/, "all"],
  [/^Select (?<value>\d+) matches$/, "matches"],
  [/^(?<value>\d+) options? available\.$/, "options"],
  [/^Selected values$/, "chosen"],
  [/^Open$/, "open"],
  [/^Clear (?:value|date)$/, "clear"],
  [/^Clear all$/, "clear_all"],
  [/^Remove (?<value>.+)$/s, "remove"],
  [/^Choose date(?<value>, .+)?$/, "date"],
  [/^Previous month$/, "previous_month"],
  [/^Next month$/, "next_month"],
  [/^Use arrow keys to navigate dates\. Enter to select\. Escape to close\.$/, "date_keys"],
  [/^day, (?<value>.+)$/, "day"],
  [/^month, (?<value>.+)$/, "month"],
  [/^year, (?<value>.+)$/, "year"],
  [/^dd$/, "dd"],
  [/^mm$/, "mm"],
  [/^yyyy$/, "yyyy"],
  [/^Increment$/, "more"],
  [/^Decrement$/, "less"],
  [/^Download as CSV(?<value>: .+)?$/s, "csv"],
  [/^Fullscreen(?<value>: .+)?$/s, "full"],
  [/^Close fullscreen(?<value>: .+)?$/s, "not_full"],
  [/^Search(?<value>: .+)?$/s, "search"],
  [/^Show\/hide columns(?<value>: .+)?$/s, "columns"],
  [/^Press Enter to (?:apply|submit form)$/, "enter"],
  [/^Press (?:⌘|Ctrl)\+Enter to (?:apply|submit form)$/, "control_enter"],
  [/^Help for (?<value>.+)$/s, "help"],
  [/^Skip to main content$/, "skip"],
  [/^Sidebar$/, "sidebar"],
  [/^App pages$/, "pages"],
];
// Nothing of what people wrote stands in these but what they may choose from.
const WIDGETS =
  ".stSelectbox, .stMultiSelect, .stDateInput, .stNumberInput, .stElementToolbar, " +
  "a[href='#stMain'], .stSidebar, [role=listbox], [role=dialog], [role=tooltip], [data-testid=InputInstructions], " +
  ".stTooltipIcon, [data-live-announcer]";

const LOOK = 250; // milliseconds
const LOST = "connection-lost";

export default function mount({ data }) {
  document.documentElement.lang = data.language;
  const say = (text) => {
    for (const [said, word] of SAID) {
      const found = said.exec(text);
      // A function, since what was typed may hold what `replace` takes for a pattern.
      if (found && data.words[word]) return data.words[word].replace("{value}", () => found.groups?.value ?? "");
    }
    return text;
  };
  const put = (node, name) => {
    const said = say(node[name] ?? "");
    if (node[name] && node[name] !== said) node[name] = said;
  };
  const translate = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement?.closest(WIDGETS)) put(node, "nodeValue");
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      if (node.hasAttribute("aria-label") && node.closest(WIDGETS)) put(node, "ariaLabel");
      node.childNodes.forEach(translate);
    }
  };
  const watch = new MutationObserver((changes) => {
    for (const { addedNodes, target, type } of changes) (type === "childList" ? addedNodes : [target]).forEach(translate);
  });
  watch.observe(document.body, { childList: true, subtree: true, characterData: true, attributeFilter: ["aria-label"] });
  translate(document.body);
  const said = sentence(data.lost);
  const look = setInterval(() => {
    said.hidden = connected();
    // Streamlit's own sentence covers the page and takes the keys from whoever writes.
    if (!connected()) document.querySelector(".stDialog [role=dialog] > button")?.click();
  }, LOOK);
  return () => {
    watch.disconnect();
    clearInterval(look);
    said.hidden = true;
  };
}

function sentence(text) {
  const line = document.getElementById(LOST) ?? document.body.appendChild(document.createElement("p"));
  line.id = LOST;
  line.setAttribute("role", "status");
  line.textContent = text;
  line.hidden = true;
  return line;
}

function connected() {
  return (document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState ?? "CONNECTED") === "CONNECTED";
}
