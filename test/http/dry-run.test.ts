/** `?dryRun=true`: every write of the API says what it would write or why not, writes nothing, and then does just that. */
import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Digest } from "../../domain/kernel/brand.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import { KEY_ALGORITHMS } from "../../domain/pki/key-algorithm.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import { type App, makeApp } from "../support/app.ts";
import { signed, signedChange } from "../support/officer.ts";
import { requestsOver } from "../support/requests.ts";
import { LEDGER } from "../support/world.ts";

let app: App;
const { wish, submit, judge, issue } = requestsOver(() => app);
beforeAll(async () => {
  app = await makeApp();
});

type Call = { readonly holder: string; readonly path: string; readonly body?: unknown };
type Case = { readonly name: string; readonly call: () => Promise<Call>; readonly isAtModule?: boolean };

const statement = async (id: unknown, officer: "alice" | "bob" = "alice") => {
  const { body } = await app.call("operator:admin", "GET", `/v1/requests/${id}`);
  return signed(app.world[officer], body.statement as Subject);
};
const admin = (path: string, body?: unknown): Call => ({ holder: "operator:admin", path, body });
const alice = (path: string, body?: unknown): Call => ({ holder: "officer:alice", path, body });

const ALLOWED: readonly Case[] = [
  {
    name: "submitRequest",
    call: async () => ({ holder: "service:web", path: "/v1/requests", body: await wish({ note: "x" }) }),
  },
  {
    name: "judgeRequest",
    call: async () => {
      const { id } = await submit();
      return admin(`/v1/requests/${id}/approvals`, await statement(id));
    },
  },
  {
    name: "judgeRequest that makes the quorum",
    isAtModule: true,
    call: async () => {
      const { id } = await submit();
      await judge(id, "alice");
      return admin(`/v1/requests/${id}/approvals`, await statement(id, "bob"));
    },
  },
  {
    name: "cancelRequest",
    call: async () => ({ holder: "service:web", path: `/v1/requests/${(await submit()).id}/cancellation` }),
  },
  {
    name: "revokeCertificate",
    call: async () => alice(`/v1/certificates/${await issue()}/revocation`, { reason: "superseded" }),
  },
  { name: "holdCertificate", call: async () => alice(`/v1/certificates/${await issue()}/hold`) },
  {
    name: "releaseCertificate",
    call: async () => {
      const place = `/v1/certificates/${await issue()}`;
      await app.call("officer:alice", "POST", `${place}/hold`);
      return alice(`${place}/release`);
    },
  },
  {
    name: "createAuthority",
    call: async () => admin("/v1/authorities", { id: "new-ca", kind: "issuing", parent: "root", name: "CN=New" }),
  },
  {
    name: "renewAuthorityRequest",
    call: async () => {
      const { body } = await app.call("operator:admin", "POST", "/v1/authorities", {
        id: "denied",
        kind: "root",
        name: "CN=Denied",
      });
      await judge(body.request, "alice", { decision: "deny" });
      return admin("/v1/authorities/denied/request");
    },
  },
  { name: "createResponder", call: async () => admin("/v1/authorities/web-ca/responder", { name: "CN=OCSP" }) },
  { name: "publishCrl", isAtModule: true, call: async () => admin("/v1/authorities/web-ca/crl") },
  { name: "registerWebhook", call: async () => admin("/v1/webhooks", { url: "https://hooks.example/" }) },
  {
    name: "proposeChange",
    call: async () => admin("/v1/governance/proposals", { type: "SuspendMandate", mandate: "web" }),
  },
  {
    name: "changeGovernance that is sound",
    call: async () => {
      const id = randomUUID();
      const notAfter = addSeconds(app.world.clock.now(), 60);
      const token = { id, digest: "A".repeat(43) as Digest, holder: "service:new", notAfter };
      const change = { type: "IssueToken", token } as const;
      return admin("/v1/governance/changes", {
        change,
        approvals: signedChange(LEDGER, change, [app.world.alice, app.world.bob]),
      });
    },
  },
  {
    name: "changeGovernance",
    call: async () => {
      const change = { type: "RetireOfficer", officer: "nobody" } as const;
      return admin("/v1/governance/changes", {
        change,
        approvals: signedChange(LEDGER, change, [app.world.alice, app.world.bob]),
      });
    },
  },
];

const count = async () => (await app.world.store.readAll("start", 100_000)).length;
const ask = ({ holder, path, body }: Call, query = "?dryRun=true") => app.call(holder, "POST", `${path}${query}`, body);
/** Lists follow changes of status by themselves; what a call writes is what bears its name. */
const written = async (before: number) =>
  (await app.world.store.readAll("start", 100_000)).slice(before).map((e) => e.type);

describe("what a dry run tells is what the write does", () => {
  test.for(ALLOWED)("$name", async ({ call, isAtModule = false }) => {
    const asked = await call();
    const before = await count();
    const dry = await ask(asked);
    expect(await count()).toBe(before);
    const real = await ask(asked, "");
    if (dry.body.dryRun !== true) {
      // Refused: in the same words, and so is the write.
      expect([dry.status, dry.body.type, dry.body.detail]).toEqual([real.status, real.body.type, real.body.detail]);
      expect(dry.status).toBeGreaterThanOrEqual(400);
      return;
    }
    expect([dry.status, dry.body.isAtModule, real.status]).toEqual([200, isAtModule, dry.body.status]);
    const told = (dry.body.events as { type: string }[]).map((e) => e.type);
    // Up to the module it is the same; what follows upon a signature cannot be told.
    expect((await written(before)).slice(0, told.length)).toEqual(told);
  });

  test("stands for every POST of the API", async () => {
    const { body } = await app.call(null, "GET", "/v1/openapi.json");
    const posts = Object.values(body.paths as Record<string, { post?: { operationId: string } }>);
    const ids = posts.flatMap(({ post }) => (post === undefined ? [] : [post.operationId]));
    const told = new Set(ALLOWED.map(({ name }) => name.split(" ")[0]));
    expect(ids.filter((id) => !told.has(id))).toEqual([
      // Sessions are no events: test/attack/logins.test.ts.
      "openSession",
      "joinSession",
      // Messages, which are no events: test/http/webhooks.test.ts.
      "pingWebhook",
      "retryDeadLetter",
      "submitRequests",
      "revokeCertificates",
      "judgeRequests",
    ]);
  });
});

describe("a dry run", () => {
  let before: number;
  beforeEach(async () => {
    before = await count();
  });

  test.for(KEY_ALGORITHMS)(
    "tells of an authority with a key of kind %s what the real one would hear",
    async (algorithm) => {
      const body = { id: `of-${algorithm}`, kind: "root", name: "CN=Keys", algorithm };
      const dry = await ask(admin("/v1/authorities", body));
      expect(await count()).toBe(before);
      const told = dry.body.dryRun === true ? "would be made" : dry.body.type;
      expect(["would be made", "urn:cartulary:problem:csr.unsupported-key"]).toContain(told);
      if (algorithm.startsWith("ec-")) expect(told).toBe("would be made");
    },
  );

  test("seals nothing under a key that is kept", async () => {
    const body = await wish({ note: "not to be kept" });
    await ask({ holder: "service:web", path: "/v1/requests", body });
    const { id } = (await app.call("service:web", "POST", "/v1/requests", body)).body;
    expect((await app.call("service:web", "GET", `/v1/requests/${id}`)).body.note).toBe("not to be kept");
  });

  test("of a batch tells of each part", async () => {
    const items = [await wish(), await wish({ profile: "none" })];
    const { body } = await ask({ holder: "service:web", path: "/v1/batches/requests", body: { items } });
    const parts = body.items as { status: number; body: { dryRun?: boolean; type?: string } }[];
    expect(parts.map((p) => p.body.dryRun ?? p.body.type)).toEqual([true, "urn:cartulary:problem:profile.unknown"]);
    expect(await count()).toBe(before);
  });

  test.for(["yes", "1", ""])("is not asked for with %j", async (value) => {
    const { status, body } = await ask(admin("/v1/authorities/web-ca/crl"), `?dryRun=${value}`);
    expect([status, body.field]).toEqual([400, "dryRun"]);
    expect(await count()).toBe(before);
  });
});
