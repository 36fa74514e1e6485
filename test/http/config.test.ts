import { expect, test } from "vitest";
import { isLoopback } from "../../http/config.ts";

test.for<readonly [host: string, is: boolean]>([
  ["127.0.0.1", true],
  ["127.8.8.8", true],
  ["::1", true],
  ["localhost", true],
  ["0.0.0.0", false],
  ["::", false],
  ["10.0.0.1", false],
  ["127.example", false],
  ["pki.example", false],
  ["localhost.example", false],
])("%s is this machine alone: %s", ([host, is]) => {
  expect(isLoopback(host)).toBe(is);
});
