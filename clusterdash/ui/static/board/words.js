// Words and numbers in the reader's language: templates and number format come with the data.

/** say(key, {placeholder: text}), number(value, digits) and percent(share of 1, digits) for one language. */
export function speaker(text, format) {
  const parts = new Map(Object.entries(text).map(([key, template]) => [key, template.split(/\{(\w+)\}/)]));
  const say = (key, values = {}) =>
    (parts.get(key) ?? [key]).reduce((line, part, n) => line + (n % 2 ? values[part] ?? "" : part), "");
  const number = (value, digits = 0) => {
    if (!Number.isFinite(value)) return "–";
    // Like clusterdash.text.numbers, toFixed rounds the exact value, ties away from zero; Intl takes ten times as long.
    const [whole, part] = value.toFixed(digits).split(".");
    const grouped = whole.length > 3 ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, format.group) : whole;
    return part ? grouped + format.decimal + part : grouped;
  };
  const percent = (share, digits = 0) =>
    Number.isFinite(share) ? format.percent.replace("{value}", number(100 * share, digits)) : "–";
  return { say, number, percent };
}
