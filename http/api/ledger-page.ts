/** /ledger: a page on which people look at the sealed ledger and have its proofs checked by their own browser. */
import type { Hono } from "hono";
import { pageAt } from "./page.ts";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cartulary: the sealed ledger</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/ledger/page.css">
</head>
<body>
<main>
<h1>The sealed ledger</h1>
<p id="said" role="status"></p>
<section id="shown" hidden>
  <dl>
    <dt>Origin</dt><dd id="origin"></dd>
    <dt>Sealed</dt><dd><span id="size"></span> of <span id="events"></span> events</dd>
    <dt>Root</dt><dd id="root"></dd>
    <dt>Witnesses</dt><dd id="witnesses"></dd>
    <dt>Key to pin</dt><dd id="key"></dd>
  </dl>
  <p><button id="keep" type="button">Keep this checkpoint</button> The next audit begins with it.</p>
  <form id="form">
    <label>Event <input name="index" type="number" min="0" step="1" required></label>
    <button type="submit">Prove it</button>
    <button id="back" type="button">Earlier</button>
    <button id="on" type="button">Later</button>
  </form>
  <table><caption>Events, and what this browser found</caption>
    <thead><tr><th>index</th><th>stream</th><th>revision</th><th>type</th><th>proof</th></tr></thead>
    <tbody id="rows"></tbody></table>
</section>
<noscript>This page needs JavaScript. Programs read <code>/v1/ledger/checkpoint</code>.</noscript>
</main>
<script src="/ledger/page.js"></script>
</body>
</html>
`;

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; background: #f4f4f1; color: #1c1c1a; }
main { max-width: 60rem; margin: 4vh auto; padding: 2rem; background: #fff; border: 1px solid #d6d6d0; border-radius: .5rem; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; } dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
label { margin-right: .5rem; } input { font: inherit; width: 8rem; padding: .4rem; border: 1px solid #8a8a84; border-radius: .25rem; background: #fff; color: inherit; }
button { font: inherit; padding: .4rem 1rem; border: 0; border-radius: .25rem; background: #1f4b3f; color: #fff; cursor: pointer; }
:focus-visible { outline: 3px solid #c98a1b; outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; margin-top: 1.5rem; } caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid #d6d6d0; overflow-wrap: anywhere; vertical-align: top; }
td:first-child, td:nth-child(3) { font-variant-numeric: tabular-nums; }
.good { color: #1f6b3f; } .bad { color: #a3231a; font-weight: 600; }
#said:empty { display: none; } #said { padding: .5rem .75rem; background: #fbeee0; border-left: 4px solid #c98a1b; }
@media (prefers-color-scheme: dark) {
  body { background: #161614; color: #ecece6; } main { background: #21211e; border-color: #3d3d38; } th, td { border-color: #3d3d38; }
  input { background: #161614; border-color: #77776f; } #said { background: #3a2d17; } button { background: #3f8f78; } .good { color: #7fd0a0; } .bad { color: #ff9a8f; }
}
`;

/** The proof is computed here, from the digest of the event to the root: what the server says of it counts for nothing. */
const SCRIPT = `"use strict";
const $ = (id) => document.getElementById(id);
const octets = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer()));
const node = (left, right) => sha256(Uint8Array.of(1), left, right);
const same = (a, b) => a.length === b.length && a.every((octet, i) => octet === b[i]);
const half = (n) => Math.floor(n / 2);

/** RFC 9162 §2.1.3.2 */
const isProven = async ({ index, digest, proof }, checkpoint) => {
  if (proof.size !== checkpoint.size || proof.root !== checkpoint.root) return false;
  let [fn, sn] = [index, proof.size - 1];
  let hash = await sha256(Uint8Array.of(0), new TextEncoder().encode('{"digest":"' + digest + '","index":' + index + "}"));
  for (const step of proof.path.map(octets)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = await node(step, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else hash = await node(hash, step);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && same(hash, octets(proof.root));
};

let checkpoint;
const read = async (path) => {
  const response = await fetch(path, { headers: { accept: "application/json" } });
  const body = await response.json();
  if (response.ok) return body;
  if (response.status === 401) {
    const link = Object.assign(document.createElement("a"), { href: "/login", textContent: "Log in" });
    $("said").replaceChildren(link, ", then come back.");
  } else $("said").textContent = body.title + ": " + body.detail;
  return undefined;
};
const refresh = async () => {
  const newest = await read("/v1/ledger/checkpoint");
  if (newest === undefined) return;
  checkpoint = newest;
  for (const name of ["origin", "size", "events", "root", "key"]) $(name).textContent = String(newest[name]);
  const seen = newest.witnesses.length === 0 ? "none" : newest.witnesses.join(", ");
  $("witnesses").textContent = seen + " (" + newest.quorum + " needed)";
  $("shown").hidden = false;
};
const cell = (text, kind) => Object.assign(document.createElement("td"), { textContent: text, className: kind || "" });
const show = async (index) => {
  $("said").textContent = "";
  const entry = await read("/v1/ledger/entries/" + index);
  if (entry === undefined) return;
  if (entry.proof !== null && entry.proof.size !== checkpoint.size) await refresh();
  const isGood = entry.proof !== null && (await isProven(entry, checkpoint));
  const verdict = entry.proof === null ? "not sealed yet" : isGood ? "stands in the checkpoint" : "THE PROOF DOES NOT HOLD";
  const row = document.createElement("tr");
  row.append(cell(String(entry.index)), cell(entry.stream), cell(String(entry.revision)), cell(entry.type), cell(verdict, isGood ? "good" : entry.proof === null ? "" : "bad"));
  $("rows").prepend(row);
};
const form = $("form");
const move = (by) => {
  const next = Math.max(0, Number(form.elements.index.value || 0) + by);
  form.elements.index.value = String(next);
  return show(next);
};
form.addEventListener("submit", (event) => {
  event.preventDefault();
  move(0);
});
$("back").addEventListener("click", () => move(-1));
$("on").addEventListener("click", () => move(1));
$("keep").addEventListener("click", () => {
  const file = URL.createObjectURL(new Blob([checkpoint.note], { type: "text/plain" }));
  Object.assign(document.createElement("a"), { href: file, download: "checkpoint.txt" }).click();
  URL.revokeObjectURL(file);
});
refresh().then(async () => {
  if (checkpoint === undefined) return;
  form.elements.index.value = String(checkpoint.size - 1);
  await show(checkpoint.size - 1);
});
`;

export const ledgerPage = (): Hono => pageAt("/ledger", { page: PAGE, script: SCRIPT, style: STYLE });
