/**
 * Small values on a token, as data objects. Two objects a name, written in turn: whatever stops a write, the one before it
 * is whole. A token that keeps its objects in files writes them in place, and a file can be torn.
 */
import { createHash } from "node:crypto";
import graphene from "graphene-pk11";
import { ModuleFault } from "../../domain/ports/key-module.ts";
import { isImmutable } from "./pkcs11-fault.ts";

const { ObjectClass } = graphene;

const APPLICATION = "cartulary";
/** Sequence number and SHA-256 stand before what is remembered. */
const HEAD = 8 + 32;

type Held = { readonly object: graphene.SessionObject; readonly sequence: bigint; readonly value: Uint8Array };

const digest = (sequence: Uint8Array, value: Uint8Array): Buffer =>
  createHash("sha256").update(sequence).update(value).digest();

const encode = (sequence: bigint, value: Uint8Array): Buffer => {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(sequence);
  return Buffer.concat([number, digest(number, value), value]);
};

/** One that was torn counts as the oldest there is. */
const TORN = -1n;

const decode = (object: graphene.SessionObject): Held => {
  const bytes = object.getAttribute("value" as never) as unknown as Buffer;
  const number = bytes.subarray(0, 8);
  const value = bytes.subarray(HEAD);
  if (bytes.length < HEAD || !digest(number, value).equals(bytes.subarray(8, HEAD)))
    return { object, sequence: TORN, value: new Uint8Array() };
  return { object, sequence: number.readBigUInt64BE(), value: new Uint8Array(value) };
};

const common = (name: string) => ({ class: ObjectClass.DATA, application: APPLICATION, label: name });

/** Newest first. */
const held = (session: graphene.Session, name: string): readonly Held[] => {
  const found = session.find(common(name));
  return Array.from({ length: found.length }, (_, i) => decode(found.items(i))).sort((a, b) =>
    a.sequence === b.sequence ? 0 : a.sequence > b.sequence ? -1 : 1,
  );
};

const create = (session: graphene.Session, name: string, value: Buffer): void => {
  session.create({ ...common(name), token: true, private: true, modifiable: true, value });
};

/** Throws `module.misbehaved` when there is a memory and nothing of it can be read: forgotten is not the same as never known. */
const newest = (all: readonly Held[]): Held | undefined => {
  const [first] = all;
  if (first?.sequence === TORN) throw new ModuleFault("module.misbehaved", { cause: "a memory that cannot be read" });
  return first;
};

export const recallFrom = (session: graphene.Session, name: string): Uint8Array | undefined =>
  newest(held(session, name))?.value;

export const rememberIn = (session: graphene.Session, name: string, value: Uint8Array): void => {
  const all = held(session, name);
  const bytes = encode((newest(all)?.sequence ?? 0n) + 1n, value);
  const oldest = all.length > 1 ? all.at(-1)?.object : undefined;
  if (oldest === undefined) create(session, name, bytes);
  else
    try {
      oldest.setAttribute({ value: bytes });
    } catch (error) {
      // SoftHSM lets nobody change one.
      if (!isImmutable(error)) throw error;
      create(session, name, bytes);
      oldest.destroy();
    }
  // A module that says yes and keeps nothing must not be believed.
  if (!Buffer.from(recallFrom(session, name) ?? []).equals(value)) throw new ModuleFault("module.misbehaved");
};
