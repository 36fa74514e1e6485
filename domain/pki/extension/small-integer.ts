/** INTEGER as the content of an implicit tag. X.690 §8.3. */
import { must, readDer } from "../../der/reader.ts";
import { tlv } from "../../der/writer.ts";

/** Not negative and below 2³². */
export const smallIntegerOf = (content: Uint8Array): number =>
  must(readDer(tlv(0x02, content), (r) => r.smallInteger()));
