/**
 * The yardstick's second process: for each call it reads what stands in the ledger about the request, hashes it, signs in
 * the module, and verifies. One line of JSON in, one out. Nothing of Cartulary's is in it but the way to the module.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { openPkcs11Module } from "../../adapters/pkcs11/module.ts";

const [file = "", library = "", serial = "", pin = "", key = ""] = process.argv.slice(2);
const module = openPkcs11Module({ library, token: { serial }, pin });
const found = await module.find(key);
if (found === undefined) throw new Error("no such key");
const publicKey = createPublicKey({ key: Buffer.from(found.spki), format: "der", type: "spki" });
const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
const rows = db.prepare("SELECT bytes FROM e WHERE stream = ? ORDER BY i");

for await (const line of createInterface({ input: process.stdin })) {
  const { id, stream, message } = JSON.parse(line) as { id: number; stream: string; message: string };
  for (const { bytes } of rows.all(stream)) {
    createHash("sha256")
      .update(bytes as Uint8Array)
      .digest();
    JSON.parse(Buffer.from(bytes as Uint8Array).toString("utf8"));
  }
  const octets = Buffer.from(message, "base64");
  const signature = await module.sign(key, octets, "ecdsa-sha256");
  if (!verify("sha256", octets, publicKey, signature)) throw new Error("a signature that does not verify");
  process.stdout.write(`${JSON.stringify({ id, signature: Buffer.from(signature).toString("base64") })}\n`);
}
