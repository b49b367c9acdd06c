// What the rounds come to: medians and quartiles, in the shape of benches/sample.rs.

/** The one engine that is known not to run, and where. */
const DOES_NOT_RUN = { engine: 'turso', host: 'Node' };

/** Summaries by host. Engines must agree on every response, and all but the one above must run. */
export function summarized(rounds) {
  const hosts = new Map();
  let expected;
  for (const { engine, host, version, error, answers, warm, load, open, first, answer } of rounds) {
    const name = `${host} ${version}`;
    if (!hosts.has(name)) hosts.set(name, { samples: new Map(), failures: {} });
    const { samples, failures } = hosts.get(name);
    if (error) {
      if (engine !== DOES_NOT_RUN.engine || host !== DOES_NOT_RUN.host) throw new Error(`${engine} in ${host}: ${error}`);
      failures[engine] = error;
      continue;
    }
    expected ??= JSON.stringify(answers);
    if (JSON.stringify(answers) !== expected) {
      throw new Error(`${engine} in ${host} answers ${JSON.stringify(answers)}, the others ${expected}`);
    }
    const starts = { load, open, first_query: first, spawn_to_response: answer };
    const times = Object.entries(starts).map(([metric, time]) => [metric, 'lookup', time]);
    for (const [query, time] of Object.entries(warm)) times.push(['warm', query, time]);
    for (const [metric, query, time] of times) {
      const key = JSON.stringify({ stack: engine, metric, query });
      samples.set(key, [...(samples.get(key) ?? []), time * 1e3]);
    }
  }
  return Array.from(hosts, ([name, { samples, failures }]) => ({ name, failures, times: Array.from(samples, summary) }));
}

function summary([key, values]) {
  const sorted = values.toSorted((one, other) => one - other);
  const quantile = (share) => {
    const place = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return low + (high - low) * (place % 1);
  };
  return { ...JSON.parse(key), n: sorted.length, median: quantile(0.5), p25: quantile(0.25), p75: quantile(0.75) };
}
