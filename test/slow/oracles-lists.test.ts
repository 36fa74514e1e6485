import { test } from "vitest";
import { listsRoundTrip } from "../property/oracles/lists.ts";

test("ten thousand random CRLs are the same to five readers", { timeout: 1_200_000 }, () => listsRoundTrip(10_000, 12));
