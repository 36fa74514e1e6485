/** The Signer as the API sees it: calls over one kept connection, made again when it was lost. */
import * as v from "valibot";
import { ok, type Result, refuse } from "../../domain/kernel/result.ts";
import { type Signer, SignerFault } from "../../domain/ports/signer.ts";
import { brokenProtocol, Connection, unreachable } from "./connection.ts";
import type { Identity } from "./identity.ts";
import { type Method, VALUES } from "./protocol.ts";
import type { Address } from "./server.ts";

export type SignerClient = Signer & { readonly close: () => void };

type Value<M extends Method> = v.InferOutput<(typeof VALUES)[M]>;

export const connectSigner = (options: {
  readonly address: Address;
  /** Read at each connection attempt, so that a client may start before the signer was set up. */
  readonly identity: () => Identity;
  /** From the call to its answer; connecting has five seconds of its own. */
  readonly timeoutMs?: number;
}): SignerClient => {
  const { address, identity, timeoutMs = 10_000 } = options;
  let connection: Promise<Connection> | undefined;
  let isClosed = false;

  const connected = async (): Promise<Connection> => {
    const current = connection;
    const had = await current?.catch(() => undefined);
    if (isClosed) throw unreachable();
    if (had?.isOpen) return had;
    // Whoever comes first opens the next one; the others wait for it.
    if (connection === current || connection === undefined) connection = Connection.open(address, identity);
    return connection;
  };

  const call = async <M extends Method>(method: M, params: unknown): Promise<Result<Value<M>>> => {
    const response = await (await connected()).call(method, params, timeoutMs);
    switch (response.is) {
      case "value": {
        const value = v.safeParse(VALUES[method], response.value, { abortEarly: true });
        if (!value.success) throw brokenProtocol();
        return ok(value.output as Value<M>);
      }
      case "refusal": {
        const { code, detail, facts } = response.refusal;
        return refuse(facts === undefined ? { code, detail } : { code, detail, facts });
      }
      case "fault":
        throw new SignerFault(response.code, response.retryable);
    }
  };

  return {
    generateKey: (r) => call("generateKey", r),
    signCertificate: (r) => call("signCertificate", r),
    signCrl: (r) => call("signCrl", r),
    signOcsp: (r) => call("signOcsp", r),
    signCheckpoint: (r) => call("signCheckpoint", r),
    remembered: () => call("remembered", {}),
    counters: () => call("counters", {}),
    digests: (r) => call("digests", r),
    status: async () => {
      const status = await call("status", {});
      if (!status.ok) throw brokenProtocol();
      return status.value;
    },
    close: () => {
      isClosed = true;
      void connection?.then((c) => c.close()).catch(() => undefined);
    },
  };
};
