/** cartulary ledger: look at the ledger itself, without server or signer. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { readEvent } from "../../domain/catalogue.ts";
import type { Position } from "../../domain/kernel/brand.ts";
import { toBase64url, utf8 } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import type { EventStore } from "../../domain/ports/event-store.ts";
import type { ReadStore } from "../../domain/ports/read-store.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import type { StatementsReport } from "../../domain/process/check-statements.ts";
import { STATEMENT_FORMS } from "../../domain/statement/form.ts";
import { openStore } from "../../http/compose.ts";
import { readServerConfig } from "../../http/config.ts";
import { projections } from "../../projections/all.ts";
import { projectionRunner } from "../../projections/runner.ts";
import { openMemoryReadStore } from "../memory/read-store.ts";
import { openSqliteReadStore } from "../sqlite/read-store.ts";
import { limitOption } from "./argument.ts";
import { addCheckpoint } from "./checkpoint.ts";
import { type CliContext, contextOf } from "./context.ts";
import { CliExit, EXIT, FoundExit } from "./exit.ts";
import { addExport } from "./export.ts";
import { addFollow } from "./follow.ts";
import { addGap } from "./gap.ts";
import { addMove } from "./move.ts";
import { watchedStore } from "./progress.ts";

/** The store, and a line that tells how much of it was read. */
const withWatchedStore = <T>(context: CliContext, says: string, work: (store: EventStore) => Promise<T>): Promise<T> =>
  withStore(context, async (store) => {
    const line = context.out.progress(says);
    try {
      return await work(line.isShown ? watchedStore(store, line.at) : store);
    } finally {
      line.end();
    }
  });

const withStore = async <T>({ home }: CliContext, work: (store: EventStore) => Promise<T>): Promise<T> => {
  const store = await openStore(home, readServerConfig(home).store, { readOnly: true });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

const list = (command: Command): Promise<void> => {
  const context = contextOf(command);
  const { after, limit } = command.opts<{ after?: string; limit: number }>();
  return withStore(context, async (store) => {
    const found = await store.readAll((after as Position | undefined) ?? "start", limit + 1);
    const recorded = found.slice(0, limit);
    const items = recorded.map(({ position, stream, revision, type, bytes }) => {
      const event = readEvent(bytes);
      return {
        position,
        stream,
        revision,
        type,
        at: event.ok ? event.value.at : "unreadable",
        actor: event.ok ? event.value.actor : "",
      };
    });
    const rows = items.map((e) => [
      e.position,
      e.at,
      e.stream.length > 40 ? `${e.stream.slice(0, 39)}…` : e.stream,
      String(e.revision),
      e.type,
      e.actor,
    ]);
    context.out.table(items, ["position", "at", "stream", "rev", "event", "by"], rows);
    if (found.length > limit)
      context.out.warn(`there are more: --limit takes more, --after ${recorded.at(-1)?.position} goes on`);
  });
};

const show = (stream: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  return withStore(context, async (store) => {
    const recorded = await store.readStream(stream);
    if (recorded.length === 0) throw new CliExit(EXIT.refused, "ledger.no-such-stream", "no such stream");
    const envelopes = recorded.map((r) => JSON.parse(Buffer.from(r.bytes).toString("utf8")) as unknown);
    context.out.result(
      envelopes,
      envelopes.map((e) => JSON.stringify(e, null, 2)),
    );
  });
};

const statementLines = ({ statements, forms, officers, doubts }: StatementsReport): readonly string[] => [
  `${statements} statements: ${STATEMENT_FORMS.map((form) => `${forms[form]} ${form}`).join(", ")}`,
  ...officers.map((o) => `  ${o.officer}: ${o.approvals} approvals, ${o.denials} denials by ${o.form}`),
  ...(doubts.length > 0 ? [`${doubts.length} doubts: there may be a copy of a security key`] : []),
  ...doubts.map((d) => `  ${d.stream}@${d.revision}: ${d.what}`),
];

const check = (command: Command): Promise<void> => {
  const context = contextOf(command);
  const { statements: isAboutStatements } = command.opts<{ statements: boolean }>();
  const look = (store: EventStore) => checkLedger(store, { statements: isAboutStatements });
  return withWatchedStore(context, "checking the ledger", look).then((report) => {
    const { events, streams, certificates, findings, open, statements } = report;
    context.out.result(report, [
      `${events} events in ${streams} streams, ${certificates} certificates: ${findings.length === 0 ? "all sound" : `${findings.length} findings`}`,
      ...findings.map((f) => `  ${f.stream}@${f.revision}: ${f.what}`),
      ...(open.length > 0 ? [`${open.length} open; the server finishes what needs nobody:`] : []),
      ...open.map((o) => `  ${o.stream}: ${o.what}`),
      ...(statements === undefined ? [] : statementLines(statements)),
    ]);
    if (findings.length > 0) throw new FoundExit("ledger.findings", "the ledger is not sound");
  });
};

type Model = { readonly digest: string; readonly checkpoint: string };

/** One digest over all rows of a read model, and how far it is. */
const modelOf = (store: ReadStore, name: string, version: number): Model => {
  const rows = store.view(name, version).list("");
  return { digest: toBase64url(sha256(utf8(JSON.stringify(rows)))), checkpoint: store.checkpoint(name) };
};

const liveText = (live: Model | undefined, fresh: Model): string => {
  if (live === undefined) return "absent";
  return live.checkpoint === fresh.checkpoint ? live.digest : "behind";
};

const replay = (command: Command): Promise<void> => {
  const context = contextOf(command);
  return withWatchedStore(context, "replaying the ledger", async (store) => {
    const fresh = openMemoryReadStore();
    const runner = projectionRunner({ store, readStore: fresh, projections });
    await runner.catchUp();
    return { fresh, runner };
  }).then(({ fresh, runner }) => {
    const path = join(context.home, "read/read.sqlite");
    const live = existsSync(path) ? openSqliteReadStore({ path }) : undefined;
    const items = projections.map(({ name, version }) => {
      const replayed = modelOf(fresh, name, version);
      const now = liveText(live && modelOf(live, name, version), replayed);
      return { projection: name, replayed: replayed.digest, live: now, isSame: now === replayed.digest };
    });
    live?.close();
    const rows = items.map((i) => [
      i.projection,
      i.replayed.slice(0, 16),
      i.live.slice(0, 16),
      i.isSame ? "same" : "differs",
    ]);
    context.out.table(items, ["read model", "replayed from zero", "live", ""], rows);
    if (items.some((i) => !i.isSame) || runner.quarantined().length > 0)
      throw new FoundExit("ledger.replay-differs", "a read model differs from the replay of the ledger");
  });
};

export const addLedger = (program: Command): void => {
  const ledger = program.command("ledger").description("the ledger itself, read from its store");
  ledger
    .command("list")
    .description("list events in order")
    .option("--after <position>", "only events after this position")
    .addOption(limitOption(1000))
    .action((_options, command: Command) => list(command));
  ledger
    .command("show <stream>")
    .description("print a stream's envelopes")
    .action((s: string, _options, command: Command) => show(s, command));
  addFollow(ledger);
  ledger
    .command("check")
    .description("verify chains, signatures, certificates and intents")
    .option("--statements", "verify each officer's statement by itself too, and count them by form and officer", false)
    .action((_options, command: Command) => check(command));
  ledger
    .command("replay")
    .description("fold the whole ledger from zero and compare with the read models")
    .action((_options, command: Command) => replay(command));
  addCheckpoint(ledger);
  addMove(ledger);
  addGap(ledger, withStore);
  addExport(ledger);
};
