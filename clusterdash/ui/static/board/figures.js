// What travels once: the matrix and the boundaries, kept for as long as the browser tab lives.

const kept = new Map();

/** What `read` makes of the answer at the address; a failure is not kept, so that a second try is a real one. */
function once(address, read) {
  if (!kept.has(address)) {
    const reading = fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      return read(answer);
    });
    reading.catch(() => kept.delete(address));
    kept.set(address, reading);
  }
  return kept.get(address);
}

/** Float64Array of provinces × divisions × criteria (little-endian, NaN = missing). */
export async function matrix(address, length) {
  const z = await once(address, async (answer) => new Float64Array(await answer.arrayBuffer()));
  if (z.length !== length) throw new Error(`${address}: ${z.length} figures, not ${length}`);
  return z;
}

/** GeoJSON features, one per province, with its plate code as `id`. */
export function boundaries(address) {
  return once(address, async (answer) => (await answer.json()).features);
}
