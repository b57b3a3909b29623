// The arithmetic of the ranking, the same as clusterdash/analysis/scoring.py: pure functions, no DOM.
//
// z holds one row of `width` criteria per cell (province × division), 0..1, NaN = missing. A missing criterion's
// weight goes to the other criteria of its topic, an empty topic's weight to the other topics; or, where `fill` has
// a number for its column, it counts as that. Coverage knows no fill.

export const MIN_COVERAGE = 0.65;
const COVERAGE_TOLERANCE = 1e-9;
const RANK_TOLERANCE = 1e-12;
const MOST_POINTS = 100;

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
 * −1 = no such cell; weights: from `shares`; fill: by column a number or null, or null for all. Returns Float64Arrays score
 * (0..1, NaN = not ranked), coverage (0..1, NaN = nothing to cover) and parts (cells × topics, adding up to the score).
 */
export function score(z, width, columns, cells, weights, geometric, fill = null) {
  const topics = topicScores(z, width, columns, cells, weights, geometric, fill);
  const result = {
    score: new Float64Array(cells.length).fill(NaN),
    coverage: new Float64Array(cells.length).fill(NaN),
    parts: new Float64Array(cells.length * weights.topic.length),
  };
  if (!weights.weighs) return result;
  for (let n = 0; n < cells.length; n += 1) combine(result, n, topics, weights.topic, geometric);
  return result;
}

/**
 * What a row scores in each topic, which the topics' weights do not touch.
 *
 * As for `score`. Returns Float64Arrays (cells × topics) mean (NaN = nothing to weigh; a logarithm if geometric) and
 * found (the share of the topic's weight that has figures).
 */
export function topicScores(z, width, columns, cells, weights, geometric, fill = null) {
  const topics = weights.topic.length;
  const used = [];
  weights.criterion.forEach((share, c) => {
    const column = columns[c];
    if (!(share > 0 && column >= 0)) return;
    const instead = fill?.[column] ?? NaN;
    used.push({ column, topic: weights.topicOf[c], share, instead: share * (geometric ? logarithm(instead) : instead) });
  });
  const mean = new Float64Array(cells.length * topics);
  const found = new Float64Array(cells.length * topics);
  const counted = new Float64Array(topics);
  for (let n = 0; n < cells.length; n += 1) {
    counted.fill(0);
    const start = cells[n] * width;
    const own = n * topics;
    for (const { column, topic, share, instead } of used) {
      const value = cells[n] < 0 ? NaN : z[start + column];
      if (value === value) {
        mean[own + topic] += share * (geometric ? logarithm(value) : value);
        found[own + topic] += share;
        counted[topic] += share;
      } else if (instead === instead) {
        mean[own + topic] += instead;
        counted[topic] += share;
      }
    }
    for (let t = 0; t < topics; t += 1) mean[own + t] = counted[t] > 0 ? mean[own + t] / counted[t] : NaN;
  }
  return { mean, found };
}

function logarithm(value) {
  return Math.log(1 + 99 * Math.min(Math.max(value, 0), 1));
}

function combine(result, n, topics, shares, geometric) {
  const own = n * shares.length;
  let covered = 0;
  let present = 0;
  let total = 0;
  for (let t = 0; t < shares.length; t += 1) {
    covered += shares[t] * topics.found[own + t];
    const mean = topics.mean[own + t];
    if (mean !== mean) continue;
    present += shares[t];
    total += shares[t] * mean;
  }
  result.coverage[n] = covered;
  if (!(present > 0) || covered < MIN_COVERAGE - COVERAGE_TOLERANCE) return;
  const mean = total / present;
  const shown = onScale(mean, geometric);
  result.score[n] = shown;
  for (let t = 0; t < shares.length; t += 1) {
    if (topics.mean[own + t] !== topics.mean[own + t]) continue;
    const part = (shares[t] * topics.mean[own + t]) / present;
    // Where every logarithm is 0, nothing but the weights distinguishes the topics.
    if (!geometric) result.parts[own + t] = part;
    else result.parts[own + t] = shown * (mean > 0 ? part / mean : shares[t] / present);
  }
}

function onScale(mean, geometric) {
  return geometric ? Math.exp(mean) / 100 : mean;
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
    if (place === 0 || !level(first, value)) {
      first = value;
      place = position + 1;
    }
    ranks[order[position]] = place;
  }
  return { rank: ranks, order };
}

function level(better, value) {
  return better - value <= RANK_TOLERANCE * Math.max(Math.abs(better), Math.abs(value));
}

function down(value) {
  return value === value ? -value : Number.MAX_VALUE;
}

/**
 * Between which whole points of each topic, the others staying as they are, the first place holds.
 *
 * topics: from `topicScores`, of those that may be ranked; points: by topic, 0 where it has nothing to weigh. Whoever
 * is first today stays first, alone or level with newcomers. Returns null where nobody is first today, else by topic
 * {from, to, below, above}: who takes over one point beyond, null at the end of the scale, −1 where nobody is ranked.
 */
export function holds(topics, points, geometric) {
  const intervals = Array.from(points, (now, t) => {
    const meansAt = alongTopic(topics, points, t);
    const today = firsts(meansAt(now), geometric);
    const end = (step) => {
      for (let at = now + step; at >= 0 && at <= MOST_POINTS; at += step) {
        const means = meansAt(at);
        const best = onScale(largest(means), geometric);
        if (!today.every((n) => level(best, onScale(means[n], geometric)))) {
          return { last: at - step, taker: taker(means, geometric, today) };
        }
      }
      return { last: step < 0 ? 0 : MOST_POINTS, taker: null };
    };
    if (!today.length) return null;
    const [low, high] = [end(-1), end(1)];
    return { from: low.last, to: high.last, below: low.taker, above: high.taker };
  });
  return intervals.includes(null) ? null : intervals;
}

/** What every row comes to when topic t has so many points: the others add up to the same, whatever it has. */
function alongTopic({ mean, found }, points, t) {
  const rows = mean.length / points.length;
  const [sum, present, covered, means] = Array.from({ length: 4 }, () => new Float64Array(rows));
  let others = 0;
  points.forEach((given, other) => {
    if (other === t) return;
    others += given;
    for (let n = 0, at = other; n < rows; n += 1, at += points.length) {
      covered[n] += given * found[at];
      if (mean[at] !== mean[at]) continue;
      present[n] += given;
      sum[n] += given * mean[at];
    }
  });
  return (given) => {
    const enough = (MIN_COVERAGE - COVERAGE_TOLERANCE) * (others + given);
    for (let n = 0, at = t; n < rows; n += 1, at += points.length) {
      const there = mean[at] === mean[at];
      const weight = there ? present[n] + given : present[n];
      const ranked = weight > 0 && !(covered[n] + given * found[at] < enough);
      means[n] = ranked ? (there ? sum[n] + given * mean[at] : sum[n]) / weight : NaN;
    }
    return means;
  };
}

function largest(values) {
  let best = -Infinity;
  for (let n = 0; n < values.length; n += 1) if (values[n] > best) best = values[n];
  return best;
}

function firsts(means, geometric) {
  const best = onScale(largest(means), geometric);
  return Array.from(means.keys()).filter((n) => level(best, onScale(means[n], geometric)));
}

/** The best newcomer; whoever of today's is left where there is none; −1: nobody is ranked. */
function taker(means, geometric, today) {
  const found = firsts(means, geometric).sort((a, b) => means[b] - means[a] || a - b);
  return found.find((n) => !today.includes(n)) ?? found[0] ?? -1;
}
