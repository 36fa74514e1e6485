/** The laws of domain/kernel/decider.ts, for every aggregate, over random sequences of commands. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { authority } from "../../domain/authority/decider.ts";
import { catalogue } from "../../domain/catalogue.ts";
import { certificate } from "../../domain/certificate/decider.ts";
import { crl } from "../../domain/crl/decider.ts";
import { governance } from "../../domain/governance/decider.ts";
import type { GovernanceEvent } from "../../domain/governance/events.ts";
import type { Governance } from "../../domain/governance/state.ts";
import { guard, MAX_EVENTS } from "../../domain/guard/decider.ts";
import { type Decider, fold } from "../../domain/kernel/decider.ts";
import type { Category } from "../../domain/kernel/stream.ts";
import { key } from "../../domain/key/decider.ts";
import { ocsp } from "../../domain/ocsp/decider.ts";
import { request } from "../../domain/request/decider.ts";
import type { RequestEvent } from "../../domain/request/events.ts";
import { seals } from "../../domain/transparency/decider.ts";
import { webhook } from "../../domain/webhook/decider.ts";
import { authorityCommand } from "./commands/authority.ts";
import { certificateCommand } from "./commands/certificate.ts";
import { crlCommand } from "./commands/crl.ts";
import { governanceCommand, governanceCommands } from "./commands/governance.ts";
import { guardCommand } from "./commands/guard.ts";
import { keyCommand } from "./commands/key.ts";
import { ledgerCommand } from "./commands/ledger.ts";
import { ocspCommand } from "./commands/ocsp.ts";
import { requestCommand } from "./commands/request.ts";
import { webhookCommand } from "./commands/webhook.ts";

/** Long enough that what comes late in a life does come. */
const sequences = <C>(command: fc.Arbitrary<C>, maxLength: number): fc.Arbitrary<readonly C[]> =>
  fc.array(command, { minLength: maxLength / 2, maxLength });

type Any = Decider<unknown, unknown, unknown>;
const AGGREGATES: readonly {
  readonly name: Category;
  readonly aggregate: Any;
  readonly commands: fc.Arbitrary<readonly unknown[]>;
}[] = [
  { name: "governance", aggregate: governance as Any, commands: governanceCommands(sequences(governanceCommand, 24)) },
  { name: "guard", aggregate: guard as Any, commands: sequences(guardCommand, 6) },
  { name: "certificate", aggregate: certificate as Any, commands: sequences(certificateCommand, 12) },
  { name: "crl", aggregate: crl as Any, commands: sequences(crlCommand, 24) },
  { name: "key", aggregate: key as Any, commands: sequences(keyCommand, 6) },
  { name: "authority", aggregate: authority as Any, commands: sequences(authorityCommand, 6) },
  { name: "ocsp", aggregate: ocsp as Any, commands: sequences(ocspCommand, 6) },
  { name: "webhook", aggregate: webhook as Any, commands: sequences(webhookCommand, 6) },
  { name: "ledger", aggregate: seals as Any, commands: sequences(ledgerCommand, 8) },
  { name: "request", aggregate: request as Any, commands: sequences(requestCommand, 24) },
];

const freeze = <T>(x: T): T => {
  if (typeof x !== "object" || x === null || ArrayBuffer.isView(x)) return x;
  for (const v of Object.values(x)) freeze(v);
  return Object.freeze(x);
};

/** Plays commands; frozen inputs make any mutation a throw. Returns every event. */
const play = (
  { initial, decide, evolve }: Any,
  commands: readonly unknown[],
): { readonly events: readonly unknown[]; readonly state: unknown } => {
  let state = freeze(initial);
  const events: unknown[] = [];
  for (const command of commands) {
    const decided = decide(freeze(command), state);
    if (!decided.ok) continue;
    for (const event of decided.value) {
      events.push(event);
      state = freeze(evolve(state, freeze(event)));
    }
  }
  return { events, state };
};

test("no aggregate is left out", () => {
  expect(AGGREGATES.map((a) => a.name).sort()).toEqual(Object.keys(catalogue).sort());
});

describe.for(AGGREGATES)("$name", ({ name, aggregate, commands }) => {
  // A law that holds for states that are never reached says nothing. The seed is fixed: this holds or does not.
  test("is brought to each of its events", () => {
    const reached = fc
      .sample(commands, { numRuns: 100, seed: 1 })
      .flatMap((sequence) => play(aggregate, sequence).events.map((e) => (e as { type: string }).type));
    expect([...new Set(reached)].sort()).toEqual(Object.keys(catalogue[name] ?? {}).sort());
  });

  test.prop([commands])(
    "decides without mutating, evolves what it decides, and folds to the same state",
    (sequence) => {
      const { events, state } = play(aggregate, sequence);
      expect(fold(aggregate, events)).toEqual(state);
      expect(fold(aggregate, events)).toEqual(fold(aggregate, structuredClone(events)));
    },
  );

  test.prop([commands])("decides the same when asked the same in the same state", (sequence) => {
    const { state } = play(aggregate, sequence);
    for (const command of sequence) {
      const first = aggregate.decide(command, state);
      const second = aggregate.decide(command, state);
      expect(second).toEqual(first);
    }
  });
});

test.prop([sequences(crlCommand, 30)])("CRL numbers strictly grow", (sequence) => {
  const numbers = play(crl as Any, sequence).events.flatMap((e) =>
    (e as { type: string }).type === "CrlPrepared" ? [BigInt((e as { body: { number: string } }).body.number)] : [],
  );
  expect(numbers.every((n, i) => i === 0 || n > (numbers[i - 1] ?? 0n))).toBe(true);
});

test.prop([sequences(certificateCommand, 30)])(
  "a certificate is issued at most once, and once revoked it stays revoked",
  (sequence) => {
    const { events, state } = play(certificate as Any, sequence);
    const types = events.map((e) => (e as { type: string }).type);
    expect(types.filter((t) => t === "CertificateIssued").length).toBeLessThanOrEqual(1);
    if (types.includes("CertificateRevoked")) expect((state as { status: { is: string } }).status.is).toBe("revoked");
  },
);

test.prop([sequences(guardCommand, 6)])("a day has a bounded number of refused attempts and of logins", (sequence) => {
  const types = play(guard as Any, sequence).events.map((e) => (e as { readonly type: string }).type);
  for (const type of ["AttemptsRefused", "LoginsAccepted"])
    expect(types.filter((t) => t === type).length).toBeLessThanOrEqual(MAX_EVENTS);
});

test.prop([sequences(governanceCommand, 24)])("a quorum of approvers always remains", (sequence) => {
  const { state } = play(governance as Any, sequence) as { readonly state: Governance };
  if (state.at !== "founded") return;
  const active = [...state.officers.values()].filter((o) => o.isActive && o.roles.includes("approver"));
  expect(active.length).toBeGreaterThanOrEqual(state.quorum);
});

test.prop([sequences(governanceCommand, 24)])("a mandate is granted once, and once suspended stays so", (sequence) => {
  const { events, state } = play(governance as Any, sequence) as {
    readonly events: readonly GovernanceEvent[];
    readonly state: Governance;
  };
  const count = (type: GovernanceEvent["type"]) => events.filter((e) => e.type === type).length;
  expect(count("MandateGranted")).toBeLessThanOrEqual(1);
  expect(count("MandateSuspended")).toBeLessThanOrEqual(count("MandateGranted"));
  if (state.at === "founded" && count("MandateSuspended") > 0)
    expect([...state.mandates.values()].map((m) => m.isSuspended)).toEqual([true]);
});

test.prop([sequences(requestCommand, 24)])(
  "a request is approved by two distinct officers who may, or not at all",
  (sequence) => {
    for (const event of play(request as Any, sequence).events as readonly RequestEvent[])
      if (event.type === "RequestApproved") expect(event.body.approvers).toEqual(["alice", "bob"]);
  },
);
