import { test } from "vitest";
import { EXTENSION_PARSERS } from "../property/hostile-extensions.ts";
import { withstands } from "../property/withstands.ts";

test.for(EXTENSION_PARSERS)("a million hostile inputs: $name", { timeout: 900_000 }, (parser) => {
  for (let round = 1; round <= 10; round++) withstands(parser, 100_000, round * 7_919);
});
