/** What relying parties fetch: the newest CRL of a key, and how a change of status gets into it without delay. */
import type { Certificate } from "../domain/certificate/state.ts";
import { crl as crlAggregate } from "../domain/crl/decider.ts";
import type { Position } from "../domain/kernel/brand.ts";
import { codeOf } from "../domain/kernel/fault-code.ts";
import type { Result } from "../domain/kernel/result.ts";
import { crlStream } from "../domain/kernel/stream.ts";
import type { Log } from "../domain/ports/log.ts";
import type { AuthorityRow } from "../domain/ports/queries.ts";
import { loadState } from "../domain/process/ledger.ts";
import type { Ports } from "../domain/process/ports.ts";
import { type PublishedCrl, publishCrl } from "../domain/process/publish-crl.ts";
import type { CurrentCrl } from "./crl/app.ts";

const SHARD = 0;
const WAIT_MS = 2_000;

export type Publication = {
  /** One publication per key at a time; whoever asks meanwhile gets the one after. */
  readonly publish: (authority: AuthorityRow) => Promise<Result<PublishedCrl>>;
  /** The number of a CRL that shows the change at `position`; null when there is none yet: recovery publishes it. */
  readonly publishChange: (certificate: Certificate, position: string | null) => Promise<string | null>;
  /** The newest CRL; the last one that was served when nobody can say which is. Throws when none was. */
  readonly current: (key: string, shard: number) => Promise<CurrentCrl | undefined>;
};

export const publication = (ports: Ports, log: Log): Publication => {
  const running = new Map<string, Promise<unknown>>();
  const queued = new Map<string, Promise<Result<PublishedCrl>>>();
  const kept = new Map<string, CurrentCrl>();

  const publish: Publication["publish"] = (authority) => {
    const { key } = authority;
    const next = queued.get(key);
    if (next) return next;
    const before = running.get(key) ?? Promise.resolve();
    const work = before.then(() => {
      queued.delete(key);
      return publishCrl(ports, authority, SHARD);
    });
    queued.set(key, work);
    running.set(
      key,
      work.then(
        () => undefined,
        () => undefined,
      ),
    );
    return work;
  };

  return {
    publish,
    publishChange: async (certificate, position) => {
      if (certificate.at === "absent") return null;
      const { key } = certificate.prepared;
      try {
        if (position !== null && !(await ports.queries.caughtUp(position as Position, WAIT_MS))) return null;
        const authority = ports.queries.authorities().find((a) => a.key === key);
        const published = authority && (await publish(authority));
        if (!published?.ok) return null;
        // A read model that was stopped makes a list without the change, however fresh the list is.
        const { number, applied } = published.value;
        return position === null || (applied !== "start" && applied >= position) ? number : null;
      } catch (fault) {
        // The change is in the ledger and OCSP tells it; the recovery pass publishes the list when it can.
        log.warn({ code: codeOf(fault) }, "the CRL could not be published now");
        return null;
      }
    },
    current: async (key, shard) => {
      const name = `${key}.${shard}`;
      const had = kept.get(name);
      try {
        const { published } = await loadState(ports.store, crlAggregate, crlStream(key, shard));
        if (published === null) return undefined;
        if (had?.digest === published.blob) return had;
        const der = await ports.blobs.get(published.blob);
        if (der === undefined) return undefined;
        const { blob: digest, thisUpdate, nextUpdate } = published;
        const crl = { der, digest, thisUpdate, nextUpdate };
        kept.set(name, crl);
        return crl;
      } catch (fault) {
        if (had === undefined) throw fault;
        return had;
      }
    },
  };
};
