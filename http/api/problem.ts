/** Refusals and faults as HTTP answers. RFC 9457. */

import type { Refusal } from "../../domain/kernel/refusal.ts";
import { BlobFault } from "../../domain/ports/blob-store.ts";
import { ClockFault } from "../../domain/ports/clock.ts";
import { DirectoryFault } from "../../domain/ports/directory.ts";
import { RevisionConflict, StoreFault } from "../../domain/ports/event-store.ts";
import { PasswordFault } from "../../domain/ports/password-hash.ts";
import { SignerFault } from "../../domain/ports/signer.ts";
import { VaultFault } from "../../domain/ports/vault.ts";
import { HistoryFault } from "../../domain/process/ledger.ts";
import type { Status } from "./problem-row.ts";
import { PROBLEMS } from "./problem-table.ts";

const answer = (
  code: string,
  status: number,
  title: string,
  rest: object,
  headers: Record<string, string> = {},
): Response =>
  new Response(JSON.stringify({ type: `urn:cartulary:problem:${code}`, title, status, ...rest }), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });

/** `as`: another status than the table's, where the same refusal is about what the address names. */
export const problem = ({ code, detail, facts }: Refusal, as?: Status): Response => {
  const { title, remedy } = PROBLEMS[code];
  const status = as ?? PROBLEMS[code].status;
  const headers =
    status === 401
      ? { "www-authenticate": 'Bearer realm="cartulary"' }
      : status === 503
        ? { "retry-after": "5" }
        : typeof facts?.retryAfter === "number"
          ? { "retry-after": String(facts.retryAfter) }
          : undefined;
  const field = typeof facts?.field === "string" ? { field: facts.field } : {};
  return answer(code, status, title, { detail, ...field, remedy, ...(facts !== undefined && { facts }) }, headers);
};

/** The read model did not reach the caller's position in time. */
export const notYet = (): Response =>
  answer(
    "read.behind",
    503,
    "Not yet visible",
    { detail: "the read models are not there yet", remedy: "ask again in a moment" },
    { "retry-after": "1" },
  );

const FAULTS = [
  StoreFault,
  RevisionConflict,
  ClockFault,
  SignerFault,
  VaultFault,
  BlobFault,
  HistoryFault,
  PasswordFault,
  DirectoryFault,
] as const;
type Fault = InstanceType<(typeof FAULTS)[number]>;

const isFault = (error: unknown): error is Fault => FAULTS.some((fault) => error instanceof fault);

/** All that can be promised: the append may stand whose answer was lost, and the approval whose issuance failed. */
const REPEAT = "the same call with the same Idempotency-Key is safe to repeat";

/**
 * Faults and defects: what happened stays in the log, the caller learns whether trying again helps. A full disk or a store
 * that refuses our credentials is no less a matter of the service than one that is away, only of more patience.
 */
export const failure = (error: unknown): Response => {
  if (!isFault(error))
    return answer("internal", 500, "Internal error", {
      detail: "the operators have been told",
      remedy: "report it, with the time and what was asked",
    });
  if (!error.retryable)
    return answer("unavailable", 503, "Unavailable", { detail: "the operators have been told", remedy: REPEAT });
  return answer(
    "unavailable",
    503,
    "Temporarily unavailable",
    { detail: "something that is needed is away", remedy: `wait a moment; ${REPEAT}` },
    { "retry-after": "2" },
  );
};

export const noSuchRoute = (): Response =>
  answer("route.unknown", 404, "No such resource", {
    detail: "nothing is at this address",
    remedy: "GET /v1/openapi.json tells what is",
  });

/** The address is right, and the method is none that it has. RFC 9110 §15.5.6. */
export const wrongMethod = (allowed: readonly string[]): Response =>
  answer(
    "route.wrong-method",
    405,
    "Method not allowed",
    { detail: "this address has other methods", remedy: `use ${allowed.join(" or ")}` },
    { allow: allowed.join(", ") },
  );

export const noSuchOperation = (): Response =>
  answer("operation.unknown", 404, "No such operation", {
    detail: "no operation of yours has this id",
    remedy: "operations are kept for an hour after their end, and not over a restart: read what they were to change",
  });

export const tooManyOperations = (): Response =>
  answer(
    "operation.too-many",
    503,
    "Too much at once",
    { detail: "too many operations are running", remedy: "wait for those that run" },
    { "retry-after": "5" },
  );
