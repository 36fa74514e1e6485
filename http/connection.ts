/** What a route can know of the connection that a request came on. In tests without a socket there is none. */

/** What the client presented in the handshake, when certificates are asked for. A login may read it; nothing else does. */
export type ClientCertificate = {
  readonly der: Uint8Array;
  /** Whether it leads to `listen.api.clientCa`, by the chain and the clock. */
  readonly isVerified: boolean;
  /** Why not. */
  readonly problem: string | undefined;
};

export type Connection = {
  readonly role: "api" | "public" | "ops";
  /** The client's address: for logs, and for limits by address. Trusted proxies are looked through. */
  readonly address: string;
  /** Whether TLS protected it, ours or that of a trusted proxy. */
  readonly isSecure: boolean;
  readonly clientCertificate: ClientCertificate | undefined;
  /** Aborts when the server begins to stop: an answer without an end ends then. */
  readonly ending: AbortSignal;
};

/** For `new Hono<ConnectionBindings>()`: `c.env.connection`. */
export type ConnectionBindings = { Bindings: { readonly connection?: Connection } };
