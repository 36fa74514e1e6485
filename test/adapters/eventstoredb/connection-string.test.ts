import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type Connection,
  ConnectionStringFault,
  parseConnectionString,
  withoutPassword,
} from "../../../adapters/eventstoredb/connection-string.ts";

const PLAIN: Connection = {
  hosts: [{ address: "localhost", port: 2113 }],
  isDiscovered: false,
  tls: {},
  credentials: undefined,
  namespace: "",
  numbers: {},
  connectionName: undefined,
};

const secret = join(mkdtempSync(join(tmpdir(), "cartulary-secret-")), "store.secret");
writeFileSync(secret, "writer:pa:ss@1\n");

describe("what is understood", () => {
  test.for<{ text: string; is: Partial<Connection> }>([
    { text: "esdb://localhost", is: {} },
    { text: "esdb://localhost/", is: {} },
    {
      text: " esdb://localhost:2114?tls=false ",
      is: { hosts: [{ address: "localhost", port: 2114 }], tls: undefined },
    },
    {
      text: "esdb+discover://cluster.example?tls=false",
      is: { hosts: [{ address: "cluster.example", port: 2113 }], isDiscovered: true, tls: undefined },
    },
    {
      text: "esdb://a:1,b:2,10.0.0.3",
      is: {
        hosts: [
          { address: "a", port: 1 },
          { address: "b", port: 2 },
          { address: "10.0.0.3", port: 2113 },
        ],
      },
    },
    { text: "esdb://[::1]:2113", is: { hosts: [{ address: "[::1]", port: 2113 }] } },
    { text: "esdb://u:p%40ss%3A1@localhost", is: { credentials: { username: "u", password: "p@ss:1" } } },
    { text: "esdb://u:pa:ss@localhost", is: { credentials: { username: "u", password: "pa:ss" } } },
    {
      text: `esdb://localhost?credentialsFile=${secret}`,
      is: { credentials: { username: "writer", password: "pa:ss@1" } },
    },
    { text: "esdb://localhost?tlsCaFile=/etc/ca.pem&TLS=true", is: { tls: { caFile: "/etc/ca.pem" } } },
    {
      text: "esdb://localhost?userCertFile=/c.pem&user_key_file=/k.pem",
      is: { tls: { certificateFile: "/c.pem", keyFile: "/k.pem" } },
    },
    {
      text: "esdb://localhost?namespace=ca1&keepAliveInterval=20000",
      is: { namespace: "ca1", numbers: { keepAliveInterval: 20_000 } },
    },
    {
      text: "esdb://localhost?nodePreference=leader&connectionName=x&throwOnAppendFailure=true",
      is: { connectionName: "x" },
    },
  ])("$text", ({ text, is }) => {
    expect(parseConnectionString(text)).toEqual({ ...PLAIN, ...is });
  });
});

describe("what is refused, and why", () => {
  test.for([
    ["", "expected esdb://"],
    ["http://localhost", "expected esdb://"],
    ["esdb://", "expected esdb://"],
    ["esdb://user@localhost", "expected esdb://"],
    ["esdb://local host", "is not a host"],
    ["esdb://localhost:99999", "is not a host"],
    ["esdb://localhost:x", "is not a host"],
    ["esdb://a,,b", "is not a host"],
    ["esdb://localhost?tls=maybe", "tls must be"],
    ["esdb://localhost?tls=", "has no value"],
    ["esdb://localhost?tls=true&TLS=false", "given twice"],
    ["esdb://localhost?retries=3", 'unknown option "retries"'],
    ["esdb://localhost?throwOnAppendFailure=false", "must not look like"],
    ["esdb://localhost?nodePreference=follower", "a follower may not have"],
    ["esdb://localhost?tlsVerifyCert=false", "tlsCaFile instead"],
    ["esdb://localhost?tls=false&tlsCaFile=/x", "make no sense"],
    ["esdb://localhost?userCertFile=/x", "go together"],
    ["esdb://localhost?namespace=A-b", "a namespace is"],
    ["esdb://localhost?gossipTimeout=soon", "gossipTimeout must be a number"],
    ["esdb://localhost?gossipTimeout=0", "gossipTimeout must be a number"],
    ["esdb://u:%zz@localhost", "percent-encoded"],
    ["esdb://localhost?credentialsFile=/nowhere/at/all", "cannot be read"],
    [`esdb://u:p@localhost?credentialsFile=${secret}`, "given twice"],
  ])("%s", ([text, why]) => {
    expect(() => parseConnectionString(text as string)).toThrow(ConnectionStringFault);
    expect(() => parseConnectionString(text as string)).toThrow(why as string);
  });

  test("a file without user and password", () => {
    const path = join(mkdtempSync(join(tmpdir(), "cartulary-secret-")), "x");
    writeFileSync(path, "just a word\n");
    expect(() => parseConnectionString(`esdb://localhost?credentialsFile=${path}`)).toThrow("must hold user:password");
  });

  test("a reason never holds the password", () => {
    for (const text of ["esdb://u:geheim@local host", "esdb://u:geheim%zz@localhost", "esdb://u:geheim@a?x=1"])
      try {
        parseConnectionString(text);
        expect.unreachable();
      } catch (error) {
        expect((error as Error).message).not.toContain("geheim");
      }
  });
});

test("logs show a string without its password", () => {
  expect(withoutPassword("esdb://u:geheim@a:1,b:2?tls=false")).toBe("esdb://u:***@a:1,b:2?tls=false");
  expect(withoutPassword("esdb://a:1?tls=false")).toBe("esdb://a:1?tls=false");
});
