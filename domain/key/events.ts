import * as v from "valibot";
import { Base64url, Slug } from "../kernel/brand.ts";
import type { EventTable, FactOf } from "../kernel/event-table.ts";
import { KEY_ALGORITHMS } from "../pki/key-algorithm.ts";

/** What a key is for; the signer never uses it for anything else. */
export const KeyPurpose = v.picklist(["authority", "responder", "checkpoint"]);
export type KeyPurpose = v.InferOutput<typeof KeyPurpose>;

export const keyEvents = {
  KeyPlanned: {
    v: 1,
    tells: "A key pair shall be generated inside the module; written before the module is asked.",
    body: v.strictObject({ algorithm: v.picklist(KEY_ALGORITHMS), purpose: KeyPurpose, authority: v.nullable(Slug) }),
  },
  KeyGenerated: {
    v: 1,
    tells: "The module generated the key pair; this is its public half and where it lives.",
    body: v.strictObject({
      spki: Base64url,
      module: v.strictObject({
        kind: v.string(),
        manufacturer: v.string(),
        model: v.string(),
        tokenLabel: v.string(),
        tokenSerial: v.string(),
      }),
    }),
  },
} as const satisfies EventTable;

export type KeyEvent = FactOf<typeof keyEvents>;
