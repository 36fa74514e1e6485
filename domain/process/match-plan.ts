/** Whether a prepared certificate is the one that was planned: the signer asks before it signs, a replay afterwards. */
import type { PreparedCertificate } from "../certificate/state.ts";
import { equalBytes } from "../kernel/bytes.ts";
import { secondsBetween } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { maskValidity, parseTbsCertificate } from "../pki/tbs-certificate.ts";
import type { PlannedRequest } from "../request/state.ts";

type Prepared = PreparedCertificate["prepared"];

const no = (detail: string) => refuse(refusal("signer.not-authorised", detail));

/** Refuses `signer.not-authorised`. */
export const matchIdentity = (prepared: Prepared, { plan, digest, submission }: PlannedRequest): Result<true> => {
  if (prepared.plan !== digest) return no("the certificate was not prepared from the approved plan");
  if (plan.request !== prepared.request) return no("the plan belongs to another request");
  if (plan.issuer !== prepared.issuer || plan.serial !== prepared.serial)
    return no("the plan is for another certificate");
  if (plan.key !== prepared.key || plan.authority !== prepared.authority || plan.shard !== prepared.shard)
    return no("the plan is for another key");
  if (plan.requester !== submission.requester) return no("the plan names another requester");
  return ok(true);
};

/** How long and how late at most, the present apart. Refuses `validity.out-of-bounds`. */
export const matchValidity = ({ notBefore, notAfter }: Prepared, { plan }: PlannedRequest): Result<true> => {
  const out = (detail: string) => refuse(refusal("validity.out-of-bounds", detail));
  if (secondsBetween(notBefore, notAfter) > plan.durationSeconds) return out("the validity is longer than planned");
  if (notAfter > plan.latestNotAfter) return out("the validity ends later than planned");
  return ok(true);
};

/** The prepared TBS is the planned one in every byte but its validity. Refuses `signer.not-authorised`, `der.malformed`. */
export const matchBytes = (prepared: Prepared, planned: Uint8Array, tbs: Uint8Array): Result<true> => {
  const masked = maskValidity(tbs);
  if (!masked.ok) return masked;
  if (!equalBytes(masked.value.masked, planned)) return no("the certificate differs from the approved plan");
  const { validity } = masked.value;
  if (validity.notBefore !== prepared.notBefore || validity.notAfter !== prepared.notAfter)
    return no("the certificate's validity is not the recorded one");
  const fields = parseTbsCertificate(tbs);
  if (!fields.ok) return fields;
  if (fields.value.serial !== prepared.serial) return no("the certificate has another serial number");
  return ok(true);
};
