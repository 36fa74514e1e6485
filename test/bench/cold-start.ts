/** How long a server takes until it is ready, with 100 000 certificates behind it and with one. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { openSqliteEventStore } from "../../adapters/sqlite/event-store.ts";
import {
  approveBoth,
  call,
  type Home,
  makeAuthorities,
  makeHome,
  type RunningServer,
  startServer,
  submission,
} from "../support/server.ts";
import { inLanes, issuanceIn, issuanceMaker } from "./issuances.ts";
import { type Bench, median, scratch, seconds } from "./measure.ts";

const CERTIFICATES = 100_000;
const AT_ONCE = 2_000;
const ROUNDS = 5;

const fill = async (home: Home): Promise<void> => {
  const store = await openSqliteEventStore({ path: home.file });
  const make = issuanceMaker(issuanceIn(await store.readAll("start", 10_000)));
  for (let done = 0; done < CERTIFICATES; done += AT_ONCE)
    await inLanes(Array.from({ length: AT_ONCE }, make), 256, (a) => store.append(a.stream, a.expected, a.events));
  await store.close();
};

export const coldStart: Bench = async () => {
  const small = makeHome("softkey");
  const first = await startServer(small);
  await makeAuthorities(small);
  const { body } = await call(small, "service:web", "/v1/requests", await submission());
  await approveBoth(small, body.id as unknown as string);
  await first.stop();
  const path = join(scratch(), "large");
  // With its modes: the signer refuses keys that others may read.
  execFileSync("cp", ["-a", small.path, path]);
  const large: Home = { ...small, path, file: join(path, "ledger/ledger.sqlite") };
  await fill(large);
  // The first start folds what is new; what is measured is every later one.
  await (await startServer(large, 600_000)).stop();
  const start = async (home: Home): Promise<number> => {
    let running: RunningServer | undefined;
    const took = await seconds(async () => {
      running = await startServer(home);
    });
    await running?.stop();
    return took;
  };
  const [mine, its]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    mine.push(await start(large));
    its.push(await start(small));
  }
  small.remove();
  const [value, yardstickValue] = [median(mine), median(its)];
  return {
    name: "cold-start-100k",
    ratio: value / yardstickValue,
    value,
    unit: "s",
    yardstick: "the same server with one certificate",
    yardstickValue,
    rounds: ROUNDS,
  };
};
