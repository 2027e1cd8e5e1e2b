/**
 * What the library costs, measured in one run beside bare `fetch`, bare ky and node-zendesk, which make the same requests
 * to the same server.
 *
 *     npm run bench             tables, with the goals beside what is measured
 *     npm run bench -- --json   one JSON object
 *     npm run bench -- --check  only the ratios of calls; fails when one is more than a fifth worse than recorded
 */
import { measureCalls, measureDistance } from './calls.ts';
import { countModules, measureImport } from './cold-start.ts';
import { CALL_GOAL, DISTANCE_GOAL, IMPORT_GOAL_MS, RECORDED, TOLERANCE } from './goals.ts';
import { countRefreshes, measureActiveConnections, measureHandle, measureRefreshStorm } from './scale.ts';

const round = (value: number, digits = 2) => Number(value.toFixed(digits));

async function check(): Promise<void> {
  // A busy machine disturbs a run, so a ratio counts as worse only if it is worse in three runs.
  let worse = Object.keys(RECORDED);
  for (let run = 0; run < 3 && worse.length > 0; run++) {
    const { comparisons } = await measureCalls(15);
    worse = worse.filter((name) => {
      const ratio = comparisons[name]?.ratios['fetch'] ?? Number.NaN;
      const recorded = RECORDED[name] ?? Number.NaN;
      const isWorse = !(ratio <= recorded * TOLERANCE);
      console.log(`${name.padEnd(22)}${round(ratio)} times fetch, recorded ${recorded}${isWorse ? ': worse' : ''}`);
      return isWorse;
    });
  }
  process.exitCode = worse.length === 0 ? 0 : 1;
}

async function report(asJson: boolean): Promise<void> {
  const { comparisons, requests, newConnections, storeReads } = await measureCalls(40);
  const distance = await measureDistance();
  const storm = await measureRefreshStorm(5_000);
  const active = await measureActiveConnections(50_000);
  const results = {
    calls: comparisons,
    requests,
    newConnections,
    storeReadsOnTheHotPath: storeReads,
    createAtAServer50MsAway: round(distance),
    stormOf5000: storm,
    active50000: active,
    refreshesFor10000Callers: await countRefreshes(10_000),
    bytesPerHandle: round(measureHandle(), 0),
    importMs: round(measureImport(15), 0),
    importedModules: countModules(),
  };
  if (asJson) {
    console.log(JSON.stringify(results));
    return;
  }
  console.log('CPU time of a call'.padEnd(22), 'µs'.padStart(6), 'times fetch (goal)', 'ky', 'node-zendesk (goal)');
  for (const [name, { microseconds, ratios }] of Object.entries(comparisons)) {
    const [byFetch = 0, byKy = 0, byOther = 0] = ['fetch', 'ky', 'node-zendesk'].map((other) => ratios[other] ?? 0);
    const cost = Math.round(microseconds['library'] ?? 0);
    const figures = `${round(byFetch)} (${CALL_GOAL.fetch})  ${round(byKy)}  ${round(byOther)} (${CALL_GOAL['node-zendesk']})`;
    console.log(name.padEnd(22), String(cost).padStart(6), figures);
  }
  console.log(`create at a server that answers in 50 ms: ${round(distance)} times fetch (${DISTANCE_GOAL})`);
  console.log(
    `import above globalThis.Request: ${results.importMs} ms (${IMPORT_GOAL_MS}), ${results.importedModules} modules`,
  );
  console.log(
    `storm: ${storm.answered} of 5000 answered in ${round(storm.seconds)} s over ${storm.connections} connections`,
  );
  const { few, many, rssMegabytes } = active;
  console.log(
    `a call with 100 and 50,000 active connections: ${round(few.microseconds, 0)} and ${round(many.microseconds, 0)} µs,`,
    `${round(many.reads)} store reads, ${round(rssMegabytes, 0)} MB in all`,
  );
  console.log(`refreshes for 10,000 callers of one expired token: ${results.refreshesFor10000Callers}`);
  console.log(`bytes of heap per handle: ${results.bytesPerHandle}`);
}

await (process.argv.includes('--check') ? check() : report(process.argv.includes('--json')));
