/** One connection to a directory, for one question: protected before anything is sent, bounded in time, never made anew. */
import { connect as connectPlain, isIP, type NetConnectOpts, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { Client, ResultCodeError } from "ldapts";
import { DirectoryFault } from "../../domain/ports/directory.ts";

export type LdapServer = {
  /** `ldaps://` or `ldap://`, host and port. */
  readonly url: string;
  /** Whether `ldap://` is upgraded to TLS before anything else. */
  readonly startTls: boolean;
  /** Authorities in PEM; without them those that Node believes. */
  readonly ca: string | undefined;
  readonly timeoutMs: number;
};

/** What the directory does not do for us however often it is asked; all else may be over in a moment. */
const LASTING = new Set([
  "InvalidCredentialsError",
  "InsufficientAccessError",
  "NoSuchObjectError",
  "InvalidDNSyntaxError",
  "NoSuchAttributeError",
  "InappropriateAuthError",
  "StrongAuthRequiredError",
  "ConfidentialityRequiredError",
]);

/** What went wrong where nothing may: with our own account, our own questions, or on the way. */
export const faultOf = (cause: unknown): DirectoryFault => {
  if (cause instanceof DirectoryFault) return cause;
  const isLasting = cause instanceof ResultCodeError && LASTING.has(cause.name);
  return new DirectoryFault(isLasting ? "directory.refused" : "directory.unavailable", { cause });
};

const tlsOptions = ({ url, ca }: LdapServer): ConnectionOptions => {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  return {
    host,
    minVersion: "TLSv1.2",
    rejectUnauthorized: true,
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca }),
  };
};

/** Throws DirectoryFault for whatever `work` throws, and when it takes too long. */
export const withDirectory = async <T>(server: LdapServer, work: (client: Client) => Promise<T>): Promise<T> => {
  const { url, startTls, timeoutMs } = server;
  let socket: Socket | undefined;
  // The library would connect anew by itself, and forget that the first connection was upgraded to TLS.
  const once = <S extends Socket>(open: (...args: never[]) => S) =>
    ((...args: never[]) => {
      if (socket !== undefined) throw new DirectoryFault("directory.unavailable");
      const opened = open(...args);
      socket = opened;
      return opened;
    }) as never;
  const client = new Client({
    url,
    timeout: timeoutMs,
    connectTimeout: timeoutMs,
    // Only then: whoever gives it is taken to speak TLS from the first octet, whatever the address says.
    ...(url.startsWith("ldaps:")
      ? {
          tlsOptions: tlsOptions(server),
          createSecureConnection: once(connectTls as (...args: never[]) => Socket),
        }
      : { createConnection: once(connectPlain as (options: NetConnectOpts) => Socket) }),
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DirectoryFault("directory.unavailable")), timeoutMs);
  });
  const asked = async (): Promise<T> => {
    if (url.startsWith("ldap:") && startTls) await client.startTLS(tlsOptions(server));
    return work(client);
  };
  try {
    return await Promise.race([asked(), late]);
  } catch (error) {
    throw faultOf(error);
  } finally {
    clearTimeout(timer);
    await Promise.race([client.unbind().catch(() => undefined), new Promise((resolve) => setImmediate(resolve))]);
    socket?.destroy();
  }
};
