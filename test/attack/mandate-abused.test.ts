/**
 * The attacker who holds the API and the store's file, at mandates: what officers allowed in advance must not be stretched.
 * Whatever the plan says of itself, the signer looks at the bytes.
 */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { openSignatureJournal } from "../../adapters/signer-journal/journal.ts";
import type { DomainEvent } from "../../domain/catalogue.ts";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { canonicalDigest, envelopeDigest } from "../../domain/kernel/envelope.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { plainMaterial } from "../../domain/kernel/sealed.ts";
import {
  authorityStream,
  certificateStream,
  GOVERNANCE,
  keyStream,
  requestStream,
} from "../../domain/kernel/stream.ts";
import { parseCertificate } from "../../domain/pki/certificate.ts";
import { authorityInfoAccess } from "../../domain/pki/extension/authority-info-access.ts";
import { basicConstraints } from "../../domain/pki/extension/basic-constraints.ts";
import { crlDistributionPoints } from "../../domain/pki/extension/crl-distribution-points.ts";
import { extendedKeyUsage } from "../../domain/pki/extension/extended-key-usage.ts";
import { encodeGeneralNames, type GeneralName } from "../../domain/pki/extension/general-name.ts";
import { issuerId } from "../../domain/pki/issuer-id.ts";
import { encodeName } from "../../domain/pki/name.ts";
import { parseDistinguishedName } from "../../domain/pki/name-text.ts";
import {
  encodeTbsCertificate,
  fillValidity,
  parseTbsCertificate,
  type TbsCertificate,
} from "../../domain/pki/tbs-certificate.ts";
import type { Mandate } from "../../domain/policy/mandate.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { newSerial, validityAt } from "../../domain/process/plan-issuance.ts";
import { signingService } from "../../domain/process/signing/service.ts";
import type { Plan } from "../../domain/request/events.ts";
import { planDigest } from "../../domain/request/state.ts";
import { type Attacker, attackerOf, plannedBytes } from "../support/attacker.ts";
import { forge } from "../support/forge.ts";
import { directory, grant, grantApprovals, mandateOf, suspend } from "../support/mandate.ts";
import { makeOfficer } from "../support/officer.ts";
import { submissionOf } from "../support/plan.ts";
import { makeWorld, type World, withHierarchy } from "../support/world.ts";

let world: World;
let attacker: Attacker;
let mandate: Mandate;
/** A plan that the mandate covers, to be bent. */
let honest: Plan;

beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  attacker = await attackerOf(world);
  // Planned before the grant, so that it waits for officers and its serial is free.
  honest = (await attacker.submit()).plan;
  mandate = await grant(world);
});

const fieldsOf = (plan: Plan): TbsCertificate => expectOk(parseTbsCertificate(plannedBytes(plan)));

/** The plan with other bytes, and a serial number of its own. */
const bent = (change: Partial<TbsCertificate>, words: Partial<Plan> = {}): Plan => {
  const serial = newSerial(world.ports.entropy);
  const tbs = plainMaterial(encodeTbsCertificate({ ...fieldsOf(honest), serial, ...change }));
  return { ...honest, request: randomUUID().replaceAll("-", ""), serial: serial as Plan["serial"], tbs, ...words };
};

/** Writes the request as if it had been mandated, and prepares its certificate. */
const write = async (plan: Plan, named: Partial<{ id: string; digest: string }> = {}): Promise<Plan> => {
  const reference = { id: mandate.id, digest: canonicalDigest(mandate), ...named } as never;
  await forge(
    world,
    requestStream(plan.request),
    [
      { type: "RequestSubmitted", body: submissionOf({ requester: plan.requester }) },
      { type: "IssuancePlanned", body: { plan } },
      { type: "RequestMandated", body: { plan: planDigest(plan), mandate: reference } },
    ],
    1,
  );
  await attacker.prepare(plan);
  return plan;
};

const refused = async (plan: Plan, code = "mandate.not-covering"): Promise<void> =>
  attacker.expectRefused(attacker.ask(await write(plan)), code);

const dn = (text: string) => encodeName(expectOk(parseDistinguishedName(text)));
const withNames = (...names: readonly GeneralName[]) => ({
  extensions: fieldsOf(honest).extensions.map((e) =>
    e.oid === "2.5.29.17" ? { ...e, value: encodeGeneralNames(names) } : e,
  ),
});
const dns = (value: string): GeneralName => ({ kind: "dns", value });
const www = dns("www.example.test");

test("a plan written so by the attacker, without the lie, is signed: what follows fails for the reason it gives", async () => {
  expect((await attacker.ask(await write(bent({})))).ok).toBe(true);
});

describe("names", () => {
  test.for<{ name: string; change: () => Partial<TbsCertificate> }>([
    { name: "another domain", change: () => withNames(www, dns("example.com")) },
    { name: "another domain in capitals", change: () => withNames(dns("EXAMPLE.COM")) },
    { name: "a domain that only ends like it", change: () => withNames(dns("badexample.test")) },
    { name: "a dot at the end", change: () => withNames(dns("www.example.test.")) },
    { name: "a wildcard above it", change: () => withNames(dns("*.test")) },
    { name: "an A-label that looks like it", change: () => withNames(dns("www.xn--exmple-cua.test")) },
    { name: "one more kind of name", change: () => withNames(www, { kind: "email", value: "root@example.test" }) },
    { name: "a kind that no profile has", change: () => withNames(www, { kind: "registeredId", oid: "1.2.3" }) },
    { name: "a common name outside", change: () => ({ subject: dn("CN=www.example.com") }) },
    { name: "a second common name outside", change: () => ({ subject: dn("CN=www.example.test, CN=example.com") }) },
    {
      name: "a common name outside in one part",
      change: () => ({ subject: dn("CN=www.example.test+CN=example.com") }),
    },
    { name: "an organization", change: () => ({ subject: dn("O=Example, CN=www.example.test") }) },
  ])("$name", async ({ change }) => refused(bent(change())));
});

describe("what the profile would not make", () => {
  const replaced = (oid: string, extension: TbsCertificate["extensions"][number]) => ({
    extensions: fieldsOf(honest).extensions.map((e) => (e.oid === oid ? extension : e)),
  });
  test.for<{ name: string; change: () => Partial<TbsCertificate> }>([
    { name: "an authority", change: () => replaced("2.5.29.19", basicConstraints({ isCa: true })) },
    { name: "another use", change: () => replaced("2.5.29.37", extendedKeyUsage(["clientAuth"])) },
    {
      name: "no use at all, which is every use",
      change: () => ({ extensions: fieldsOf(honest).extensions.filter((e) => e.oid !== "2.5.29.37") }),
    },
    { name: "a CRL elsewhere", change: () => replaced("2.5.29.31", crlDistributionPoints(["http://evil.test/0.crl"])) },
    {
      name: "a responder elsewhere",
      change: () =>
        replaced("1.3.6.1.5.5.7.1.1", authorityInfoAccess({ ocsp: "http://evil.test", caIssuers: "http://evil.test" })),
    },
    {
      name: "one more extension",
      change: () => ({
        extensions: [...fieldsOf(honest).extensions, { oid: "1.2.3.4", critical: false, value: Uint8Array.of(5, 0) }],
      }),
    },
    { name: "extensions in another order", change: () => ({ extensions: fieldsOf(honest).extensions.toReversed() }) },
    { name: "another issuer's name", change: () => ({ issuer: dn("O=Example, CN=Root") }) },
    { name: "another signature algorithm", change: () => ({ algorithm: "ecdsa-sha384" }) },
  ])("$name", async ({ change }) => refused(bent(change())));
});

describe("the plan's words", () => {
  const rootKey = () => world.ports.queries.authorities().find((a) => a.id === "root");
  test.for<{ name: string; words: () => Partial<Plan>; code?: string }>([
    { name: "another profile", words: () => ({ profile: { id: "tls-client", version: 1 } }) },
    { name: "another version", words: () => ({ profile: { id: "tls-server", version: 2 } }) },
    { name: "another requester", words: () => ({ requester: "service:other" }) },
    { name: "ten years", words: () => ({ durationSeconds: 10 * 365 * 86_400 }) },
    { name: "beyond the authority", words: () => ({ latestNotAfter: "2099-01-01T00:00:00.000Z" as never }) },
    { name: "for an authority", words: () => ({ purpose: { for: "authority", authority: "evil" } }) },
    { name: "revoked in a CRL that the certificate does not name", words: () => ({ shard: 1 }) },
    { name: "numbered in another issuer's space", words: () => ({ issuer: "f".repeat(32) }) },
    { name: "the root's key", words: () => ({ key: rootKey()?.key ?? "", authority: "root" }) },
    {
      name: "the root's key for this authority",
      words: () => ({ key: rootKey()?.key ?? "" }),
      code: "signer.not-authorised",
    },
  ])("$name", async ({ words, code }) => refused(bent({}, words()), code));

  test("the root's key, after the ledger was made to say that it is this authority's", async () => {
    const root = rootKey();
    const certificate = expectOk(parseCertificate(fromBase64url(root?.der ?? "") ?? new Uint8Array()));
    const key = "e".repeat(32);
    await forge(world, keyStream(key), [
      { type: "KeyPlanned", body: { algorithm: "ec-p256", purpose: "authority", authority: "web-ca" } },
      {
        type: "KeyGenerated",
        body: {
          spki: Buffer.from(certificate.fields.spki).toString("base64url"),
          module: { kind: "softkey", manufacturer: "", model: "", tokenLabel: "", tokenSerial: "" },
        },
      } as DomainEvent,
    ]);
    await forge(world, authorityStream("web-ca"), [
      {
        type: "AuthorityCertified",
        body: {
          key,
          certificate: { issuer: honest.issuer, serial: honest.serial },
          der: root?.der ?? "",
          digest: "A".repeat(43) as never,
          notAfter: "2099-01-01T00:00:00.000Z" as never,
        },
      },
    ]);
    const { subject } = certificate.fields;
    await refused(bent({ issuer: subject }, { key, issuer: issuerId(subject) }));
    await refused(bent({}, { key }));
  });
});

describe("the mandate itself", () => {
  test("a mandate that one officer signed ends all signing", async () => {
    const wide = mandateOf(world, { id: "wide", subtrees: [{ kind: "dns", value: "test" }] });
    const approvals = grantApprovals(wide, [world.alice]);
    await forge(world, GOVERNANCE, [{ type: "MandateGranted", body: { mandate: wide, approvals } }]);
    await attacker.expectRefused(attacker.ask(await write(bent({}))), "signer.history-rewritten");
    const { findings } = await checkLedger(world.store);
    expect(findings).toMatchObject([{ stream: GOVERNANCE, what: expect.stringContaining("statement.too-few") }]);
  });

  test("nor does one count that officers signed with other names in it", async () => {
    const approvals = grantApprovals(mandateOf(world, { id: "wide" }), [world.alice, world.bob]);
    const wide = mandateOf(world, { id: "wide", subtrees: [{ kind: "dns", value: "test" }] });
    await forge(world, GOVERNANCE, [{ type: "MandateGranted", body: { mandate: wide, approvals } }]);
    await attacker.expectRefused(attacker.ask(await write(bent({}))), "signer.history-rewritten");
  });

  test("a mandate that is not there", async () => {
    const plan = await write(bent({}), { id: "nobody" });
    await attacker.expectRefused(attacker.ask(plan), "mandate.unknown");
  });

  test("another text under the mandate's id", async () => {
    const plan = await write(bent({}), { digest: "A".repeat(43) });
    await attacker.expectRefused(attacker.ask(plan), "mandate.not-covering");
  });

  test("a mandate for authorities, which officers were made to sign, is no part of any history", async () => {
    const issuing = mandateOf(world, { id: "sub-ca", profile: { id: "issuing-authority", version: 1 } });
    const approvals = grantApprovals(issuing, [world.alice, world.bob]);
    await forge(world, GOVERNANCE, [{ type: "MandateGranted", body: { mandate: issuing, approvals } }]);
    const words = { profile: issuing.profile, durationSeconds: 10 * 365 * 86_400, backdateSeconds: 0 };
    const plan = await write(bent({}, words), { id: "sub-ca", digest: canonicalDigest(issuing) });
    await attacker.expectRefused(attacker.ask(plan), "signer.history-rewritten");
  });

  test("suspended after the certificate was prepared", async () => {
    const plan = await write(bent({}));
    await suspend(world, "web", world.bob);
    await attacker.expectRefused(attacker.ask(plan), "mandate.suspended");
  });

  test("a suspension cannot be taken back by taking back the file", async () => {
    const before = await world.store.readAll("start", 10_000);
    await suspend(world, "web");
    await attacker.expectRefused(attacker.ask(await write(bent({}))), "mandate.suspended");
    const { openMemoryEventStore } = await import("../../adapters/memory/event-store.ts");
    const store = openMemoryEventStore();
    for (const row of before) await store.append(row.stream, row.revision === 0 ? "absent" : row.revision - 1, [row]);
    const [first] = await store.readStream(GOVERNANCE);
    const signer = signingService({ ...world, store, genesis: envelopeDigest(first?.bytes ?? new Uint8Array()) });
    await attacker.expectRefused(signer.signCertificate(honest), "signer.history-rewritten");
  });

  test("before it begins, and after it ended", async () => {
    const plan = await write(bent({}));
    world.clock.advance(-60);
    await attacker.expectRefused(attacker.ask(plan), "mandate.not-covering");
    world.clock.advance(31 * 86_400);
    const late = await write(bent({}));
    await attacker.expectRefused(attacker.ask(late), "mandate.not-covering");
  });

  test("bytes that differ from the plan that is covered", async () => {
    const plan = bent({});
    const other = bent(withNames(dns("example.com")));
    const tbs = plainMaterial(expectOk(fillValidity(plannedBytes(other), validityAt(plan, world.clock.now()))));
    await write(plan);
    await forge(world, certificateStream(plan.issuer, other.serial), [
      attacker.preparation(plan, { serial: other.serial, tbs }),
    ]);
    await attacker.expectRefused(attacker.ask({ issuer: plan.issuer, serial: other.serial }), "signer.not-authorised");
  });
});

describe("the quota", () => {
  const small = { certificates: 3, seconds: 3600 };
  const limited = async () => {
    mandate = await grant(world, { id: "small", quota: small });
  };
  const ask = async (signer = world.signer): Promise<string> => {
    const plan = await write(bent({}));
    const result = await signer.signCertificate({ issuer: plan.issuer, serial: plan.serial });
    return result.ok ? "signed" : result.error.code;
  };
  const service = async (journal = world.journal) => {
    const [first] = await world.store.readStream(GOVERNANCE);
    return signingService({ ...world, journal, genesis: envelopeDigest(first?.bytes ?? new Uint8Array()) });
  };

  test("twenty at once get no more than it allows", async () => {
    await limited();
    const before = await world.journal.count();
    const plans = await Promise.all(Array.from({ length: 20 }, () => write(bent({}))));
    const results = await Promise.all(plans.map((plan) => attacker.ask(plan)));
    expect(results.filter((r) => r.ok).length).toBe(3);
    expect(results.filter((r) => !r.ok && r.error.code === "mandate.exceeded").length).toBe(17);
    expect(await world.journal.count()).toBe(before + 3);
  });

  test("two services over one journal share it", async () => {
    await limited();
    const other = await service();
    const plans = await Promise.all(Array.from({ length: 8 }, () => write(bent({}))));
    const results = await Promise.all(
      plans.map((plan, i) => (i % 2 === 0 ? world.signer : other).signCertificate(plan)),
    );
    expect(results.filter((r) => r.ok).length).toBe(3);
  });

  test("a ledger that forgot the earlier certificates does not refill it", async () => {
    await limited();
    const seen = [await ask(), await ask(), await ask(), await ask()];
    expect(seen).toEqual(["signed", "signed", "signed", "mandate.exceeded"]);
    expect(await ask(await service())).toBe("mandate.exceeded");
    world.clock.advance(3601);
    expect(await ask()).toBe("signed");
  });

  test("the same certificate asked for again is not counted again", async () => {
    await limited();
    const plan = await write(bent({}));
    for (let i = 0; i < 5; i++) expect((await attacker.ask(plan)).ok).toBe(true);
    expect([await ask(), await ask(), await ask()]).toEqual(["signed", "signed", "mandate.exceeded"]);
  });

  test("over a restart it is what it was", async () => {
    const { mkdtempSync, rmSync } = await import("node:fs");
    const { tmpdir } = await import("node:os");
    const { join } = await import("node:path");
    const folder = mkdtempSync(join(tmpdir(), "mandate-"));
    await limited();
    const seen: string[] = [];
    for (let i = 0; i < 4; i++) {
      const journal = openSignatureJournal({ path: join(folder, "journal.sqlite") });
      seen.push(await ask(await service(journal)));
      await journal.close();
    }
    rmSync(folder, { recursive: true, force: true });
    expect(seen).toEqual(["signed", "signed", "signed", "mandate.exceeded"]);
  });
});

describe("a replay by a stranger", () => {
  const findings = async (plan: Plan, named = {}) => {
    await write(plan, named);
    return (await checkLedger(world.store)).findings.map((f) => f.what);
  };
  test.for<{ name: string; plan: () => Plan; named?: object; what: RegExp }>([
    { name: "names outside", plan: () => bent(withNames(dns("example.com"))), what: /does not cover it: a name/ },
    { name: "another requester", plan: () => bent({}, { requester: "service:other" }), what: /does not cover it/ },
    { name: "no mandate", plan: () => bent({}), named: { id: "nobody" }, what: /mandate\.unknown/ },
    { name: "another text of it", plan: () => bent({}), named: { digest: "A".repeat(43) }, what: /another mandate/ },
  ])("$name", async ({ plan, named, what }) => {
    expect(await findings(plan(), named)).toEqual([expect.stringMatching(what)]);
  });

  test("a mandate that was suspended before the request", async () => {
    await suspend(world, "web");
    const plan = bent({});
    await forge(
      world,
      requestStream(plan.request),
      [
        { type: "RequestSubmitted", body: submissionOf() },
        { type: "IssuancePlanned", body: { plan } },
        {
          type: "RequestMandated",
          body: { plan: planDigest(plan), mandate: { id: "web", digest: canonicalDigest(mandate) } },
        },
      ],
      2,
    );
    expect((await checkLedger(world.store)).findings).toMatchObject([
      { what: expect.stringContaining("mandate.suspended") },
    ]);
  });
});

test("a person's subtree does not open a host", async () => {
  mandate = await grant(world, { id: "people", subtrees: [directory("O=Example")] });
  await refused(bent({ subject: dn("O=Example, CN=example.com"), ...withNames(www) }));
});

test("an officer's forged key cannot suspend, and a stranger's statement does not count", async () => {
  await expect(suspend(world, "web", makeOfficer("mallory"))).rejects.toThrow(/statement\.signer-unknown/);
});
