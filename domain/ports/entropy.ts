/** Random octets from a CSPRNG. The only way randomness enters. */
export interface Entropy {
  readonly bytes: (count: number) => Uint8Array;
}
