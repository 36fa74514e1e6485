/** The worked example of docs/ledger-format.md, computed: four small envelopes, their tree, a note, proofs. */
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { toBase64, toBase64url, toHex, utf8 } from "../../domain/kernel/bytes.ts";
import { canonicalText } from "../../domain/kernel/canonical-json.ts";
import { envelopeDigest } from "../../domain/kernel/envelope.ts";
import { checkpointText, ledgerOrigin } from "../../domain/transparency/checkpoint.ts";
import { cosignature, cosignedMessage } from "../../domain/transparency/cosignature.ts";
import { eventLeafHash, leafBytes } from "../../domain/transparency/leaf.ts";
import { growing, nodeHash } from "../../domain/transparency/merkle.ts";
import { formatNote, formatVerifierKey, noteKeyId, noteKeyOf } from "../../domain/transparency/note.ts";
import { consistencyPath, inclusionPath, type ReadNode } from "../../domain/transparency/proof.ts";

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");
/** Ed25519 from a seed of 32 octets that count up from `from`. */
const keyFrom = (from: number) => {
  const seed = Buffer.from(Array.from({ length: 32 }, (_, i) => from + i));
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: "der", type: "pkcs8" });
  const spki = new Uint8Array(createPublicKey(privateKey).export({ format: "der", type: "spki" }));
  return { privateKey, spki };
};

const ENVELOPES = [
  { body: { n: 1 }, revision: 0, stream: "governance" },
  { body: { n: 2, name: "Zürich" }, revision: 1, stream: "governance" },
  { body: { n: 3 }, revision: 0, stream: "request-00" },
  { body: { n: 4 }, revision: 2, stream: "governance" },
  { body: { n: 5 }, revision: 1, stream: "request-00" },
];

/** The lines that the page shows between its marks. */
export const formatVectors = async (): Promise<string> => {
  const texts = ENVELOPES.map(canonicalText);
  const digests = texts.map((t) => envelopeDigest(utf8(t)));
  const leaves = texts.map((t, i) => eventLeafHash(i, utf8(t)));
  const rootAt = (size: number): Uint8Array => {
    const tree = growing();
    for (const leaf of leaves.slice(0, size)) tree.push(leaf);
    return tree.root();
  };
  const read: ReadNode = async (level, place) =>
    level === 0
      ? (leaves[place] as Uint8Array)
      : nodeHash(await read(level - 1, 2 * place), await read(level - 1, 2 * place + 1));
  const origin = ledgerOrigin("example/ledger", digests[0] ?? "");
  const [sealer, witness] = [keyFrom(0), keyFrom(32)];
  const text = checkpointText({ origin, size: 5, root: rootAt(5) });
  const own = noteKeyOf(origin, sealer.spki);
  const its = { name: "witness.example/one", kind: "cosignature", key: witness.spki.slice(-32) } as const;
  const time = 1_780_000_000;
  const cosigned = new Uint8Array(sign(null, utf8(cosignedMessageText(text, time)), witness.privateKey));
  const note = formatNote({
    text,
    signatures: [
      { name: origin, id: noteKeyId(own), signature: new Uint8Array(sign(null, utf8(text), sealer.privateKey)) },
      cosignature(its, time, cosigned),
    ],
  });
  const hashes = (list: readonly Uint8Array[]) => list.map((h) => `  ${toBase64url(h)}`);
  const frontier = growing();
  for (const leaf of leaves.slice(0, 3)) frontier.push(leaf);
  return [
    "events/000000.ndjson, each line ends with 0A:",
    ...texts.map((t) => `  ${t}`),
    "SHA-256 of each line without its end, base64url:",
    ...digests.map((d) => `  ${d}`),
    "leaf 1, and its hash SHA-256(00 ‖ leaf), hex:",
    `  ${Buffer.from(leafBytes(1, digests[1] ?? "")).toString("utf8")}`,
    `  ${toHex(leaves[1] as Uint8Array)}`,
    "roots at sizes 1 to 5, hex:",
    ...[1, 2, 3, 4, 5].map((n) => `  ${toHex(rootAt(n))}`),
    "inclusion path of index 2 in the tree of 5, from the leaf upwards:",
    ...hashes(await inclusionPath(read, 2, 5)),
    "consistency proof from 3 to 5:",
    ...hashes(await consistencyPath(read, 3, 5)),
    "roots of the perfect trees before index 3 (before.json of a range that begins there):",
    ...hashes(frontier.frontier().roots),
    "sealer's key from the seed 00 01 … 1f, witness's from 20 21 … 3f:",
    `  ${formatVerifierKey(own)}`,
    `  ${formatVerifierKey(its)}`,
    `checkpoint.txt, cosigned at ${time} (base64 of all of it below, since its lines end where these do not):`,
    ...note.split("\n").map((line) => `  ${line}`.trimEnd()),
    `  ${toBase64(utf8(note))}`,
  ].join("\n");
};

const cosignedMessageText = (text: string, time: number): string =>
  Buffer.from(cosignedMessage(text, time)).toString("utf8");
