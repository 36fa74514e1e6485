/** The leaves' hashes that a check has passed: a seal names a size when the ledger is beyond it. */
export interface Leaves {
  readonly push: (hash: Uint8Array) => void;
  readonly at: (index: number) => Uint8Array;
}

export const memoryLeaves = (): Leaves => {
  const hashes: Uint8Array[] = [];
  return {
    push: (hash) => void hashes.push(hash),
    at: (index) => {
      const hash = hashes[index];
      if (hash === undefined) throw new TypeError("no such leaf");
      return hash;
    },
  };
};
