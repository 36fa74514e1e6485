/** Certificates with names, and with constraints on names. */
import { encodeGeneralNames, type GeneralName } from "../../../../domain/pki/extension/general-name.ts";
import { parseIp } from "../../../../domain/pki/extension/ip-address.ts";
import type { NameSubtree } from "../../../../domain/pki/extension/name-constraints.ts";
import { rawExtension } from "../../../../domain/pki/extension/raw-extension.ts";
import type { Clause } from "../../../../domain/pki/path/path-fault.ts";
import { type Link, unit } from "./chain.ts";

/** Not permitted, and excluded. */
export const B: Clause = "RFC 5280 §6.1.3 (b)";
export const C: Clause = "RFC 5280 §6.1.3 (c)";

export const san = (...names: readonly GeneralName[]) => rawExtension("2.5.29.17", false, encodeGeneralNames(names));
export const dir = (...units: readonly string[]): NameSubtree => ({ kind: "directoryName", der: unit(...units) });
export const email = (value: string) => ({ kind: "email", value }) as const;
export const dns = (value: string) => ({ kind: "dns", value }) as const;
export const uri = (value: string) => ({ kind: "uri", value }) as const;
export const ip = (value: string) => ({ kind: "ip", value }) as const;
export const range = (address: string, mask: string): NameSubtree => ({
  kind: "ipRange",
  address: parseIp(address) ?? new Uint8Array(),
  mask: parseIp(mask) ?? new Uint8Array(),
});

export const ca = (...extensions: NonNullable<Link["extensions"]>): Link => ({ extensions });
export const named = (subject: Uint8Array, ...names: readonly GeneralName[]): Link =>
  names.length === 0 ? { subject } : { subject, extensions: [san(...names)] };
export const ee = (...names: readonly GeneralName[]): Link => ({ extensions: [san(...names)] });
