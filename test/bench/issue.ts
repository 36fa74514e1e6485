/**
 * From a CSR to a recorded certificate under two approvals, in memory: what the rules, the chain and the checks cost
 * beside the cryptography that they cannot do without.
 */
import { generateKeyPairSync, randomUUID, sign, verify } from "node:crypto";
import { expectOk } from "../../domain/kernel/result.ts";
import { parseCsr, verifyCsr } from "../../domain/pki/csr.ts";
import { issue } from "../../domain/process/issue.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { makeCsr } from "../support/csr.ts";
import { approve, makeWorld, WEB, withHierarchy } from "../support/world.ts";
import { type Bench, rate } from "./measure.ts";

export const issuance: Bench = async () => {
  const n = 50;
  const world = await withHierarchy(await makeWorld());
  const csrs = await Promise.all(Array.from({ length: n }, () => makeCsr()));
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return rate({
    name: "issue",
    unit: "certificates/s",
    yardstick: "the same signatures made and checked with node:crypto",
    n,
    ours: async () => {
      for (const csr of csrs) {
        const wanted = { authority: "web-ca", profile: "tls-server", csr, note: null };
        const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
        expectOk(await approve(world, id, world.alice));
        expectOk(await approve(world, id, world.bob));
        expectOk(await issue(world.ports, id));
      }
    },
    theirs: () => {
      for (const csr of csrs) {
        expectOk(verifyCsr(expectOk(parseCsr(csr))));
        // Two officers sign; each signature is checked on arrival and again by the signer. The certificate: signed, checked.
        for (let i = 0; i < 3; i++) {
          const signature = sign("sha256", csr, privateKey);
          verify("sha256", csr, publicKey, signature);
          if (i < 2) verify("sha256", csr, publicKey, signature);
        }
      }
    },
  });
};
