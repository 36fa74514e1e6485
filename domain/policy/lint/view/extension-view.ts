import type { DerReader } from "../../../der/reader.ts";
import type { Result } from "../../../kernel/result.ts";

export type ExtensionView = {
  readonly oid: string;
  readonly critical: boolean;
  /** `FALSE` is written out. X.690 §11.5. */
  readonly isDefaultEncoded: boolean;
  readonly value: Uint8Array;
};

/** What has extensions. */
export type Extended = { readonly extensions: readonly ExtensionView[] };

const readExtensionView = (list: DerReader): ExtensionView => {
  const one = list.sequence();
  const oid = one.oid();
  const flag = one.optional(0x01)?.content;
  const value = one.octetString();
  one.end();
  const critical = flag?.some((octet) => octet !== 0) ?? false;
  return { oid, critical, isDefaultEncoded: flag !== undefined && !critical, value };
};

/** Reads an Extensions at the reader's place: none, the same twice, whatever it holds. */
export const readExtensionViews = (r: DerReader): readonly ExtensionView[] => r.each(r.expect(0x30), readExtensionView);

/** The first of the kind. */
export const extensionOf = ({ extensions }: Extended, oid: string): ExtensionView | undefined =>
  extensions.find((e) => e.oid === oid);

/** What the first of the kind says; undefined when there is none, or when it says nothing that can be read. */
export const contentOf = <T>(view: Extended, oid: string, parse: (value: Uint8Array) => Result<T>): T | undefined => {
  const extension = extensionOf(view, oid);
  const parsed = extension && parse(extension.value);
  return parsed?.ok ? parsed.value : undefined;
};

export const isCritical = (view: Extended, oid: string): boolean => extensionOf(view, oid)?.critical === true;

/** Present, and not marked as critical. */
export const isOnlyAdvice = (view: Extended, oid: string): boolean => extensionOf(view, oid)?.critical === false;
