import * as v from "valibot";
import { Base64url, Digest, IssuerId, KeyId, Serial, Slug } from "../kernel/brand.ts";
import { InstantSchema } from "../kernel/instant.ts";
import type { Result } from "../kernel/result.ts";
import { CERT_ID_HASHES, CERT_ID_PARAMETERS } from "../pki/cert-id.ts";
import { isRevocation, type Revocation } from "../pki/revocation.ts";
import { ProofPath, SealProof } from "../transparency/gate.ts";
import { type JournalEntry, SIGNATURE_PURPOSES, type SignatureCount } from "./signature-journal.ts";

/**
 * The one boundary that signs. It trusts nobody: it takes typed requests, never loose bytes, reads the ledger itself,
 * verifies its own signature before release, and journals each one.
 *
 * A Refusal means the ledger does not justify the request; asking again changes nothing. A SignerFault means that the
 * world failed (module away, socket closed): the request stays pending.
 */
export interface Signer {
  readonly generateKey: (request: GenerateKey) => Promise<Result<GeneratedKey>>;
  readonly signCertificate: (request: SignCertificate) => Promise<Result<Signed>>;
  readonly signCrl: (request: SignCrl) => Promise<Result<SignedCrl>>;
  readonly signOcsp: (request: SignOcsp) => Promise<Result<Signed>>;
  readonly signCheckpoint: (request: SignCheckpoint) => Promise<Result<Signed>>;
  readonly remembered: () => Promise<Result<Remembered>>;
  readonly counters: () => Promise<Result<{ readonly keys: readonly SignatureCount[] }>>;
  readonly digests: (request: SignedDigests) => Promise<Result<DigestsSigned>>;
  readonly status: () => Promise<SignerStatus>;
}

/** A TBSCertificate has 256 KiB at most, a salt 32 octets. */
const OpeningSchema = v.strictObject({
  plaintext: v.pipe(Base64url, v.maxLength(400_000)),
  salt: v.pipe(Base64url, v.length(43)),
});

/** Makes the key pair that `KeyPlanned` on the key's stream asks for, once. */
export const GenerateKey = v.strictObject({ key: KeyId });
export type GenerateKey = v.InferOutput<typeof GenerateKey>;

/**
 * Signs what `CertificatePrepared` on `certificate-ISSUER.SERIAL` holds. The openings are needed when plan or TBS are
 * sealed, because the signer has no vault.
 */
export const SignCertificate = v.strictObject({
  issuer: IssuerId,
  serial: Serial,
  plannedTbs: v.optional(OpeningSchema),
  preparedTbs: v.optional(OpeningSchema),
  /**
   * That these stand in the sealed ledger, in this order: the last event of governance, the last event of the request, and
   * `CertificatePrepared`. Needed once the ledger is sealed.
   */
  seal: v.optional(SealProof),
});
export type SignCertificate = v.InferOutput<typeof SignCertificate>;

/** More do not fit into one frame (`adapters/signer-socket`). */
const MAX_REVOCATIONS = 1_000_000;

/** Signs the CRL that the newest `CrlPrepared` announces. The signer encodes it itself and compares digests. */
export const SignCrl = v.strictObject({
  key: KeyId,
  shard: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)),
  number: v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,38}$/)),
  /** What the list says, ordered by serial. */
  entries: v.custom<readonly Revocation[]>(
    (x) => Array.isArray(x) && x.length <= MAX_REVOCATIONS && x.every(isRevocation),
    "at most 1 000 000 revocations",
  ),
});
export type SignCrl = v.InferOutput<typeof SignCrl>;

/**
 * Signs one OCSP response with the responder key of an authority. The caller names certificates and times; what is said of
 * them is read from their streams.
 */
export const SignOcsp = v.strictObject({
  responderKey: KeyId,
  authority: Slug,
  producedAt: InstantSchema,
  responses: v.pipe(
    v.array(
      v.strictObject({
        hash: v.picklist(CERT_ID_HASHES),
        /** As they stand in the CertID that was asked with: it comes back the same. */
        parameters: v.optional(v.picklist(CERT_ID_PARAMETERS), "null"),
        serial: v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2}){1,64}$/)),
        thisUpdate: InstantSchema,
        nextUpdate: InstantSchema,
      }),
    ),
    v.minLength(1),
    v.maxLength(16),
  ),
});
export type SignOcsp = v.InferOutput<typeof SignOcsp>;

/**
 * Signs the next tree of the ledger with a key made for that purpose: one that grew out of the tree that the signer
 * remembers (`remembered`), which `consistency` shows. c2sp.org/tlog-checkpoint
 */
export const SignCheckpoint = v.strictObject({
  key: KeyId,
  origin: v.pipe(v.string(), v.regex(/^[\x21-\x2a\x2c-\x7e]{1,200}$/)),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  root: Digest,
  consistency: ProofPath,
});
export type SignCheckpoint = v.InferOutput<typeof SignCheckpoint>;

/** What one key signed for one purpose, in pieces: whoever compares the journal with the ledger asks for it. */
export const SignedDigests = v.strictObject({
  key: KeyId,
  purpose: v.picklist(SIGNATURE_PURPOSES),
  /** Place in the journal behind which the piece begins. */
  after: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
export type SignedDigests = v.InferOutput<typeof SignedDigests>;

/** SHA-256 of the signed bytes, base64url, in the journal's order; nothing when there is no more. */
export type DigestsSigned = { readonly signed: readonly Pick<JournalEntry, "sequence" | "digest">[] };

export type GeneratedKey = {
  readonly spki: string;
  readonly module: {
    readonly kind: string;
    readonly manufacturer: string;
    readonly model: string;
    readonly tokenLabel: string;
    readonly tokenSerial: string;
  };
};

/**
 * `signed` is the exact to-be-signed bytes, `signature` what goes into the BIT STRING; both base64url. `basis`: the revision
 * of governance at which the signer judged it, its own head; null for what was signed before this was written down.
 */
export type Signed = {
  readonly signed: string;
  readonly signature: string;
  readonly sequence: number;
  readonly basis: number | null;
};

/** Who asks for a CRL has its bytes, and they may be 50 MB. */
export type SignedCrl = Omit<Signed, "signed">;

/** A tree that was signed, and by which key. */
export type RememberedTree = {
  readonly origin: string;
  readonly size: number;
  readonly root: Digest;
  readonly key: string;
};

/**
 * What the signer knows of the ledger's tree: the newest that it signed or was shown, null before the first; and where the
 * proof for the next has to begin, under which origin. The two differ after a gap that the officers accepted. No next one while
 * the ledger is not the one that the signer knows: what it knows is told even then, because officers have to name it.
 */
export type Remembered = {
  readonly tree: RememberedTree | null;
  readonly next: { readonly origin: string; readonly size: number; readonly root: Digest } | null;
};

export type SignerStatus = {
  readonly isReady: boolean;
  /** A fault code when it is not ready. */
  readonly reason: string | null;
  readonly module: GeneratedKey["module"] | null;
  readonly signatures: number;
  /** Kinds of key that the module can make and sign with. */
  readonly abilities: readonly string[];
};

export type SignerFaultCode =
  | "signer.unreachable"
  | "signer.timeout"
  | "signer.protocol"
  | "signer.self-check-failed"
  | "signer.busy"
  /** The ledger was not sealed in time: there is no proof yet to sign on. */
  | "seal.late"
  | "module.unavailable"
  | "module.pin-incorrect"
  | "module.pin-locked"
  | "module.no-such-key"
  | "module.unsupported"
  | "module.misbehaved"
  | "journal.unavailable"
  | "journal.corrupt"
  | "store.unavailable"
  | "store.corrupt";

export class SignerFault extends Error {
  override readonly name = "SignerFault";
  readonly code: SignerFaultCode;
  readonly retryable: boolean;
  constructor(code: SignerFaultCode, retryable: boolean, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.retryable = retryable;
  }
}
