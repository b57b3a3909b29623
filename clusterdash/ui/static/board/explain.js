// A bar in words.

/** Sentences about row n of a result: its place, what carries it, its change of rank, how much rests on figures. */
export function explain({ say, number, percent }, data, result, n) {
  const row = data.rows[n];
  if (row.status !== "ranked") return say(`explain_${row.status}`, { name: row.name, workplaces: number(row.workplaces) });
  if (!result.weighs) return say("all_zero");
  const coverage = percent(result.coverage[n]);
  if (!result.rank[n]) return say("explain_uncovered", { name: row.name, coverage });
  const ties = result.rank.filter((rank) => rank === result.rank[n]).length - 1;
  const place = { name: row.name, rank: number(result.rank[n]), count: number(result.ranked), score: number(100 * result.score[n], 1) };
  return [
    say(ties ? "explain_tied" : "explain_place", { ...place, ties: number(ties) }),
    carried({ say, number }, data, result, n),
    moved({ say, number }, result, n),
    say("explain_coverage", { coverage }),
    row.pick ? say("explain_pick") : "",
    row.small ? say("explain_small", { workplaces: number(row.workplaces) }) : "",
  ].filter(Boolean).join(" ");
}

function carried({ say, number }, data, result, n) {
  const topics = data.topics
    .map(({ name }, t) => ({ name, part: result.parts[n * data.topics.length + t] }))
    .filter(({ part }) => part > 0)
    .sort((a, b) => b.part - a.part)
    .slice(0, 2);
  if (!topics.length) return "";
  const [first, second] = topics.map(({ name, part }) => `${name} (${number(100 * part, 1)})`);
  return second ? say("explain_two", { first, second }) : say("explain_one", { first });
}

function moved({ say, number }, result, n) {
  const places = result.before[n] ? result.before[n] - result.rank[n] : 0;
  if (!places) return "";
  return say(places > 0 ? "explain_up" : "explain_down", { places: number(Math.abs(places)) });
}
