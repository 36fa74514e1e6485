import { test } from "vitest";
import { PARSERS, withstands } from "./hostile.ts";

test.for(PARSERS)("10 000 hostile inputs: $name", (parser) => {
  withstands(parser, 10_000, 20_261_124);
});
