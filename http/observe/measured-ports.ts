/** Ports that tell how long their calls take and how they end. Nothing else about them changes. */
import { codeOf } from "../../domain/kernel/fault-code.ts";
import type { EventStore } from "../../domain/ports/event-store.ts";
import type { Metrics } from "../../domain/ports/metrics.ts";
import type { Tracer } from "../../domain/ports/tracer.ts";
import type { WebhookSender } from "../../domain/ports/webhook-sender.ts";
import type { Ports } from "../../domain/process/ports.ts";

type Call = (...given: never[]) => unknown;

const refusalOf = (answer: unknown): string | undefined => {
  if (typeof answer !== "object" || answer === null || !("ok" in answer) || answer.ok !== false) return undefined;
  return (answer as unknown as { error: { code: string } }).error.code;
};

export type Watching = { readonly metrics: Metrics; readonly tracer: Tracer };

const now = (): number => performance.now() / 1000;

const measured =
  ({ metrics, tracer }: Watching, port: string, method: string, call: Call): Call =>
  async (...given) => {
    const begun = now();
    const labels = { port, method };
    try {
      const answer = await tracer.step(`${port}.${method}`, async () => call(...given));
      const code = refusalOf(answer);
      if (code !== undefined) metrics.count("port_refusals_total", { ...labels, code });
      return answer;
    } catch (fault) {
      metrics.count("port_faults_total", { ...labels, code: codeOf(fault) });
      throw fault;
    } finally {
      metrics.time("port_seconds", labels, now() - begun);
    }
  };

/** `names`: the methods that are measured; all of them must answer with promises. */
export const measuredPort = <T extends object>(
  watching: Watching,
  port: string,
  target: T,
  names: readonly (keyof T & string)[],
): T => ({
  ...target,
  ...Object.fromEntries(names.map((name) => [name, measured(watching, port, name, target[name] as Call)])),
});

export const measuredStore = (store: EventStore, watching: Watching): EventStore =>
  measuredPort(watching, "store", store, ["readStream", "readAll", "append"]);

export const measuredSender = (sender: WebhookSender, watching: Watching): WebhookSender => {
  const { send, ...rest } = measuredPort(watching, "webhook", sender, ["send"]);
  return {
    ...rest,
    send: async (...given) => {
      const attempt = await send(...given);
      watching.metrics.count("webhook_attempts_total", { outcome: attempt.outcome });
      return attempt;
    },
  };
};

/** All of them but the store, which others have a share in: it is measured before. */
export const measuredPorts = (ports: Ports, watching: Watching): Ports => ({
  ...ports,
  signer: measuredPort(watching, "signer", ports.signer, [
    "generateKey",
    "signCertificate",
    "signCrl",
    "signOcsp",
    "signCheckpoint",
    "remembered",
    "counters",
    "digests",
    "status",
  ]),
  vault: measuredPort(watching, "vault", ports.vault, ["seal", "open", "destroy"]),
  blobs: measuredPort(watching, "blobs", ports.blobs, ["put", "get"]),
});
