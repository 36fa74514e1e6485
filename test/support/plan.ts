/** A plan and a submission with nothing special about them. */
import type { Instant } from "../../domain/kernel/instant.ts";
import { plainMaterial } from "../../domain/kernel/sealed.ts";
import type { Plan, RequestEvent } from "../../domain/request/events.ts";

type Submission = Extract<RequestEvent, { type: "RequestSubmitted" }>["body"];

export const planOf = (change: Partial<Plan> = {}): Plan => ({
  request: "a".repeat(32),
  authority: "web-ca",
  issuer: "b".repeat(32),
  key: "c".repeat(32),
  serial: "40000000000000000000000000000001" as Plan["serial"],
  shard: 0,
  profile: { id: "tls-server", version: 1 },
  purpose: { for: "subscriber" },
  requester: "service:web",
  durationSeconds: 86_400,
  backdateSeconds: 0,
  latestNotAfter: "2036-01-01T00:00:00.000Z" as Instant,
  tbs: plainMaterial(Uint8Array.of(0x30, 0)),
  findings: [],
  ...change,
});

export const submissionOf = (change: Partial<Submission> = {}): Submission => ({
  requester: "service:web",
  protocol: "rest",
  authority: "web-ca",
  profile: "tls-server",
  purpose: { for: "subscriber" },
  source: { csr: plainMaterial(Uint8Array.of(0x30, 0)) },
  note: null,
  ...change,
});
