import { type DerReader, malformed } from "../../der/reader.ts";
import { fromUtf8 } from "../../kernel/bytes.ts";

const URI = 0x86;

/** The one URI of a DistributionPointName with fullName, at the reader's place. RFC 5280 §4.2.1.13. */
export const readUriOfPoint = (r: DerReader): string => {
  const point = r.inside(r.expect(0xa0));
  const names = point.inside(point.expect(0xa0));
  point.end();
  const { content } = names.expect(URI);
  names.end();
  return fromUtf8(content) ?? malformed("a URI that is not text");
};
