/** What a path is judged by. RFC 5280 §6.1.1. */
import type { Instant } from "../../kernel/instant.ts";
import type { ExtendedKeyUsage } from "../extension/extended-key-usage.ts";
import type { NameSubtree } from "../extension/name-constraints.ts";
import type { NameBook } from "./name-book.ts";
import type { TrustAnchor } from "./trust-anchor.ts";

/** Whether `signature` over `message` is by the key `spki` and the algorithm `algorithmDer`; never throws. */
export type VerifySignature = (
  spki: Uint8Array,
  message: Uint8Array,
  algorithmDer: Uint8Array,
  signature: Uint8Array,
) => boolean;

/** RFC 5280 §6.1.1. What is left out is the least strict: any policy, no inhibition, no constraint. */
export type PathInputs = {
  readonly anchor: TrustAnchor;
  readonly at: Instant;
  readonly verify: VerifySignature;
  /** Dotted OIDs that the user accepts. */
  readonly userInitialPolicySet?: readonly string[];
  readonly initialPolicyMappingInhibit?: boolean;
  readonly initialExplicitPolicy?: boolean;
  readonly initialAnyPolicyInhibit?: boolean;
  readonly initialPermittedSubtrees?: readonly NameSubtree[];
  readonly initialExcludedSubtrees?: readonly NameSubtree[];
  /** What the key of the end entity is to be used for; anything unless told. RFC 5280 §4.2.1.12. */
  readonly purpose?: ExtendedKeyUsage;
  /** Dotted OIDs of further critical extensions that the caller processes itself. */
  readonly alsoProcessed?: readonly string[];
};

/** The inputs, and where the names of the path are read. */
export type Judging = PathInputs & { readonly book: NameBook };
