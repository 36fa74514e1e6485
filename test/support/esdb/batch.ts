/** BatchAppend: all appends that wait are committed together; each is answered for itself. */
import type shared from "@eventstore/db-client/generated/shared_pb.js";
import type streams from "@eventstore/db-client/generated/streams_pb.js";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { Fault } from "./faults.ts";
import { faultError, type Node } from "./server.ts";
import type { Expected, Outcome, Proposed } from "./store.ts";
import { batchAnswer, expectedOf, nameOf, proposed, refused, uuid } from "./wire.ts";

type Call = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;
type Pending = {
  stream: string;
  expected: Expected;
  events: Proposed[];
  correlation: shared.UUID | undefined;
  /** The server's clock was past the deadline when the append came. */
  isLate: boolean;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const isBad = ({ stream, events }: Pending): boolean =>
  stream === "" || events.some((e) => !UUID.test(e.id) || e.type === "");

class Batches {
  readonly #node: Node;
  readonly #call: Call;
  #waiting: Pending[] = [];
  #isScheduled = false;
  #isBroken = false;

  constructor(node: Node, call: Call) {
    this.#node = node;
    this.#call = call;
  }

  take(pending: Pending): void {
    this.#waiting.push(pending);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#commit());
  }

  #break(fault: Fault): void {
    this.#isBroken = true;
    this.#call.emit("error", faultError(fault));
  }

  #commit(): void {
    this.#isScheduled = false;
    if (this.#isBroken) return;
    const group = this.#waiting.splice(0).map((p) => ({ p, fault: this.#node.faults.next("append") }));
    const breaking = group.find(({ fault }) => ["drop-before", "internal", "not-leader"].includes(fault?.kind ?? ""));
    if (breaking?.fault !== undefined) {
      this.#break(breaking.fault);
      return;
    }
    const reset = group.find(({ fault }) => ["reset", "drop-after", "turned-away"].includes(fault?.kind ?? ""));
    const kept = reset?.fault?.kind === "reset" ? group.slice(0, Math.ceil(group.length / 2)) : group;
    const outcomes = this.#write(kept);
    this.#node.committed();
    if (reset?.fault !== undefined) {
      this.#break(reset.fault);
      return;
    }
    for (const [i, { p, fault }] of kept.entries()) this.#answer(p, fault, outcomes[i]);
  }

  #write(
    group: readonly { readonly p: Pending; readonly fault: Fault | undefined }[],
  ): readonly (Outcome | undefined)[] {
    const { store, access } = this.#node;
    return store.transact(() =>
      group.map(({ p, fault }) => {
        const isKept = ["stall", "not-ready", "denied"].includes(fault?.kind ?? "");
        if (isKept || p.isLate || isBad(p) || !access.may(this.#call.metadata, "$w", p.stream)) return undefined;
        return store.append(p.stream, p.expected, p.events);
      }),
    );
  }

  #answer(p: Pending, fault: Fault | undefined, outcome: Outcome | undefined): void {
    if (fault?.kind === "stall" || fault?.kind === "stall-after") return;
    const answer = this.#answerTo(p, fault, outcome);
    if (fault?.kind === "slow") {
      setTimeout(() => this.#say(answer), fault.ms ?? 0);
      return;
    }
    const unasked = { ...p, correlation: uuid(crypto.randomUUID()) };
    if (fault?.kind === "stranger") this.#say(this.#answerTo(unasked, fault, outcome));
    this.#say(answer);
    if (fault?.kind === "duplicate") this.#say(answer);
  }

  #answerTo(p: Pending, fault: Fault | undefined, outcome: Outcome | undefined): streams.BatchAppendResp {
    const { stream, expected, correlation } = p;
    if (fault?.kind === "not-ready") return refused(correlation, stream, "not-ready");
    if (p.isLate) return refused(correlation, stream, "timeout");
    if (outcome === undefined) return refused(correlation, stream, isBad(p) ? "bad-request" : "denied");
    return batchAnswer(correlation, stream, expected, outcome);
  }

  #say(answer: streams.BatchAppendResp): void {
    if (!this.#call.destroyed && !this.#call.cancelled) this.#call.write(answer);
  }
}

export const batchAppend =
  (node: Node) =>
  (call: Call): void => {
    const batches = new Batches(node, call);
    const open = new Map<string, Pending>();
    call.on("error", () => undefined);
    call.on("data", (request: streams.BatchAppendReq) => {
      const { isStructured, skewMs = 0 } = node.nature;
      const key = request.getCorrelationId()?.getString() ?? "";
      const correlation = isStructured ? uuid(key, true) : request.getCorrelationId();
      const options = request.getOptions();
      const deadline = options?.getDeadline()?.toDate().getTime() ?? Number.POSITIVE_INFINITY;
      const pending = open.get(key) ?? {
        stream: nameOf(options?.getStreamIdentifier()),
        expected: options === undefined ? "any" : expectedOf(options),
        events: [],
        correlation,
        isLate: deadline <= Date.now() + skewMs,
      };
      pending.events.push(...request.getProposedMessagesList().map(proposed));
      if (!request.getIsFinal()) {
        open.set(key, pending);
        return;
      }
      open.delete(key);
      batches.take(pending);
    });
    call.on("end", () => call.end());
  };
