/** Carries webhooks' messages over HTTP. domain/ports/webhook-sender.ts */
import { type LookupAddress, lookup } from "node:dns";
import { request as plainRequest, type RequestOptions } from "node:http";
import { request as secureRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { refusal } from "../../domain/kernel/refusal.ts";
import { ok, type Result, refuse } from "../../domain/kernel/result.ts";
import type { Attempt, Delivery, WebhookSender } from "../../domain/ports/webhook-sender.ts";
import { isAllowedAddress } from "./address.ts";

const TIMEOUT_MS = 10_000;
const NOT_ALLOWED = "ERR_CARTULARY_TARGET";

export type SenderOptions = {
  /** Whether link-local addresses may be reached, and with them a cloud's metadata service. */
  readonly allowsLinkLocal?: boolean;
  readonly timeoutMs?: number;
  readonly userAgent?: string;
  /** Certificates to trust besides the system's; what tests trust. */
  readonly ca?: string;
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
};

const systemResolve = (host: string): Promise<readonly LookupAddress[]> =>
  new Promise((done, fail) => lookup(host, { all: true }, (error, found) => (error ? fail(error) : done(found))));

const isSecure = (url: URL): boolean => url.protocol === "https:";
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

const outcomeOf = (status: number): Attempt => {
  if (status >= 200 && status < 300) return { outcome: "delivered", status };
  return { outcome: status === 410 ? "gone" : "refused", status };
};

export const webhookSender = (options: SenderOptions = {}): WebhookSender => {
  const { allowsLinkLocal = false, timeoutMs = TIMEOUT_MS, userAgent = "cartulary", resolve = systemResolve } = options;

  const isAllowed = (address: string, url: URL): boolean =>
    isAllowedAddress(address, { isSecure: isSecure(url), allowsLinkLocal });

  /** What is connected to is what was looked at: a name may resolve to something else a moment later. */
  const guarded =
    (url: URL): LookupFunction =>
    (host, asked, done) => {
      resolve(host).then(
        (found) => {
          const family = asked.family === 4 || asked.family === 6 ? asked.family : undefined;
          const good = found.filter((a) => isAllowed(a.address, url) && (family === undefined || a.family === family));
          const [first] = good;
          if (first === undefined) return done(Object.assign(new Error("not allowed"), { code: NOT_ALLOWED }), "", 0);
          if (asked.all === true) return done(null, [...good]);
          return done(null, first.address, first.family);
        },
        (error: NodeJS.ErrnoException) => done(error, "", 0),
      );
    };

  const admits = (text: string): Result<void> => {
    const no = (detail: string) => refuse(refusal("webhook.target-not-allowed", detail));
    const url = URL.parse(text);
    if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return no("an address is a URL");
    if (url.username !== "" || url.password !== "" || url.hash !== "")
      return no("no user and no fragment in an address");
    const host = hostOf(url);
    if (isIP(host) !== 0)
      return isAllowed(host, url)
        ? ok(undefined)
        : no("this address may not be reached; http:// is for this machine only");
    return isSecure(url) || host === "localhost" ? ok(undefined) : no("http:// is for this machine only");
  };

  const send = ({ url: text, headers, body }: Delivery, signal?: AbortSignal): Promise<Attempt> =>
    new Promise((done) => {
      const url = new URL(text);
      if (!admits(text).ok) return done({ outcome: "not-allowed", status: null });
      const deadline = AbortSignal.timeout(timeoutMs);
      const how: RequestOptions & { readonly ca?: string } = {
        method: "POST",
        // A connection of its own: one that is kept would outlive what was found out about its address.
        agent: false,
        lookup: guarded(url),
        signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
        headers: {
          ...headers,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "user-agent": userAgent,
        },
        ...(options.ca !== undefined && { ca: options.ca }),
      };
      const request = (isSecure(url) ? secureRequest : plainRequest)(url, how);
      request.once("response", (response) => {
        done(outcomeOf(response.statusCode ?? 0));
        // The status is all that counts; whatever else the receiver has to say is not read.
        response.destroy();
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        const outcome = error.code === NOT_ALLOWED ? "not-allowed" : deadline.aborted ? "timeout" : "unreachable";
        done({ outcome, status: null });
      });
      // Also after an upgrade that nobody asked for: then neither an answer nor an error comes.
      request.once("close", () => done({ outcome: "unreachable", status: null }));
      request.end(body);
    });

  return { admits, send };
};
