/**
 * The same element under another identifier octet: IMPLICIT tagging, both ways. X.690 §8.14. Only for tag numbers
 * below 31, where the identifier is one octet; primitive stays primitive.
 */
export const retag = (tag: number, element: Uint8Array): Uint8Array => {
  const out = element.slice();
  out[0] = tag;
  return out;
};
