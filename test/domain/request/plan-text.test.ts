import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { addSeconds, type Instant } from "../../../domain/kernel/instant.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { basicConstraints } from "../../../domain/pki/extension/basic-constraints.ts";
import { subjectAltName } from "../../../domain/pki/extension/subject-alt-name.ts";
import { encodeTbsCertificate, fillValidity, parseTbsCertificate } from "../../../domain/pki/tbs-certificate.ts";
import { createAuthority, createResponder } from "../../../domain/process/create-authority.ts";
import { openMaterial } from "../../../domain/process/material.ts";
import { submitRequest } from "../../../domain/process/submit-request.ts";
import type { Plan } from "../../../domain/request/events.ts";
import { planText } from "../../../domain/request/plan-text.ts";
import { makeCsr } from "../../support/csr.ts";
import { loadRequest, makeWorld, OPERATOR, WEB, type World, withHierarchy } from "../../support/world.ts";

type Planned = { readonly plan: Plan; readonly bytes: Uint8Array };

let world: World;
const planned = new Map<string, Planned>();

const keep = async (name: string, made: ReturnType<typeof submitRequest>): Promise<void> => {
  const { plan } = await loadRequest(world, expectOk(await made).id);
  planned.set(name, { plan, bytes: expectOk(await openMaterial(world.ports.vault, plan.tbs)).bytes });
};
const of = (name: string): Planned => planned.get(name) ?? expect.unreachable(name);
const textOf = ({ plan, bytes }: Planned, now: Instant = world.clock.now()) => expectOk(planText(plan, bytes, now));

beforeAll(async () => {
  world = await withHierarchy(await makeWorld());
  const { ports } = world;
  const submit = async (profile: string, csr: Uint8Array) =>
    submitRequest(ports, WEB, randomUUID(), { authority: "web-ca", profile, csr, note: null });
  const name = [{ type: "CN", value: "New" }];
  const authority = (id: string, kind: "root" | "issuing", parent: string | null) =>
    createAuthority(ports, OPERATOR, randomUUID(), { id, kind, name, parent });
  await keep("tls-server", submit("tls-server", await makeCsr()));
  await keep("tls-client", submit("tls-client", await makeCsr({ subject: "CN=Ann", dns: [], emails: ["a@b.test"] })));
  await keep("root-authority", authority("other-root", "root", null));
  await keep("issuing-authority", authority("other-ca", "issuing", "root"));
  await keep("ocsp-responder", createResponder(ports, OPERATOR, randomUUID(), { authority: "web-ca", name }));
});

describe("a plan of every built-in profile says what it is, and agrees with itself", () => {
  test.for<{ profile: string; powers: readonly string[]; purpose: RegExp }>([
    { profile: "tls-server", powers: [], purpose: /^for a subscriber$/ },
    { profile: "tls-client", powers: [], purpose: /^for a subscriber$/ },
    {
      profile: "root-authority",
      powers: ["issue", "revoke"],
      purpose: /^the certificate of our AUTHORITY other-root$/,
    },
    { profile: "issuing-authority", powers: ["issue", "revoke"], purpose: /AUTHORITY other-ca$/ },
    { profile: "ocsp-responder", powers: ["answer"], purpose: /^the OCSP RESPONDER of web-ca, key [0-9a-f]{32}$/ },
  ])("$profile", ({ profile, powers, purpose }) => {
    const text = textOf(of(profile));
    expect(text.contradictions).toEqual([]);
    expect(text.powers).toEqual(powers);
    const said = (label: string) => text.lines.find((l) => l.label === label)?.text;
    expect(said("profile")).toBe(`${profile} version 1`);
    expect(said("purpose")).toMatch(purpose);
  });
});

test("validity and findings in words", () => {
  const { plan, bytes } = of("tls-server");
  const findings = [{ rule: "some-rule", severity: "warning" as const, detail: "odd" }];
  const said = (change: Partial<Plan>) => textOf({ plan: { ...plan, findings, ...change }, bytes }).lines.slice(-2);
  const warning = { label: "warning", text: "odd (some-rule)" };
  const validity = (text: string) => ({ label: "validity", text: `${text}, never after ${plan.latestNotAfter}` });
  expect(said({})).toEqual([validity("90 days from 1 hour before the signature"), warning]);
  expect(said({ durationSeconds: 90, backdateSeconds: 0 })).toEqual([
    validity("90 seconds from the signature"),
    warning,
  ]);
});

describe("what no honest plan says", () => {
  const forged = (change: Partial<Parameters<typeof encodeTbsCertificate>[0]>): Planned => {
    const { plan, bytes } = of("tls-server");
    return { plan, bytes: encodeTbsCertificate({ ...expectOk(parseTbsCertificate(bytes)), ...change }) };
  };
  const extensions = () => expectOk(parseTbsCertificate(of("tls-server").bytes)).extensions;
  const now = (): Instant => world.clock.now();
  test.for<{ name: string; of: () => Planned; at?: () => Instant; says: RegExp }>([
    {
      name: "an authority among subscribers",
      of: () => forged({ extensions: [...extensions().slice(1), basicConstraints({ isCa: true })] }),
      says: /^the certificate may issue certificates, and was not asked for/,
    },
    { name: "another serial number", of: () => forged({ serial: "4001" }), says: /^the serial number in the bytes/ },
    {
      name: "another issuer",
      of: () => forged({ issuer: Uint8Array.of(0x30, 0) }),
      says: /^the issuer in the bytes/,
    },
    {
      name: "a validity that is fixed",
      of: () => {
        const { plan, bytes } = of("tls-server");
        const validity = { notBefore: "2026-06-01T00:00:00.000Z", notAfter: "2027-06-01T00:00:00.000Z" };
        return { plan, bytes: expectOk(fillValidity(bytes, validity as never)) };
      },
      says: /^the validity stands in the bytes/,
    },
    {
      name: "what planning would have refused",
      of: () =>
        forged({ extensions: [...extensions(), subjectAltName([{ kind: "dns", value: "a.test" }], true)].slice(-1) }),
      says: /^the certificate breaks [a-z-]+: /,
    },
    {
      name: "an issuer whose time is over",
      of: () => of("tls-server"),
      at: () => addSeconds(now(), 30 * 365 * 86_400),
      says: /^the issuer's own certificate is over$/,
    },
  ])("$name", ({ of: made, at = now, says }) => {
    expect(textOf(made(), at()).contradictions).toEqual(expect.arrayContaining([expect.stringMatching(says)]));
  });

  test("bytes that are no certificate have no text", () => {
    expect(planText(of("tls-server").plan, Uint8Array.of(0x30, 0), now())).toMatchObject({ ok: false });
  });
});
