/** PolicyInformation: one policy and what is said about it, for certificate and application policies. RFC 5280 §4.2.1.4. */
import { type DerReader, malformed } from "../../der/reader.ts";
import { ia5String, integer, oid, sequence, sequenceOf } from "../../der/writer.ts";
import { isElement, readAny } from "./any-element.ts";
import { type DisplayText, encodeDisplayText, readDisplayText } from "./display-text.ts";

/** id-qt-cps and id-qt-unotice, RFC 5280 §4.2.1.4. */
const CPS = "1.3.6.1.5.5.7.2.1";
const USER_NOTICE = "1.3.6.1.5.5.7.2.2";

/** Notices of an organization by their numbers. */
type NoticeReference = { readonly organization: DisplayText; readonly numbers: readonly number[] };

export type PolicyQualifier =
  /** Where the certification practice statement is. */
  | { readonly kind: "cps"; readonly uri: string }
  | { readonly kind: "userNotice"; readonly reference?: NoticeReference; readonly text?: DisplayText }
  /** `value`: one whole element. */
  | { readonly kind: "other"; readonly oid: string; readonly value: Uint8Array };

/** `oid`: dotted. */
export type PolicyInformation = { readonly oid: string; readonly qualifiers: readonly PolicyQualifier[] };

const encodeReference = ({ organization, numbers }: NoticeReference): Uint8Array =>
  sequence(encodeDisplayText(organization), sequenceOf(numbers.map(integer)));

const encodeQualifier = (q: PolicyQualifier): Uint8Array => {
  switch (q.kind) {
    case "cps":
      return sequence(oid(CPS), ia5String(q.uri));
    case "userNotice": {
      const reference = q.reference === undefined ? [] : [encodeReference(q.reference)];
      const text = q.text === undefined ? [] : [encodeDisplayText(q.text)];
      return sequence(oid(USER_NOTICE), sequence(...reference, ...text));
    }
    case "other":
      if (!isElement(q.value) || q.oid === CPS || q.oid === USER_NOTICE) throw new TypeError("not a policy qualifier");
      return sequence(oid(q.oid), q.value);
  }
};

/** At least one policy, none twice; anything else is a Defect. */
export const encodePolicies = (policies: readonly PolicyInformation[]): Uint8Array => {
  if (policies.length === 0) throw new TypeError("policies without a policy");
  if (new Set(policies.map((p) => p.oid)).size < policies.length) throw new TypeError("a policy stands twice");
  return sequenceOf(
    policies.map(({ oid: id, qualifiers }) =>
      qualifiers.length === 0 ? sequence(oid(id)) : sequence(oid(id), sequenceOf(qualifiers.map(encodeQualifier))),
    ),
  );
};

const readReference = (r: DerReader): NoticeReference => {
  const reference = r.sequence();
  const organization = readDisplayText(reference);
  const numbers = reference.each(reference.expect(0x30), (n) => n.smallInteger());
  reference.end();
  return { organization, numbers };
};

const readUserNotice = (r: DerReader): PolicyQualifier => {
  const notice = r.sequence();
  const reference = notice.peek() === 0x30 ? { reference: readReference(notice) } : {};
  const text = notice.isAtEnd ? {} : { text: readDisplayText(notice) };
  notice.end();
  return { kind: "userNotice", ...reference, ...text };
};

const readCps = (r: DerReader): PolicyQualifier => {
  if (r.peek() !== 0x16) malformed("a practice statement is no URI");
  const uri = r.text();
  return /^[\x20-\x7e]*$/.test(uri) ? { kind: "cps", uri } : malformed("a practice statement is no URI");
};

const readQualifier = (r: DerReader): PolicyQualifier => {
  const info = r.sequence();
  const id = info.oid();
  const readers = new Map([
    [CPS, readCps],
    [USER_NOTICE, readUserNotice],
  ]);
  const read = readers.get(id);
  const qualifier: PolicyQualifier = read?.(info) ?? { kind: "other", oid: id, value: readAny(info) };
  info.end();
  return qualifier;
};

/** Reads a list of policies at the reader's place: at least one, none twice, no empty list of qualifiers. */
export const readPolicies = (r: DerReader): readonly PolicyInformation[] => {
  const seen = new Set<string>();
  const policies = r.each(r.expect(0x30), (list) => {
    const policy = list.sequence();
    const id = policy.oid();
    const qualifiers = policy.isAtEnd ? undefined : policy.each(policy.expect(0x30), readQualifier);
    policy.end();
    if (seen.has(id)) malformed("a policy stands twice");
    seen.add(id);
    if (qualifiers?.length === 0) malformed("an empty list of qualifiers");
    return { oid: id, qualifiers: qualifiers ?? [] };
  });
  return policies.length > 0 ? policies : malformed("policies without a policy");
};
