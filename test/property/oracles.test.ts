import { test } from "vitest";
import { answersRoundTrip } from "./oracles/answers.ts";
import { certificatesRoundTrip } from "./oracles/certificates.ts";
import { listsRoundTrip } from "./oracles/lists.ts";

test("200 random certificates are the same to six readers", () => certificatesRoundTrip(200, 1));
test("200 random CRLs are the same to five readers", () => listsRoundTrip(200, 2));
test("200 random OCSP answers are the same to four readers", () => answersRoundTrip(200, 3));
