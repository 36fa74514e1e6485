import { test } from "vitest";
import { PARSERS } from "./hostile.ts";
import { EXTENSION_PARSERS } from "./hostile-extensions.ts";
import { withstands } from "./withstands.ts";

test.for([...PARSERS, ...EXTENSION_PARSERS])("10 000 hostile inputs: $name", (parser) => {
  withstands(parser, 10_000, 20_261_124);
});
