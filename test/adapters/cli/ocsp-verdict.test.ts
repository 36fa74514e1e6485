/** Which OCSP answers a relying party may believe: real ones of our own responder, and what others make of them. */
import { createHash, generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { type OcspQuestion, type OcspVerdict, ocspVerdict } from "../../../adapters/cli/ocsp-verdict.ts";
import { fromBase64url } from "../../../domain/kernel/bytes.ts";
import { addSeconds, wholeSeconds } from "../../../domain/kernel/instant.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertId } from "../../../domain/pki/cert-id.ts";
import { encodeCertificate } from "../../../domain/pki/certificate.ts";
import { extendedKeyUsage } from "../../../domain/pki/extension/extended-key-usage.ts";
import { ocspNonce } from "../../../domain/pki/extension/ocsp-nonce.ts";
import { encodeName } from "../../../domain/pki/name.ts";
import { encodeOcspRequest } from "../../../domain/pki/ocsp-request-writer.ts";
import { encodeOcspError, encodeOcspResponse, encodeResponseData } from "../../../domain/pki/ocsp-response.ts";
import { parsePathCertificate } from "../../../domain/pki/path/path-certificate.ts";
import { parsePublicKey } from "../../../domain/pki/public-key.ts";
import { encodeTbsCertificate } from "../../../domain/pki/tbs-certificate.ts";
import { type App, makeApp } from "../../support/app.ts";

let app: App;
let answer: Uint8Array;
let question: OcspQuestion;
let other: OcspQuestion;

const nonce = new Uint8Array(createHash("sha256").update("nonce").digest());
const certificateOf = (der: string | null | undefined) => {
  const bytes = fromBase64url(der ?? "") ?? new Uint8Array();
  return {
    bytes,
    parsed: expectOk(parsePathCertificate(bytes)),
    serial: new X509Certificate(bytes).serialNumber.toLowerCase(),
  };
};
const authority = (id: string) => {
  const row = app.world.ports.queries.authorities().find((a) => a.id === id);
  if (row === undefined) throw new TypeError("no authority");
  return row;
};
const questionAbout = (issuerDer: string | null, serial: string): OcspQuestion => {
  const { parsed } = certificateOf(issuerDer);
  const key = expectOk(parsePublicKey(parsed.spki));
  const certIds = [encodeCertId("sha256", parsed.subject, key.bits, serial)];
  return { issuer: parsed, certIds, nonce, now: app.world.clock.now() };
};
const ask = async ({ certIds }: OcspQuestion): Promise<Uint8Array> => {
  const [certId = new Uint8Array()] = certIds;
  const body = Buffer.from(encodeOcspRequest([{ certId }], { extensions: [ocspNonce(nonce)] }));
  const response = await app.request("/ocsp", { method: "POST", body });
  return new Uint8Array(await response.arrayBuffer());
};

beforeAll(async () => {
  app = await makeApp();
  const responder = certificateOf(app.world.ports.queries.responderOf(authority("web-ca").key)?.der);
  question = questionAbout(authority("web-ca").der, responder.serial);
  other = questionAbout(authority("root").der, responder.serial);
  answer = await ask(question);
});

test("a good answer is believed, by the responder that the issuer allowed", () => {
  expect(ocspVerdict(answer, question)).toMatchObject({
    is: "believed",
    signer: "responder",
    single: { status: { at: "good" } },
  });
});

const flipped = (at: (der: Uint8Array) => number): Uint8Array => {
  const copy = Uint8Array.from(answer);
  const i = at(copy);
  copy[i] = (copy[i] ?? 0) ^ 1;
  return copy;
};
/** Where the ResponseData's status stands: `80 00` is good, `82 00` unknown. */
const statusAt = (der: Uint8Array): number => Buffer.from(der).indexOf(Buffer.from("8000180f", "hex"));

test.for<{ name: string; given: () => OcspVerdict | Promise<OcspVerdict>; is: object }>([
  {
    name: "no OCSP",
    given: () => ocspVerdict(Uint8Array.of(0x30, 0x00), question),
    is: { is: "not-believed", why: /no OCSP response/ },
  },
  {
    name: "an error",
    given: () => ocspVerdict(encodeOcspError("tryLater"), question),
    is: { is: "unanswered", status: /^tryLater$/ },
  },
  {
    name: "another issuer's",
    given: () => ocspVerdict(answer, other),
    is: { is: "not-believed", why: /signed by nobody/ },
  },
  {
    name: "a status that was changed on the way",
    given: () => {
      const copy = Uint8Array.from(answer);
      const at = statusAt(copy);
      expect(at).toBeGreaterThan(0);
      copy[at] = 0x82;
      return ocspVerdict(copy, question);
    },
    is: { is: "not-believed", why: /does not verify/ },
  },
  {
    name: "a responder's certificate that was changed: nobody's then",
    given: () =>
      ocspVerdict(
        flipped((der) => der.length - 5),
        question,
      ),
    is: { is: "not-believed", why: /signed by nobody/ },
  },
  {
    name: "one about another certificate",
    given: async () => ocspVerdict(answer, { ...question, certIds: other.certIds }),
    is: { is: "not-believed", why: /another certificate/ },
  },
  {
    name: "one from the future",
    given: () => ocspVerdict(answer, { ...question, now: addSeconds(question.now, -3 * 3600) }),
    is: { is: "not-believed", why: /from the future|signed by nobody/ },
  },
  {
    name: "one that is too old",
    given: () => ocspVerdict(answer, { ...question, now: addSeconds(question.now, 30 * 86_400) }),
    is: { is: "not-believed", why: /too old/ },
  },
  {
    name: "a responder after its time",
    given: () => ocspVerdict(answer, { ...question, now: addSeconds(question.now, 400 * 86_400) }),
    is: { is: "not-believed", why: /signed by nobody/ },
  },
])("$name", async ({ given, is }) => {
  const verdict = await given();
  for (const [name, pattern] of Object.entries(is)) expect(String(verdict[name as keyof OcspVerdict])).toMatch(pattern);
});

/** An issuer of our own making, with what it answers about its certificate number 10. */
const makeIssuer = () => {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" }));
  const issuer = { subject: encodeName([{ type: "CN", value: "Issuer" }]), spki };
  const { now } = question;
  const certId = encodeCertId("sha256", issuer.subject, expectOk(parsePublicKey(spki)).bits, "0a");
  type Signer = { readonly key: KeyObject; readonly spki: Uint8Array; readonly certificates?: readonly Uint8Array[] };
  const answerBy = ({ key, spki: of, certificates = [] }: Signer, echoed?: Uint8Array): Uint8Array => {
    const data = encodeResponseData({
      responderKeyHash: new Uint8Array(
        createHash("sha1")
          .update(expectOk(parsePublicKey(of)).bits)
          .digest(),
      ),
      producedAt: now,
      responses: [{ certId, status: { at: "good" }, thisUpdate: now, nextUpdate: addSeconds(now, 60) }],
      ...(echoed !== undefined && { nonce: echoed }),
    });
    return encodeOcspResponse(data, "ecdsa-sha256", new Uint8Array(sign("sha256", data, key)), certificates);
  };
  return { issuer, key: pair.privateKey, spki, answerBy, question: { issuer, certIds: [certId], nonce, now } };
};

test.for<{ purpose: "ocspSigning" | "serverAuth"; is: string }>([
  { purpose: "ocspSigning", is: "believed" },
  { purpose: "serverAuth", is: "not-believed" },
])("whom the issuer certified for $purpose is $is", ({ purpose, is }) => {
  const own = makeIssuer();
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
  const { now } = question;
  const tbs = encodeTbsCertificate({
    serial: "0b",
    algorithm: "ecdsa-sha256",
    issuer: own.issuer.subject,
    validity: { notBefore: wholeSeconds(now), notAfter: wholeSeconds(addSeconds(now, 3600)) },
    subject: encodeName([{ type: "CN", value: "Somebody" }]),
    spki,
    extensions: [extendedKeyUsage([purpose])],
  });
  const der = encodeCertificate(tbs, "ecdsa-sha256", new Uint8Array(sign("sha256", tbs, own.key)));
  const given = own.answerBy({ key: privateKey, spki, certificates: [der] });
  expect(ocspVerdict(given, own.question).is).toBe(is);
});

test.for<{ name: string; echoed?: Uint8Array; is: object }>([
  { name: "a prepared one, without a nonce", is: { is: "believed", signer: "issuer" } },
  { name: "with our nonce", echoed: nonce, is: { is: "believed", signer: "issuer" } },
  {
    name: "with another's nonce",
    echoed: new Uint8Array(32).fill(7),
    is: { is: "not-believed", why: expect.stringContaining("nonce") },
  },
])("one that the issuer signed itself, $name", ({ echoed, is }) => {
  const own = makeIssuer();
  expect(ocspVerdict(own.answerBy(own, echoed), own.question)).toMatchObject(is);
});
