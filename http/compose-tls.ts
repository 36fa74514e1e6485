/** The API's certificate: the one that Cartulary makes itself, or given files; kept fresh while the server runs. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { certificateTroubles, leafOf, mustFit, type TlsMaterial } from "../adapters/tls/material.ts";
import { ensureOwnCertificate, ownNames } from "../adapters/tls/own-certificate.ts";
import { codeOf } from "../domain/kernel/fault-code.ts";
import type { Log } from "../domain/ports/log.ts";
import type { ServerConfig } from "./config.ts";
import type { TlsIdentity } from "./listen/tls.ts";
import { tlsFiles } from "./tls-files.ts";

const LOOK_MS = 60_000;

/** Made or renewed when it is our own, read and checked when it is given; undefined without TLS. Throws TlsFault. */
export const readTls = (config: ServerConfig): TlsMaterial | undefined => {
  const files = tlsFiles(config);
  if (files === undefined) return undefined;
  const { host, tls, names } = config.listen.api;
  if (tls === "own") return ensureOwnCertificate({ files, names: ownNames(host, names), nowMs: Date.now() });
  const material = { certificate: readFileSync(files.certificate, "utf8"), key: readFileSync(files.key, "utf8") };
  mustFit(material, files);
  return material;
};

export type KeptTls = {
  readonly identity: () => TlsIdentity | undefined;
  /** In words, for /readyz: it ends soon, or could not be read anew. */
  readonly warnings: () => readonly string[];
  /** Looks now and again whether there is another one, and hands it to `onChange`. */
  readonly keep: (onChange: (identity: TlsIdentity) => void, signal: AbortSignal, everyMs?: number) => Promise<void>;
};

/** Throws TlsFault when the server cannot start with what there is. */
export const keptTls = (config: ServerConfig, log: Log): KeptTls => {
  const { clientCa } = config.listen.api;
  const read = (): TlsIdentity | undefined => {
    const material = readTls(config);
    if (material === undefined || clientCa === undefined) return material;
    return { ...material, clientCa: readFileSync(resolve(config.home, clientCa), "utf8") };
  };
  let current = read();
  let trouble: string | undefined;
  const isSame = (next: TlsIdentity): boolean =>
    current !== undefined &&
    (["certificate", "key", "clientCa"] as const).every((part) => next[part] === current?.[part]);
  const look = (onChange: (identity: TlsIdentity) => void): void => {
    try {
      const next = read();
      trouble = undefined;
      if (next === undefined || isSame(next)) return;
      current = next;
      onChange(next);
      log.info({ ends: leafOf(next, "it").validToDate.toISOString() }, "the API shows another certificate from now on");
    } catch (error) {
      // What is shown stays: a file that is being written is whole a moment later.
      trouble = "the API's certificate cannot be read anew, the one before is still shown";
      log.warn({ code: codeOf(error) }, trouble);
    }
  };
  return {
    identity: () => current,
    warnings: () => {
      const ends = current && certificateTroubles(leafOf(current, "it"), undefined, Date.now());
      return [...(trouble === undefined ? [] : [trouble]), ...(ends ?? []).map((t) => `the API's certificate ${t}`)];
    },
    keep: async (onChange, signal, everyMs = LOOK_MS) => {
      while (current !== undefined && !signal.aborted) {
        await pause(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
        if (!signal.aborted) look(onChange);
      }
    },
  };
};
