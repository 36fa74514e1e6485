import { expect, test } from "vitest";
import { REVOCATION_REASONS } from "../../../domain/pki/revocation-reason.ts";

test("the reasons have the numbers of RFC 5280 §5.3.1, without 7 and 8", () => {
  expect(Object.entries(REVOCATION_REASONS)).toEqual([
    ["unspecified", 0],
    ["keyCompromise", 1],
    ["cACompromise", 2],
    ["affiliationChanged", 3],
    ["superseded", 4],
    ["cessationOfOperation", 5],
    ["certificateHold", 6],
    ["privilegeWithdrawn", 9],
    ["aACompromise", 10],
  ]);
});
