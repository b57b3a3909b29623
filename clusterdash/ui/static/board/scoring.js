// The arithmetic of the ranking, the same as clusterdash/analysis/scoring.py: pure functions, no DOM.
//
// z holds one row of `width` criteria per cell (province × division), 0..1, NaN = missing. A missing criterion's
// weight goes to the other criteria of its topic, an empty topic's weight to the other topics; or, where `fill` has
// a number for its column, it counts as that. Coverage knows no fill.

export const MIN_COVERAGE = 0.65;
const COVERAGE_TOLERANCE = 1e-9;
const RANK_TOLERANCE = 1e-12;

/**
 * Shares from points: of the topics in the whole, and of the criteria inside their topic; each adds up to 1.
 *
 * topics: [{code}]; criteria: [{code, topic, usable}]; points: {topics: {code: 0-100}, criteria: {code: 0-100}}.
 * A topic none of whose usable criteria has points gets no share. Returns null where nothing is left to weigh.
 */
export function shares(topics, criteria, points) {
  const topicOf = Int32Array.from(criteria, (criterion) => topics.findIndex(({ code }) => code === criterion.topic));
  const inside = new Float64Array(topics.length);
  const criterion = Float64Array.from(criteria, (c) => (c.usable ? points.criteria[c.code] : 0));
  criterion.forEach((given, c) => { inside[topicOf[c]] += given; });
  criterion.forEach((given, c) => { criterion[c] = given > 0 ? given / inside[topicOf[c]] : 0; });
  const topic = Float64Array.from(topics, ({ code }, t) => (inside[t] > 0 ? points.topics[code] : 0));
  const total = topic.reduce((sum, given) => sum + given, 0);
  const empty = Array.from(inside, (sum) => sum === 0);
  const weighs = total > 0;
  return { topicOf, criterion, topic: topic.map((given) => (weighs ? given / total : 0)), empty, weighs };
}

/**
 * Score, coverage and what each topic adds, for the given cells.
 *
 * z: Float64Array (cells × width); columns: the column of z of each criterion, −1 = none; cells: row numbers of z,
 * −1 = no such cell; weights: from `shares`; fill: by column a number or null, or null for all. Returns Float64Arrays score (0..1, NaN = not ranked), coverage (0..1,
 * NaN = nothing to cover) and parts (cells × topics, adding up to the score).
 */
export function score(z, width, columns, cells, weights, geometric, fill = null) {
  const topics = weights.topic.length;
  const used = [];
  weights.criterion.forEach((share, c) => {
    const column = columns[c];
    if (!(share > 0 && column >= 0)) return;
    const instead = fill?.[column] ?? NaN;
    used.push({ column, topic: weights.topicOf[c], share, instead: share * (geometric ? logarithm(instead) : instead) });
  });
  const result = {
    score: new Float64Array(cells.length).fill(NaN),
    coverage: new Float64Array(cells.length).fill(NaN),
    parts: new Float64Array(cells.length * topics),
  };
  if (!weights.weighs) return result;
  const sum = new Float64Array(topics);
  const found = new Float64Array(topics);
  const filled = new Float64Array(topics);
  for (let n = 0; n < cells.length; n += 1) {
    sum.fill(0);
    found.fill(0);
    filled.fill(0);
    const start = cells[n] * width;
    for (const { column, topic, share, instead } of used) {
      const value = cells[n] < 0 ? NaN : z[start + column];
      if (value === value) {
        sum[topic] += share * (geometric ? logarithm(value) : value);
        found[topic] += share;
      } else if (instead === instead) {
        sum[topic] += instead;
        filled[topic] += share;
      }
    }
    combine(result, n, weights.topic, sum, found, filled, geometric);
  }
  return result;
}

function logarithm(value) {
  return Math.log(1 + 99 * Math.min(Math.max(value, 0), 1));
}

function combine(result, n, topicShares, sum, found, filled, geometric) {
  const topics = topicShares.length;
  let covered = 0;
  let present = 0;
  let total = 0;
  for (let t = 0; t < topics; t += 1) {
    covered += topicShares[t] * found[t];
    const counted = found[t] + filled[t];
    if (counted > 0) {
      present += topicShares[t];
      total += (topicShares[t] * sum[t]) / counted;
    }
  }
  result.coverage[n] = covered;
  if (!(present > 0) || covered < MIN_COVERAGE - COVERAGE_TOLERANCE) return;
  const mean = total / present;
  const shown = geometric ? Math.exp(mean) / 100 : mean;
  result.score[n] = shown;
  for (let t = 0; t < topics; t += 1) {
    const counted = found[t] + filled[t];
    if (!(counted > 0)) continue;
    const part = (topicShares[t] * sum[t]) / counted / present;
    // Where every logarithm is 0, nothing but the weights distinguishes the topics.
    if (!geometric) result.parts[n * topics + t] = part;
    else result.parts[n * topics + t] = shown * (mean > 0 ? part / mean : topicShares[t] / present);
  }
}

/**
 * Competition ranks (1 = best, ties share the better place) and the order to show: best first, then the unranked.
 *
 * A value ties with the first of its group if it is within 1e-12 of it, relative to the larger of the two.
 * Returns Int32Arrays rank (0 = not ranked) and order; equals and the unranked keep the order given.
 */
export function rank(scores) {
  const order = Int32Array.from(scores, (_, n) => n);
  order.sort((a, b) => (down(scores[a]) - down(scores[b])) || a - b);
  const ranks = new Int32Array(scores.length);
  let first = Infinity;
  let place = 0;
  for (let position = 0; position < order.length; position += 1) {
    const value = scores[order[position]];
    if (value !== value) break;
    if (place === 0 || first - value > RANK_TOLERANCE * Math.max(Math.abs(first), Math.abs(value))) {
      first = value;
      place = position + 1;
    }
    ranks[order[position]] = place;
  }
  return { rank: ranks, order };
}

function down(value) {
  return value === value ? -value : Number.MAX_VALUE;
}
