/** What stands in a server's access lists already is kept when a ledger can bear it, and told when it cannot. */
import { describe, expect, test } from "vitest";
import {
  accessOf,
  allMetadataOf,
  mergedAllMetadata,
  mergedSettings,
  settingsOf,
} from "../../../adapters/eventstoredb/access-lists.ts";

const FIRST = { writers: ["first"], readers: ["first-signer"] };
const SECOND = { writers: ["second"], readers: ["second-signer"] };
const ADMINS = "$admins";
const first = settingsOf(FIRST);

describe("the default list", () => {
  test("of a first ledger: its own users, and administrators for the rest", () => {
    expect(first.$userStreamAcl).toEqual({
      $r: ["first", "first-signer"],
      $w: ["first"],
      $d: [ADMINS],
      $mr: ["first", "first-signer"],
      $mw: [ADMINS],
    });
    expect(accessOf(first)).toEqual(FIRST);
  });

  test("of a second one is added to it, and added once", () => {
    const merged = mergedSettings(first, settingsOf(SECOND));
    expect(merged).toMatchObject({
      $userStreamAcl: {
        $r: ["first", "first-signer", "second", "second-signer"],
        $w: ["first", "second"],
        $d: [ADMINS],
        $mw: [ADMINS],
      },
    });
    expect(mergedSettings(merged, settingsOf(SECOND))).toEqual(merged);
    expect(JSON.stringify(mergedSettings(first, first))).toBe(JSON.stringify(first));
  });

  const user = first.$userStreamAcl;
  test.for<{ name: string; had: unknown; looser: readonly string[] }>([
    {
      name: "everybody may delete",
      had: { $userStreamAcl: { ...user, $d: "$all" } },
      looser: ["$userStreamAcl.$d: $all"],
    },
    {
      name: "an application may write metadata",
      had: { $userStreamAcl: { ...user, $mw: ["app", ADMINS] } },
      looser: ["$userStreamAcl.$mw: app, $admins"],
    },
    {
      name: "everybody may write",
      had: { $userStreamAcl: { ...user, $w: ["$all"] } },
      looser: ["$userStreamAcl.$w: $all"],
    },
    {
      name: "a right that is not said is everybody's",
      had: { $userStreamAcl: { $r: ["a"], $w: ["a"], $mr: ["a"], $d: [ADMINS] } },
      looser: ["$userStreamAcl.$mw: $all"],
    },
    {
      name: "an application may write system streams",
      had: { ...first, $systemStreamAcl: { ...first.$systemStreamAcl, $w: "app" } },
      looser: ["$systemStreamAcl.$w: app"],
    },
    {
      name: "nothing is said",
      had: {},
      looser: ["$r", "$w", "$d", "$mr", "$mw"].map((r) => `$userStreamAcl.${r}: $all`),
    },
    {
      name: "nothing can be read",
      had: "?",
      looser: ["$r", "$w", "$d", "$mr", "$mw"].map((r) => `$userStreamAcl.${r}: $all`),
    },
  ])("is left alone when $name", ({ had, looser }) => {
    expect(mergedSettings(had, settingsOf(SECOND))).toEqual({ looser });
  });

  test("of system streams may let others read", () => {
    const had = { ...first, $systemStreamAcl: { ...first.$systemStreamAcl, $r: ["monitor", ADMINS] } };
    expect(mergedSettings(had, settingsOf(SECOND))).toMatchObject({ $systemStreamAcl: { $r: ["monitor", ADMINS] } });
  });
});

describe("the list of $all", () => {
  const own = allMetadataOf(SECOND);
  test.for<{ name: string; had: unknown; is: unknown }>([
    { name: "none", had: undefined, is: { $acl: { $r: [ADMINS, "second", "second-signer"] } } },
    {
      name: "another word",
      had: { $maxAge: 9 },
      is: { $maxAge: 9, $acl: { $r: [ADMINS, "second", "second-signer"] } },
    },
    {
      name: "another ledger's",
      had: allMetadataOf(FIRST),
      is: { $acl: { $r: [ADMINS, "first", "first-signer", "second", "second-signer"] } },
    },
    { name: "everybody", had: { $acl: { $r: "$all" } }, is: { looser: ["$all.$r: $all"] } },
  ])("where there is $name", ({ had, is }) => {
    expect(mergedAllMetadata(had, own)).toEqual(is);
  });
});
