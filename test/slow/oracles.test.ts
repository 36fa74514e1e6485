import { test } from "vitest";
import { answersRoundTrip, certificatesRoundTrip, listsRoundTrip } from "../property/oracles.ts";

const MANY = 10_000;
test("ten thousand random certificates are the same to five readers", { timeout: 900_000 }, () =>
  certificatesRoundTrip(MANY, 11),
);
test("ten thousand random CRLs are the same to three readers", { timeout: 900_000 }, () => listsRoundTrip(MANY, 12));
test("ten thousand random OCSP answers are the same to pkijs", { timeout: 900_000 }, () => answersRoundTrip(MANY, 13));
