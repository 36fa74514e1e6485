import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { encodeFrame, FrameReader } from "../../../adapters/signer-socket/frame.ts";
import { MAX_FRAME_BYTES } from "../../../adapters/signer-socket/protocol.ts";
import { refusal } from "../../../domain/kernel/refusal.ts";
import { descendantOf, openChannel, SIGNED, STATUS } from "./channel.ts";
import { clientTrial, PROTOCOL, UNREACHABLE } from "./client-trial.ts";

const { channel, listen, client } = clientTrial();

describe("who is not the signer gets nothing", () => {
  const stranger = openChannel();
  afterAll(() => stranger.remove());
  test.for([
    {
      name: "a stranger that knows our certificate",
      identity: () => ({ ...stranger.signer, peer: channel().api.certificate }),
    },
    {
      name: "a certificate that the signer's key signed",
      identity: () => descendantOf(channel().signer, "cartulary-signer"),
    },
    { name: "ourselves", identity: () => ({ ...channel().api, peer: channel().api.certificate }) },
  ])("$name", async ({ identity }) => {
    let calls = 0;
    const counted = async () => {
      calls += 1;
      return STATUS;
    };
    await listen({ status: counted }, { ...identity(), peer: channel().api.certificate });
    await expect(client().status()).rejects.toEqual(UNREACHABLE);
    expect(calls).toBe(0);
  });

  test("a signer that expects another client is unreachable", async () => {
    await listen({}, { ...channel().signer, peer: stranger.api.certificate });
    await expect(client().status()).rejects.toEqual(UNREACHABLE);
  });
});

describe("a signer that talks nonsense", () => {
  let fake: Server | undefined;
  afterEach(() => {
    fake?.close();
    fake = undefined;
  });

  /** A peer with the right key that answers each request with these bytes. */
  const answering = async (answer: (id: number) => Uint8Array): Promise<void> => {
    const { key, certificate: cert, peer } = channel().signer;
    mkdirSync(join(channel().directory, "run"), { recursive: true, mode: 0o700 });
    fake = createServer({ key, cert, ca: [peer], requestCert: true }, (socket: TLSSocket) => {
      const reader = new FrameReader(MAX_FRAME_BYTES);
      socket.on("error", () => undefined);
      socket.on("data", (chunk: Buffer) => {
        for (const frame of reader.push(new Uint8Array(chunk))) socket.write(answer((frame as { id: number }).id));
      });
    });
    fake.listen(channel().path);
    await once(fake, "listening");
  };

  test.for([
    { name: "no frame", bytes: () => Uint8Array.from({ length: 64 }, () => 0x41) },
    { name: "no shape", bytes: (id: number) => encodeFrame({ id, what: 1 }) },
    { name: "a value too many", bytes: (id: number) => encodeFrame({ id, is: "value", value: STATUS, more: 1 }) },
    { name: "a value of another shape", bytes: (id: number) => encodeFrame({ id, is: "value", value: SIGNED }) },
    { name: "no value", bytes: (id: number) => encodeFrame({ id, is: "value" }) },
    {
      name: "a refusal of a status",
      bytes: (id: number) => encodeFrame({ id, is: "refusal", refusal: refusal("key.unknown", "x") }),
    },
    {
      name: "a refusal that is none of ours",
      bytes: (id: number) => encodeFrame({ id, is: "refusal", refusal: { code: "x.y", detail: "x" } }),
    },
    {
      name: "a fault that is none of ours",
      bytes: (id: number) => encodeFrame({ id, is: "fault", code: "x.y", retryable: true }),
    },
    {
      name: "that it did not understand",
      bytes: () => encodeFrame({ id: 0, is: "fault", code: "signer.protocol", retryable: false }),
    },
    {
      name: "an answer to what nobody asked",
      bytes: (id: number) => encodeFrame({ id: id + 1, is: "value", value: STATUS }),
    },
  ])("$name", async ({ bytes }) => {
    await answering(bytes);
    await expect(client({ timeoutMs: 2_000 }).status()).rejects.toEqual(PROTOCOL);
  });

  test("the same answer twice is taken once", async () => {
    await answering((id) => {
      const frame = encodeFrame({ id, is: "value", value: STATUS });
      return Uint8Array.from([...frame, ...frame]);
    });
    const one = client();
    for (let i = 0; i < 3; i++) expect(await one.status()).toEqual(STATUS);
  });
});
