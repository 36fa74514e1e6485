import { test } from "vitest";
import { certificatesRoundTrip } from "../property/oracles/certificates.ts";

test("ten thousand random certificates are the same to six readers", { timeout: 1_200_000 }, () =>
  certificatesRoundTrip(10_000, 11),
);
