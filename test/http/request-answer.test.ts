import * as v from "valibot";
import { expect, test } from "vitest";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { materialBytes } from "../../domain/kernel/sealed.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { RequestAnswer } from "../../http/api/schemas.ts";
import { makeApp } from "../support/app.ts";
import { makeCsr } from "../support/csr.ts";

const bytesOf = (text: string | null): Uint8Array => fromBase64url(text ?? "") ?? new Uint8Array();

test("a plan about a person is shown with what opens it, and with the requester's word", async () => {
  const app = await makeApp();
  const submit = async (profile: string, options: Parameters<typeof makeCsr>[0], more = {}) => {
    const csr = encodePem("CERTIFICATE REQUEST", await makeCsr(options));
    const { body } = await app.call("service:web", "POST", "/v1/requests", {
      authority: "web-ca",
      profile,
      csr,
      ...more,
    });
    return v.parse(RequestAnswer, body);
  };
  const ann = { subject: "CN=Ann", dns: [], emails: ["ann@example.test"] };
  const sealed = await submit("tls-client", ann, { note: "for her laptop" });
  const plaintext = bytesOf(sealed.tbs);
  expect(expectOk(materialBytes(sealed.plan.tbs, { plaintext, salt: bytesOf(sealed.salt) }))).toEqual(plaintext);
  expect(sealed).toMatchObject({ note: "for her laptop", plan: { tbs: { sealed: expect.anything() } } });
  expect(await submit("tls-server", {})).toMatchObject({ note: null, salt: null, tbs: expect.any(String) });
});
