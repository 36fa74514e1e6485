import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { openMemoryEventStore } from "../../../adapters/memory/event-store.ts";
import { certificate } from "../../../domain/certificate/decider.ts";
import { fromBase64url } from "../../../domain/kernel/bytes.ts";
import { addSeconds } from "../../../domain/kernel/instant.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { certificateStream, crlStream, requestStream } from "../../../domain/kernel/stream.ts";
import { parseCertificateList } from "../../../domain/pki/tbs-cert-list.ts";
import { parseTbsCertificate } from "../../../domain/pki/tbs-certificate.ts";
import { SignerFault } from "../../../domain/ports/signer.ts";
import { checkLedger } from "../../../domain/process/check-ledger.ts";
import { createAuthority, createResponder } from "../../../domain/process/create-authority.ts";
import { issue } from "../../../domain/process/issue.ts";
import { cancelRequest } from "../../../domain/process/judge-request.ts";
import { loadState, readStream } from "../../../domain/process/ledger.ts";
import { openMaterial } from "../../../domain/process/material.ts";
import { newSerial } from "../../../domain/process/plan-issuance.ts";
import { publishCrl } from "../../../domain/process/publish-crl.ts";
import { recover } from "../../../domain/process/recover.ts";
import { changeStatus } from "../../../domain/process/revoke.ts";
import { submitRequest } from "../../../domain/process/submit-request.ts";
import { makeCsr } from "../../support/csr.ts";
import {
  ALICE,
  approve,
  approveAndIssue,
  loadRequest,
  makeWorld,
  OPERATOR,
  WEB,
  type World,
  withHierarchy,
} from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
});

const wish = async (change: object = {}) => ({
  authority: "web-ca",
  profile: "tls-server",
  csr: await makeCsr(),
  note: null,
  ...change,
});
const submit = async (change: object = {}, id: string = randomUUID()) =>
  submitRequest(world.ports, WEB, id, await wish(change));
const issued = async (change: object = {}) => {
  const outcome = expectOk(await approveAndIssue(world, expectOk(await submit(change)).id));
  if (outcome.outcome !== "fulfilled") throw new TypeError(outcome.reason);
  return outcome;
};
const codeOf = (r: { ok: boolean; error?: { code: string } }): string => (r.ok ? "ok" : (r.error?.code ?? ""));
const webCa = () => {
  const row = world.ports.queries.authorities().find((a) => a.id === "web-ca");
  if (row === undefined) throw new TypeError("no authority");
  return row;
};

describe("submitting", () => {
  test.for([
    { name: "an unknown authority", change: { authority: "nobody" }, code: "authority.unknown" },
    { name: "a root", change: { authority: "root" }, code: "authority.not-active" },
    { name: "an unknown profile", change: { profile: "nothing" }, code: "profile.unknown" },
    { name: "a profile of the hierarchy", change: { profile: "issuing-authority" }, code: "profile.unknown" },
    { name: "no CSR at all", change: { csr: Uint8Array.of(1, 2, 3) }, code: "csr.malformed" },
  ])("$name is refused, and nothing is written", async ({ change, code }) => {
    const before = (await world.store.readAll("start", 10_000)).length;
    expect(codeOf(await submit(change))).toBe(code);
    expect((await world.store.readAll("start", 10_000)).length).toBe(before);
  });

  test("a CSR without the names that the profile needs is refused", async () => {
    expect(codeOf(await submit({ csr: await makeCsr({ dns: [] }) }))).toBe("profile.violated");
    expect(codeOf(await submit({ csr: await makeCsr({ subject: "CN=x, L=Berlin" }) }))).toBe("profile.violated");
    expect(codeOf(await submit({ csr: await makeCsr({ dns: [], emails: ["a@b.test"] }) }))).toBe("profile.violated");
  });

  test("a CSR with another key's signature proves nothing", async () => {
    const csr = await makeCsr();
    csr[csr.length - 1] = (csr.at(-1) ?? 0) ^ 1;
    expect(["csr.bad-signature", "csr.malformed"]).toContain(codeOf(await submit({ csr })));
  });

  test("the same command is the same request; with another body it is refused", async () => {
    const [id, csr] = [randomUUID(), await makeCsr()];
    const [first, second] = [expectOk(await submit({ csr }, id)), expectOk(await submit({ csr }, id))];
    expect([second.id, second.isRepeat]).toEqual([first.id, true]);
    expect(codeOf(await submit({}, id))).toBe("command.reused");
  });

  test("serial numbers have 16 octets, start with 01, and differ", () => {
    const serials = Array.from({ length: 200 }, () => newSerial(world.ports.entropy));
    expect(new Set(serials).size).toBe(200);
    expect(serials.every((s) => /^[4-7][0-9a-f]{31}$/.test(s))).toBe(true);
  });

  test("about a person, nothing stands openly: CSR, plan, certificate and note are sealed", async () => {
    const csr = await makeCsr({ subject: "CN=Carol Example", dns: [], emails: ["carol@example.test"] });
    const { issuer, serial } = await issued({ profile: "tls-client", csr, note: "for Carol" });
    const all = (await world.store.readAll("start", 10_000)).map((r) => Buffer.from(r.bytes).toString("latin1"));
    for (const secret of ["Carol Example", "carol@example.test", "for Carol"])
      for (const form of [secret, Buffer.from(secret).toString("base64url").slice(0, -2)])
        expect(all.filter((t) => t.includes(form))).toEqual([]);
    const state = await loadState(world.store, certificate, certificateStream(issuer, serial));
    if (state.at !== "issued" || !("sealed" in state.issued.der)) throw new TypeError("not sealed");
    const der = expectOk(await openMaterial(world.ports.vault, state.issued.der)).bytes;
    expect(Buffer.from(der).toString("latin1")).toContain("Carol Example");
    await world.ports.vault.destroy(state.issued.der.sealed.subject);
    expect(codeOf(await openMaterial(world.ports.vault, state.issued.der))).toBe("sealed.destroyed");
    expect((await checkLedger(world.store)).findings).toEqual([]);
  });
});

describe("issuing", () => {
  test("only what is approved", async () => {
    const { id } = expectOk(await submit());
    expect(codeOf(await issue(world.ports, id))).toBe("request.not-approved");
    expectOk(await cancelRequest(world.ports, WEB, randomUUID(), id));
    expect(codeOf(await approve(world, id, world.alice))).toBe("request.not-open");
  });

  test("twice at once gives one certificate", async () => {
    const { id } = expectOk(await submit());
    expectOk(await approve(world, id, world.alice));
    expectOk(await approve(world, id, world.bob));
    const outcomes = await Promise.all([issue(world.ports, id), issue(world.ports, id), issue(world.ports, id)]);
    expect(outcomes.map((o) => (o.ok ? o.value.outcome : o.error.code))).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
    ]);
    const { events } = await readStream(world.store, requestStream(id));
    expect(events.filter((e) => e.type === "RequestFulfilled").length).toBe(1);
  });

  test("the validity ends with the issuer's at the latest", async () => {
    world.clock.advance(10 * 365 * 86_400 - 30 * 86_400);
    const { issuer, serial } = await issued();
    const state = await loadState(world.store, certificate, certificateStream(issuer, serial));
    expect(state.at !== "absent" && state.prepared.notAfter).toBe(webCa().notAfter);
  });

  test("a signer that answers with other bytes is not believed", async () => {
    const { id } = expectOk(await submit());
    expectOk(await approve(world, id, world.alice));
    expectOk(await approve(world, id, world.bob));
    const lying = {
      ...world.ports,
      signer: {
        ...world.signer,
        signCertificate: async () => ({
          ok: true as const,
          value: { signed: "MAA", signature: "MAA", sequence: 1, basis: 0 },
        }),
      },
    };
    await expect(issue(lying, id)).rejects.toMatchObject({ code: "signer.protocol" });
    expect(expectOk(await issue(world.ports, id)).outcome).toBe("fulfilled");
  });

  test("approved for a person whose key was destroyed, it fails and says why", async () => {
    const { id } = expectOk(
      await submit({ profile: "tls-client", csr: await makeCsr({ subject: "CN=Dan", dns: [] }) }),
    );
    const { plan } = await loadRequest(world, id);
    expectOk(await approve(world, id, world.alice));
    expectOk(await approve(world, id, world.bob));
    if ("sealed" in plan.tbs) await world.ports.vault.destroy(plan.tbs.sealed.subject);
    expect(expectOk(await issue(world.ports, id))).toEqual({ outcome: "failed", reason: "sealed.destroyed" });
    expect((await loadRequest(world, id)).at).toBe("failed");
  });
});

describe("authorities", () => {
  const name = [{ type: "CN", value: "X" }];
  test.for([
    {
      name: "an id that is taken",
      wanted: { id: "web-ca", kind: "issuing", name, parent: "root" },
      code: "authority.exists",
    },
    {
      name: "a parent that is unknown",
      wanted: { id: "x", kind: "issuing", name, parent: "nobody" },
      code: "authority.unknown",
    },
    {
      name: "a parent that may not certify authorities",
      wanted: { id: "x", kind: "issuing", name, parent: "web-ca" },
      code: "authority.not-active",
    },
    { name: "no parent", wanted: { id: "x", kind: "issuing", name, parent: null }, code: "input.malformed" },
  ] as const)("$name is refused", async ({ wanted, code }) => {
    expect(codeOf(await createAuthority(world.ports, OPERATOR, randomUUID(), wanted))).toBe(code);
  });

  test("asked again after the module failed, the same authority goes on with the same key", async () => {
    const id = randomUUID();
    const wanted = { id: "two", kind: "issuing", name, parent: "root" } as const;
    const away = {
      ...world.ports,
      signer: { ...world.signer, generateKey: () => Promise.reject(new SignerFault("module.unavailable", true)) },
    };
    await expect(createAuthority(away, OPERATOR, id, wanted)).rejects.toMatchObject({ code: "module.unavailable" });
    const { key, id: request } = expectOk(await createAuthority(world.ports, OPERATOR, id, wanted));
    expect(expectOk(await createAuthority(world.ports, OPERATOR, id, wanted))).toMatchObject({ key, id: request });
    expect(expectOk(await approveAndIssue(world, request)).outcome).toBe("fulfilled");
    const types = (await world.store.readAll("start", 10_000)).map((r) => r.type);
    expect(types.filter((t) => t === "KeyGenerated").length).toBe(4);
  });

  test("an authority that is not certified gets no responder", async () => {
    expectOk(
      await createAuthority(world.ports, OPERATOR, randomUUID(), { id: "two", kind: "issuing", name, parent: "root" }),
    );
    expect(codeOf(await createResponder(world.ports, OPERATOR, randomUUID(), { authority: "two", name }))).toBe(
      "authority.not-active",
    );
  });

  test("an issuing authority may issue to end entities and not to authorities", async () => {
    const { tbs } = await import("../../../domain/pki/certificate.ts").then((m) =>
      expectOk(m.parseCertificate(fromBase64url(webCa().der ?? "") ?? new Uint8Array())),
    );
    const fields = expectOk(parseTbsCertificate(tbs));
    const constraints = fields.extensions.find((e) => e.oid === "2.5.29.19");
    expect([constraints?.critical, Buffer.from(constraints?.value ?? []).toString("hex")]).toEqual([
      true,
      "30060101ff020100",
    ]);
  });
});

describe("status", () => {
  test("who may revoke: an officer with the role, or who asked for it; nobody else", async () => {
    const place = await issued();
    const change = { act: "revoke", reason: "superseded", invalidSince: null } as const;
    const by = (actor: string) =>
      changeStatus(world.ports, { actor, authentication: "token:x" }, randomUUID(), place, change);
    expect(codeOf(await by("service:other"))).toBe("caller.forbidden");
    expect(codeOf(await by("operator:admin"))).toBe("caller.forbidden");
    expect(codeOf(await by("officer:nobody"))).toBe("caller.forbidden");
    expect(codeOf(await changeStatus(world.ports, WEB, randomUUID(), place, { act: "hold" }))).toBe("caller.forbidden");
    expect(codeOf(await by("service:web"))).toBe("ok");
    expect(codeOf(await changeStatus(world.ports, ALICE, randomUUID(), { ...place, serial: "01" }, change))).toBe(
      "certificate.unknown",
    );
  });

  test("a CRL lists what is revoked or held, sorted, and grows in number", async () => {
    const [a, b, c] = [await issued(), await issued(), await issued()];
    const at = world.clock.now();
    expectOk(
      await changeStatus(world.ports, ALICE, randomUUID(), a, {
        act: "revoke",
        reason: "keyCompromise",
        invalidSince: addSeconds(at, -60),
      }),
    );
    expectOk(await changeStatus(world.ports, ALICE, randomUUID(), b, { act: "hold" }));
    expectOk(await changeStatus(world.ports, ALICE, randomUUID(), c, { act: "hold" }));
    expectOk(await changeStatus(world.ports, ALICE, randomUUID(), c, { act: "release" }));
    await world.runner.catchUp();
    const [first, second] = [
      expectOk(await publishCrl(world.ports, webCa(), 0)),
      expectOk(await publishCrl(world.ports, webCa(), 0)),
    ];
    expect([first.number, second.number]).toEqual(["1", "2"]);
    const der = await world.ports.blobs.get(second.blob);
    const crl = expectOk(parseCertificateList(der ?? new Uint8Array()));
    expect(crl.entries).toMatchObject(
      [
        { serial: a.serial, revokedAt: at, reason: "keyCompromise" },
        { serial: b.serial, revokedAt: at, reason: "certificateHold" },
      ].sort((x, y) => (x.serial < y.serial ? -1 : 1)),
    );
    expect(crl.number).toBe(2n);
  });

  test("each of a CRL's events tells under which rules it was made", async () => {
    expectOk(await publishCrl(world.ports, webCa(), 0));
    const { revision } = expectOk(await world.ports.governance());
    const { events } = await readStream(world.store, crlStream(webCa().key, 0));
    expect(events.map((e) => [e.type, e.basis])).toEqual([
      ["CrlPrepared", revision],
      ["CrlPublished", revision],
    ]);
  });

  test("a publication that failed leaves its number behind", async () => {
    const broken = {
      ...world.ports,
      signer: { ...world.signer, signCrl: () => Promise.reject(new SignerFault("module.unavailable", true)) },
    };
    await expect(publishCrl(broken, webCa(), 0)).rejects.toMatchObject({ code: "module.unavailable" });
    expect(expectOk(await publishCrl(world.ports, webCa(), 0)).number).toBe("2");
  });

  test("recovery publishes what is due and nothing else", async () => {
    expect((await recover(world.ports)).crls).toBe(2);
    expect((await recover(world.ports)).crls).toBe(0);
    expectOk(await changeStatus(world.ports, ALICE, randomUUID(), await issued(), { act: "hold" }));
    await world.runner.catchUp();
    expect((await recover(world.ports)).crls).toBe(1);
    world.clock.advance(4 * 86_400);
    expect((await recover(world.ports)).crls).toBe(1);
    world.clock.advance(46 * 86_400);
    expect((await recover(world.ports)).crls).toBe(2);
  });
});

describe("checking the ledger", () => {
  test("finds an event that was changed, and everything that hangs on it", async () => {
    await issued();
    const store = openMemoryEventStore({ isStrict: false });
    for (const row of await world.store.readAll("start", 10_000)) {
      const text = Buffer.from(row.bytes).toString("utf8");
      const bytes =
        row.type === "CertificatePrepared" ? Buffer.from(text.replace('"shard":0', '"shard":1')) : row.bytes;
      await store.append(row.stream, row.revision === 0 ? "absent" : row.revision - 1, [
        { ...row, bytes: new Uint8Array(bytes) },
      ]);
    }
    const { findings } = await checkLedger(store);
    const [other, broken] = [
      "prepared otherwise than planned: the plan is for another key",
      "a stream's chain is broken",
    ];
    expect(findings.map((f) => f.what)).toEqual(Array(4).fill([other, broken]).flat());
  });

  test("a sound ledger has no findings, and says what is open", async () => {
    const { id } = expectOk(await submit());
    expectOk(await approve(world, id, world.alice));
    expectOk(await approve(world, id, world.bob));
    const report = await checkLedger(world.store);
    expect([report.findings, report.open, report.certificates]).toEqual([
      [],
      [{ stream: requestStream(id), what: "approved, and not fulfilled" }],
      3,
    ]);
  });
});
