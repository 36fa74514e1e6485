/** Mandates of a test: what they say, granted with real signatures. */
import { randomUUID } from "node:crypto";
import type { Change } from "../../domain/governance/change.ts";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { encodeName } from "../../domain/pki/name.ts";
import { parseDistinguishedName } from "../../domain/pki/name-text.ts";
import type { Subtree } from "../../domain/policy/mandate/subtree.ts";
import type { Mandate } from "../../domain/policy/mandate.ts";
import { changeGovernance } from "../../domain/process/found.ts";
import { signedChange, type TestOfficer } from "./officer.ts";
import { type Ground, LEDGER, OPERATOR, type World } from "./world.ts";

export const directory = (name: string): Subtree => ({
  kind: "directoryName",
  der: toBase64url(encodeName(expectOk(parseDistinguishedName(name)))),
});

/** For `tls-server` certificates below example.test, asked for by service:web. */
export const mandateOf = (world: Ground, change: Partial<Mandate> = {}): Mandate => {
  const authority = world.ports.queries.authorities().find((a) => a.id === "web-ca");
  if (authority?.der == null) throw new TypeError("no authority");
  const now = world.clock.now();
  return {
    id: "web",
    authority: "web-ca",
    key: authority.key,
    issuer: authority.der,
    publicUrl: world.ports.publicUrl,
    profile: { id: "tls-server", version: 1 },
    requesters: ["service:web"],
    subtrees: [{ kind: "dns", value: "example.test" }],
    keyAlgorithms: ["ec-p256"],
    quota: { certificates: 100, seconds: 3_600 },
    notBefore: now,
    notAfter: addSeconds(now, 30 * 86_400),
    ...change,
  };
};

const govern = async (world: World, change: Change, by: readonly TestOfficer[]): Promise<void> => {
  const governed = { store: world.store, clock: world.clock, governance: world.ports.governance };
  expectOk(await changeGovernance(governed, OPERATOR, randomUUID(), change, signedChange(LEDGER, change, by)));
};

export const grantApprovals = (mandate: Mandate, by: readonly TestOfficer[]) => [
  ...signedChange(LEDGER, { type: "GrantMandate", mandate }, by),
];

export const grant = async (world: World, change: Partial<Mandate> = {}): Promise<Mandate> => {
  const mandate = mandateOf(world, change);
  await govern(world, { type: "GrantMandate", mandate }, [world.alice, world.bob]);
  return mandate;
};

export const suspend = (world: World, mandate: string, officer = world.alice): Promise<void> =>
  govern(world, { type: "SuspendMandate", mandate }, [officer]);
