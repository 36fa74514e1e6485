import { test } from "vitest";
import { JUDGES } from "../property/hostile.ts";
import { pkcs12Withstands } from "../property/hostile-pkcs12.ts";
import { STRUCTURE_JUDGES, STRUCTURE_PARSERS } from "../property/hostile-structures.ts";
import { TEXT_PARSERS } from "../property/hostile-texts.ts";
import { withstands } from "../property/withstands.ts";

const timeout = 900_000;

test.for([...STRUCTURE_PARSERS, ...TEXT_PARSERS])("a million hostile inputs: $name", { timeout }, (parser) => {
  for (let round = 1; round <= 10; round++) withstands(parser, 100_000, round * 7_919);
});

// What judges is no parser and does a hundred times the work.
test.for([...JUDGES, ...STRUCTURE_JUDGES])("a hundred thousand hostile inputs: $name", { timeout }, (parser) => {
  for (let round = 1; round <= 10; round++) withstands(parser, 10_000, round * 7_919);
});

test("twenty thousand hostile PKCS #12 files", { timeout }, () => pkcs12Withstands(20_000, 7_919));
