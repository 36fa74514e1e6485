import { test } from "vitest";
import { answersRoundTrip } from "../property/oracles/answers.ts";

test("ten thousand random OCSP answers are the same to four readers", { timeout: 1_200_000 }, () =>
  answersRoundTrip(10_000, 13),
);
