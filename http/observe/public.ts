/** Counts what relying parties fetch. These answers are small and many: a count is all that is taken of them. */
import type { Metrics } from "../../domain/ports/metrics.ts";
import { methodLabel } from "./requests.ts";

const ROUTES: Readonly<Record<string, string>> = {
  ocsp: "/ocsp",
  crl: "/crl/:key/:shard",
  aia: "/aia/:file",
  livez: "/livez",
  readyz: "/readyz",
  metrics: "/metrics",
  v1: "/v1/*",
};

/** First part of the path of an absolute URL. */
const FIRST = /^[a-z]+:\/\/[^/]*\/([a-z0-9]*)/;

type Answer<E> = (request: Request, env: E) => Response | Promise<Response>;

export const counted = <E>(metrics: Metrics, listener: "public" | "ops", answer: Answer<E>): Answer<E> => {
  const count = (request: Request, { status }: Response): void => {
    const route = ROUTES[FIRST.exec(request.url)?.[1] ?? ""] ?? "unmatched";
    metrics.count("http_requests_total", {
      listener,
      method: methodLabel(request.method),
      route,
      status: String(status),
    });
  };
  return async (request, env) => {
    const response = await answer(request, env);
    count(request, response);
    return response;
  };
};
