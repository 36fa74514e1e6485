import { test } from "vitest";
import { answersRoundTrip, certificatesRoundTrip, listsRoundTrip } from "./oracles.ts";

test("200 random certificates are the same to five readers", () => certificatesRoundTrip(200, 1));
test("200 random CRLs are the same to three readers", () => listsRoundTrip(200, 2));
test("200 random OCSP answers are the same to pkijs", () => answersRoundTrip(200, 3));
