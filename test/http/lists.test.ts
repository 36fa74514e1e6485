/** Lists of the API: filters, orders, pages and CSV, over certificates of two services with different ends. */
import { beforeAll, describe, expect, test } from "vitest";
import { csvField } from "../../http/api/listing.ts";
import { type App, makeApp } from "../support/app.ts";
import { requestsOver } from "../support/requests.ts";

let app: App;
const { wish, judge } = requestsOver(() => app);
/** Serials in order of issuance; the second was revoked, the third is held, the fourth is service:other's. */
const serials: string[] = [];
let places: string[];
let last = "";

const issueFor = async (holder: string): Promise<{ issuer: string; serial: string }> => {
  const { body } = await app.call(holder, "POST", "/v1/requests", await wish());
  await judge(body.id, "alice");
  const done = await judge(body.id, "bob");
  last = done.body.position as string;
  return done.body.certificate as { issuer: string; serial: string };
};

beforeAll(async () => {
  app = await makeApp();
  places = [];
  for (const holder of ["service:web", "service:web", "service:web", "service:other"]) {
    const { issuer, serial } = await issueFor(holder);
    app.world.clock.advance(300);
    serials.push(serial);
    places.push(`/v1/certificates/${issuer}/${serial}`);
  }
  await app.call("officer:alice", "POST", `${places[1]}/revocation`, { reason: "superseded" });
  const held = await app.call("officer:alice", "POST", `${places[2]}/hold`);
  last = held.body.position as string;
});

type Item = { readonly serial: string } & Readonly<Record<string, unknown>>;
const get = async (path: string, holder = "operator:admin") =>
  (await app.call(holder, "GET", path, undefined, { "cartulary-position": last })).body as {
    items: Item[];
    next: string | null;
  };
/** Which of the four a list shows, by their place. */
const which = async (query: string, holder?: string): Promise<number[]> =>
  (await get(`/v1/certificates?profile=tls-server${query}`, holder)).items.map((c) => serials.indexOf(c.serial));

describe("certificates", () => {
  test.for([
    { name: "all, in order", query: "", items: [0, 1, 2, 3] },
    { name: "the other way round", query: "&sort=-issued", items: [3, 2, 1, 0] },
    { name: "by their end", query: "&sort=notAfter", items: [0, 1, 2, 3] },
    { name: "by their end, last first", query: "&sort=-notAfter", items: [3, 2, 1, 0] },
    { name: "revoked", query: "&status=revoked", items: [1] },
    { name: "held, by their end", query: "&status=held&sort=notAfter", items: [2] },
    { name: "good", query: "&status=good", items: [0, 3] },
    { name: "of a requester", query: "&requester=service:other", items: [3] },
    { name: "of a requester, and revoked", query: "&requester=service:other&status=revoked", items: [] },
    { name: "of no authority that there is", query: "&authority=mail-ca", items: [] },
    { name: "abandoned", query: "&state=abandoned", items: [] },
  ])("$name", async ({ query, items }) => expect(await which(query)).toEqual(items));

  test("by serial number alone", async () => expect(await which(`&serial=${serials[2]}`)).toEqual([2]));

  test("that end before and after a time", async () => {
    const rows = (await get("/v1/certificates?profile=tls-server")).items;
    const end = rows[2]?.notAfter as string;
    expect([await which(`&endsBefore=${end}`), await which(`&endsAfter=${end}`)]).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  test.for(["service:web", "service:other"])("%s sees its own, whatever it asks for", async (holder) => {
    const own = holder === "service:web" ? [0, 1, 2] : [3];
    expect(await which("", holder)).toEqual(own);
    expect(await which(`&requester=${holder}`, holder)).toEqual(own);
    const other = holder === "service:web" ? "service:other" : "service:web";
    expect(await which(`&requester=${other}`, holder)).toEqual([]);
  });

  test.for(["", "&sort=-issued", "&sort=notAfter", "&sort=-notAfter", "&status=good&sort=-issued"])(
    "page by page it is the same list: %s",
    async (query) => {
      const whole = (await get(`/v1/certificates?limit=1000${query}`)).items;
      const paged: Item[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const page: { items: Item[]; next: string | null } = await get(
          `/v1/certificates?limit=2${query}${cursor === "" ? "" : `&cursor=${cursor}`}`,
        );
        expect(page.items.length).toBeLessThanOrEqual(2);
        paged.push(...page.items);
        cursor = page.next;
      }
      expect(paged).toEqual(whole);
      expect(whole.length).toBeGreaterThan(3);
    },
  );

  test.for(["sort=serial", "status=lost", "subject=x", "endsBefore=tomorrow", "limit=0", "limit=1001", "cursor=%00"])(
    "%s is refused by name",
    async (query) => {
      const { status, body } = await app.call("operator:admin", "GET", `/v1/certificates?${query}`);
      const field = query.startsWith("subject") ? "unknown" : query.slice(0, query.indexOf("="));
      expect([status, body.type, body.field]).toEqual([400, "urn:cartulary:problem:input.malformed", field]);
    },
  );
});

describe("other lists", () => {
  test.for([
    { path: "/v1/requests?state=fulfilled&profile=tls-server", count: 4 },
    { path: "/v1/requests?requester=service:other", count: 1 },
    { path: "/v1/requests?state=planned", count: 0 },
    { path: "/v1/requests?submittedAfter=9999-01-01T00:00:00.000Z", count: 0 },
    { path: "/v1/authorities?kind=issuing", count: 1 },
    { path: "/v1/authorities?parent=root&state=created", count: 0 },
    { path: "/v1/keys?purpose=responder", count: 1 },
    { path: "/v1/keys?state=planned", count: 0 },
    { path: "/v1/keys?authority=web-ca", count: 2 },
    { path: "/v1/profiles?kind=subscriber", count: 2 },
    { path: "/v1/governance/officers?role=approver&isActive=true", count: 2 },
    { path: "/v1/governance/officers?isActive=false", count: 0 },
    { path: "/v1/governance/tokens?holder=service:web", count: 1 },
    { path: "/v1/governance/tokens?state=ended", count: 0 },
    { path: "/v1/mandates?state=suspended", count: 0 },
  ])("$path has $count", async ({ path, count }) => expect((await get(path)).items.length).toBe(count));

  test("the newest request comes first when asked", async () => {
    const items = (await get("/v1/requests?sort=-submittedAt&limit=1")).items;
    expect(items[0]?.requester).toBe("service:other");
  });

  test("a short list is paged too", async () => {
    const first = await get("/v1/profiles?limit=2");
    const second = await get(`/v1/profiles?limit=1000&cursor=${first.next}`);
    expect([first.items.length, second.items.length, second.next]).toEqual([2, 3, null]);
  });
});

describe("CSV", () => {
  const csv = async (path: string) =>
    app.request(path, { headers: { authorization: `Bearer ${app.tokens["operator:admin"]}`, accept: "text/csv" } });

  test("is all rows, with a heading", async () => {
    const response = await csv("/v1/certificates?profile=tls-server");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    const lines = (await response.text()).split("\r\n");
    expect(lines[0]).toBe(
      "issuer,serial,authority,profile,request,requester,notBefore,notAfter,state,status,reason,since,digest",
    );
    expect(lines.slice(1, -1).map((l) => l.split(",")[1])).toEqual(serials);
    expect(lines.at(-1)).toBe("");
  });

  test("ends where limit says", async () =>
    expect((await (await csv("/v1/certificates?limit=2")).text()).split("\r\n").length).toBe(4));

  test.for([
    "/v1/requests",
    "/v1/events",
    "/v1/authorities",
    "/v1/keys",
    "/v1/profiles",
    "/v1/mandates",
    "/v1/governance/officers",
    "/v1/governance/tokens",
    "/v1/governance/credentials",
  ])("%s is as long as its JSON", async (path) => {
    const rows = (await get(`${path}?limit=1000`)).items.length;
    const records = (await (await csv(path)).text()).replace(/"(?:[^"]|"")*"/g, "").split("\r\n");
    expect(records.length - 2).toBe(rows);
  });

  test.for([
    [null, ""],
    ["plain", "plain"],
    [-12, "-12"],
    ["a,b", '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ["two\nlines", '"two\nlines"'],
    ["=1+1", "'=1+1"],
    ["+49", "'+49"],
    ["-x", "'-x"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    [{ a: 1 }, '"{""a"":1}"'],
  ] as const)("%j becomes %s", ([value, field]) => expect(csvField(value)).toBe(field));
});
