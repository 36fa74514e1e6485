import { readDer } from "../../../der/reader.ts";
import { decodeString } from "../../../der/string.ts";
import { type Extended, extensionOf } from "./extension-view.ts";

/** `text`: the content's octets as Latin-1, whatever the tag. */
export type GeneralNameView = { readonly tag: number; readonly content: Uint8Array; readonly text: string };

const RFC822 = 0x81;
const DNS = 0x82;
const DIRECTORY = 0xa4;
const URI = 0x86;
const IP = 0x87;
export const NAME_TAGS = { rfc822: RFC822, dns: DNS, directory: DIRECTORY, uri: URI, ip: IP, other: 0xa0 } as const;

/** The names in an extension that is GeneralNames, whatever their shape; none when it is absent or no list. */
export const generalNamesOf = (view: Extended, oid: string): readonly GeneralNameView[] => {
  const extension = extensionOf(view, oid);
  if (extension === undefined) return [];
  const names = readDer(extension.value, (r) =>
    r.each(r.expect(0x30), (list) => {
      const { tag, content } = list.next();
      return { tag, content, text: decodeString(0x14, content) ?? "" };
    }),
  );
  return names.ok ? names.value : [];
};

/** The texts of the names of one kind. */
export const textsOf = (view: Extended, oid: string, tag: number): readonly string[] =>
  generalNamesOf(view, oid)
    .filter((name) => name.tag === tag)
    .map((name) => name.text);
