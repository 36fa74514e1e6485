/** Asks witnesses over HTTP. domain/ports/witness.ts, c2sp.org/tlog-witness */
import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { toBase64 } from "../../domain/kernel/bytes.ts";
import { type Submission, type WitnessAnswer, type WitnessClient, WitnessFault } from "../../domain/ports/witness.ts";

export type WitnessClientOptions = {
  readonly timeoutMs?: number;
  /** Certificates to trust besides the system's; what tests trust. */
  readonly ca?: string;
};

const TIMEOUT_MS = 10_000;
/** A line has some 150 octets. */
const MAX_ANSWER = 16 * 1024;
const SIZE_TYPE = "text/x.tlog.size";

type Answered = { readonly status: number; readonly type: string; readonly text: string };

const bodyOf = ({ checkpoint, old, proof }: Submission): string =>
  `old ${old}\n${proof.map((hash) => `${toBase64(hash)}\n`).join("")}\n${checkpoint}`;

const read = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER) throw new RangeError("the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

/** What a `409` says to be known. Without a size (the root alone is another) it is the one that was asked about. */
const sizeOf = ({ type, text }: Answered, old: number): number | undefined => {
  if (type !== SIZE_TYPE) return old;
  const size = /^(?:0|[1-9][0-9]{0,15})\n$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(size) ? size : undefined;
};

const answerOf = (answered: Answered, old: number): WitnessAnswer => {
  const { status, text } = answered;
  const size = status === 409 ? sizeOf(answered, old) : undefined;
  if (status === 200) return { answer: "cosigned", lines: text.split("\n").filter((line) => line !== "") };
  if (size !== undefined) return { answer: "conflict", size };
  if (status === 422) return { answer: "inconsistent" };
  if ([400, 403, 404, 413].includes(status)) return { answer: "refused", status };
  throw new WitnessFault();
};

export const witnessClient = ({ timeoutMs = TIMEOUT_MS, ca }: WitnessClientOptions = {}): WitnessClient => {
  const post = (address: URL, body: string, signal: AbortSignal): Promise<Answered> =>
    new Promise((done, fail) => {
      const how = {
        method: "POST",
        signal,
        headers: { "content-type": "text/plain; charset=utf-8", "content-length": Buffer.byteLength(body) },
        ...(ca !== undefined && { ca }),
      };
      const request = (address.protocol === "https:" ? secureRequest : plainRequest)(address, how);
      let isAnswered = false;
      request.once("response", (response) => {
        isAnswered = true;
        const [type = ""] = (response.headers["content-type"] ?? "").split(";");
        read(response).then((text) => done({ status: response.statusCode ?? 0, type: type.trim(), text }), fail);
      });
      request.on("error", fail);
      // Also after an upgrade that nobody asked for: then neither an answer nor an error comes.
      request.once("close", () => isAnswered || fail(new Error("closed")));
      request.end(body);
    });

  return {
    cosign: async (url, submission) => {
      const address = URL.parse(`${url.replace(/\/+$/, "")}/add-checkpoint`);
      if (address === null || !["https:", "http:"].includes(address.protocol)) throw new WitnessFault();
      // Of the whole, answer included: `read` ends with it, too.
      const deadline = AbortSignal.timeout(timeoutMs);
      const answered = await post(address, bodyOf(submission), deadline).catch((cause: unknown) => {
        throw new WitnessFault({ cause });
      });
      return answerOf(answered, submission.old);
    },
  };
};
