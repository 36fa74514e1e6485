import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { toBase64url } from "../../../../domain/kernel/bytes.ts";
import { encodeName } from "../../../../domain/pki/name.ts";
import { parseSubtree, type Subtree, SubtreeSchema } from "../../../../domain/policy/mandate/subtree.ts";

const named = (text: string): Subtree => ({
  kind: "directoryName",
  der: toBase64url(encodeName(text === "" ? [] : [{ type: "O", value: text }])),
});

describe("a subtree that can be granted", () => {
  test.for<{ name: string; subtree: Subtree }>([
    { name: "a domain", subtree: { kind: "dns", value: "example.test" } },
    { name: "what is below a domain", subtree: { kind: "dns", value: ".example.test" } },
    { name: "a domain in A-labels", subtree: { kind: "dns", value: "xn--bcher-kva.test" } },
    { name: "the mailboxes of a host", subtree: { kind: "email", value: "example.test" } },
    { name: "one mailbox", subtree: { kind: "email", value: "Carol@example.test" } },
    { name: "a host of URIs", subtree: { kind: "uri", value: ".example.test" } },
    { name: "addresses", subtree: { kind: "ip", value: "10.0.0.0/8" } },
    { name: "one address", subtree: { kind: "ip", value: "10.1.2.3/32" } },
    { name: "IPv6 addresses", subtree: { kind: "ip", value: "2001:db8:0:0:0:0:0:0/33" } },
    { name: "a distinguished name", subtree: named("Example") },
  ])("$name", ({ subtree }) => {
    expect(v.safeParse(SubtreeSchema, subtree).issues).toBeUndefined();
    expect(parseSubtree(subtree)).toBeDefined();
  });
});

test("the mask of a range has as many ones as it says", () => {
  const masks = ["0.0.0.0/0", "128.0.0.0/1", "10.0.0.0/9", "10.1.2.3/32"].map((value) => {
    const base = parseSubtree({ kind: "ip", value });
    return base?.kind === "ipRange" ? [...base.mask] : undefined;
  });
  expect(masks).toEqual([
    [0, 0, 0, 0],
    [128, 0, 0, 0],
    [255, 128, 0, 0],
    [255, 255, 255, 255],
  ]);
});

describe("a subtree that cannot", () => {
  test.for<{ name: string; subtree: Subtree }>([
    { name: "a dot, which would be everything", subtree: { kind: "dns", value: "." } },
    { name: "capitals, which have another writing", subtree: { kind: "dns", value: "Example.test" } },
    { name: "a dot at the end", subtree: { kind: "dns", value: "example.test." } },
    { name: "a wildcard", subtree: { kind: "dns", value: "*.example.test" } },
    { name: "a U-label", subtree: { kind: "dns", value: "bücher.test" } },
    { name: "an A-label that encodes nothing", subtree: { kind: "dns", value: "xn--a.test" } },
    { name: "an address as a domain", subtree: { kind: "dns", value: "10.0.0.0" } },
    { name: "a mailbox with a quoted part", subtree: { kind: "email", value: '"a b"@example.test' } },
    { name: "a mailbox whose domain has another writing", subtree: { kind: "email", value: "a@Example.test" } },
    { name: "a URI instead of its host", subtree: { kind: "uri", value: "https://example.test" } },
    { name: "an address inside a range", subtree: { kind: "ip", value: "10.0.0.1/8" } },
    { name: "more bits than there are", subtree: { kind: "ip", value: "10.0.0.0/33" } },
    { name: "a mask with a leading zero", subtree: { kind: "ip", value: "10.0.0.0/08" } },
    { name: "an address that is none", subtree: { kind: "ip", value: "10.0.0.256/32" } },
    { name: "the empty name, which would be everything", subtree: named("") },
    { name: "bytes that are no name", subtree: { kind: "directoryName", der: "AAAA" } },
  ])("$name", ({ subtree }) => {
    expect(v.safeParse(SubtreeSchema, subtree).issues).toBeUndefined();
    expect(parseSubtree(subtree)).toBeUndefined();
  });

  test("an empty text has not even the shape", () => {
    for (const kind of ["dns", "email", "uri"])
      expect(v.safeParse(SubtreeSchema, { kind, value: "" }).success).toBe(false);
  });
});
