/** /login: a page on which people log in, see who is in their session, let others join, and log out. All of it is this server's. */
import type { Hono } from "hono";
import { pageAt } from "./page.ts";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cartulary: log in</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/login/page.css">
</head>
<body>
<main>
<h1>Cartulary</h1>
<p id="said" role="status"></p>
<section id="in" hidden>
  <p>Logged in: <strong id="people"></strong></p>
  <p>Ends without use at <time id="idle"></time>, in any case at <time id="end"></time>.</p>
  <p><a href="/docs">The API, where calls can be tried</a></p>
  <button id="out" type="button">Log out</button>
  <h2>Somebody else joins</h2>
</section>
<form id="form">
  <label>Log in with
    <select name="way">
      <option value="password">a password</option>
      <option value="ldap">the organisation's directory</option>
      <option value="certificate">the browser's certificate</option>
    </select>
  </label>
  <label class="secret">Name <input name="name" autocomplete="username" autocapitalize="none" spellcheck="false"></label>
  <label class="secret">Password <input name="password" type="password" autocomplete="current-password"></label>
  <button type="submit">Log in</button>
</form>
<noscript>This page needs JavaScript. Programs log in by <code>POST /v1/sessions</code>, or have tokens.</noscript>
</main>
<script src="/login/page.js"></script>
</body>
</html>
`;

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; background: #f4f4f1; color: #1c1c1a; }
main { max-width: 26rem; margin: 10vh auto; padding: 2rem; background: #fff; border: 1px solid #d6d6d0; border-radius: .5rem; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
label { display: block; margin: .75rem 0; }
input, select { display: block; box-sizing: border-box; width: 100%; font: inherit; padding: .5rem; border: 1px solid #8a8a84; border-radius: .25rem; background: #fff; color: inherit; }
button { font: inherit; padding: .5rem 1.25rem; border: 0; border-radius: .25rem; background: #1f4b3f; color: #fff; cursor: pointer; }
:focus-visible { outline: 3px solid #c98a1b; outline-offset: 2px; }
#said:empty { display: none; } #said { padding: .5rem .75rem; background: #fbeee0; border-left: 4px solid #c98a1b; }
@media (prefers-color-scheme: dark) {
  body { background: #161614; color: #ecece6; } main { background: #21211e; border-color: #3d3d38; }
  input, select { background: #161614; border-color: #77776f; } #said { background: #3a2d17; } button { background: #3f8f78; } a { color: #8fd0bb; }
}
`;

/** Keeps nothing: the cookie is not its to see, and the token against forged writes is asked for when it is needed. */
const SCRIPT = `"use strict";
const $ = (id) => document.getElementById(id);
const form = $("form");
const octets = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const when = (instant) => new Date(instant).toLocaleTimeString();
let session;

const call = async (method, path, body) => {
  const headers = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (session !== undefined && method !== "GET") headers["cartulary-csrf"] = session.csrf;
  const response = await fetch(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return { ok: response.ok, body: await response.json() };
};
const show = () => {
  const isIn = session !== undefined;
  $("in").hidden = !isIn;
  if (!isIn) return;
  $("people").textContent = [session.holder, ...session.companions.map((c) => c.holder)].join(", ");
  $("idle").textContent = when(session.idleUntil);
  $("end").textContent = when(session.endsAt);
};
const touch = async ({ challenge, credentials, rpId }) => {
  const allowCredentials = credentials.split(" ").map((id) => ({ type: "public-key", id: octets(id) }));
  const publicKey = { challenge: octets(challenge), rpId, allowCredentials, userVerification: "required" };
  const { rawId, response } = await navigator.credentials.get({ publicKey });
  return {
    credentialId: text(rawId),
    authenticatorData: text(response.authenticatorData),
    clientDataJSON: text(response.clientDataJSON),
    signature: text(response.signature),
  };
};
const logIn = async (wanted) => {
  const path = session === undefined ? "/v1/sessions" : "/v1/sessions/current/companions";
  const answer = await call("POST", path, wanted);
  if (answer.body.type !== "urn:cartulary:problem:login.second-factor-needed") return answer;
  $("said").textContent = "Touch your security key.";
  return call("POST", path, { ...wanted, secondFactor: await touch(answer.body.facts) });
};
form.elements.way.addEventListener("change", () => {
  for (const label of document.querySelectorAll(".secret")) label.hidden = form.elements.way.value === "certificate";
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { way, name, password } = Object.fromEntries(new FormData(form));
  const wanted = way === "certificate" ? { way } : { way, name, password };
  $("said").textContent = "";
  try {
    const { ok, body } = await logIn(wanted);
    if (ok) session = body;
    $("said").textContent = ok ? "" : body.title + ": " + body.detail;
    if (ok) form.reset();
  } catch {
    $("said").textContent = "That did not work: is the server there, and the security key?";
  }
  form.elements.password.value = "";
  show();
});
$("out").addEventListener("click", async () => {
  await call("DELETE", "/v1/sessions/current");
  session = undefined;
  $("said").textContent = "Logged out.";
  show();
});
call("GET", "/v1/sessions/current").then(({ ok, body }) => {
  if (ok) session = body;
  show();
});
`;

export const loginPage = (): Hono => pageAt("/login", { page: PAGE, script: SCRIPT, style: STYLE });
