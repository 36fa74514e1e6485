/** UUIDs of the protocol. Whatever form was sent, a server may answer in the other one: text, or two 64-bit halves. */
import shared from "@eventstore/db-client/generated/shared_pb.js";

const half = (signed: string): string => BigInt.asUintN(64, BigInt(signed)).toString(16).padStart(16, "0");

export const toUuid = (text: string): shared.UUID => {
  const message = new shared.UUID();
  message.setString(text);
  return message;
};

/** "" when there is none. */
export const fromUuid = (message: shared.UUID | undefined): string => {
  const structured = message?.getStructured();
  if (structured === undefined) return message?.getString() ?? "";
  const x = half(structured.getMostSignificantBits()) + half(structured.getLeastSignificantBits());
  return `${x.slice(0, 8)}-${x.slice(8, 12)}-${x.slice(12, 16)}-${x.slice(16, 20)}-${x.slice(20)}`;
};
