// Words and numbers in the reader's language: templates and number format come with the data.

const formats = [];

/** Digits alone; ties round away from zero, as in clusterdash.text.numbers. */
function plain(digits) {
  formats[digits] ??= new Intl.NumberFormat("en", {
    useGrouping: false, minimumFractionDigits: digits, maximumFractionDigits: digits,
  });
  return formats[digits];
}

/** say(key, {placeholder: text}), number(value, digits) and percent(share of 1, digits) for one language. */
export function speaker(text, format) {
  const parts = new Map(Object.entries(text).map(([key, template]) => [key, template.split(/\{(\w+)\}/)]));
  const say = (key, values = {}) =>
    (parts.get(key) ?? [key]).reduce((line, part, n) => line + (n % 2 ? values[part] ?? "" : part), "");
  const number = (value, digits = 0) => {
    if (!Number.isFinite(value)) return "–";
    const [whole, part] = plain(digits).format(value).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, format.group);
    return part ? grouped + format.decimal + part : grouped;
  };
  const percent = (share, digits = 0) =>
    Number.isFinite(share) ? format.percent.replace("{value}", number(100 * share, digits)) : "–";
  return { say, number, percent };
}
