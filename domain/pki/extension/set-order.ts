/** Of two different elements: neither is the beginning of the other. */
const isBefore = (a: Uint8Array, b: Uint8Array): boolean => {
  const at = a.findIndex((octet, i) => octet !== b[i]);
  return at !== -1 && a[at]! < (b[at] ?? 0);
};

/** Whether whole elements stand in the ascending order of a SET OF, none of them twice. X.690 §11.6. */
export const isInSetOrder = (elements: readonly Uint8Array[]): boolean =>
  elements.every((element, i) => i === 0 || isBefore(elements[i - 1]!, element));
