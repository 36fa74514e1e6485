/** rfc822Name and SmtpUTF8Mailbox under name constraints. RFC 5280 §4.2.1.10, RFC 9598 §6. */
import { parseMailbox } from "../mailbox.ts";
import { isWithinHost } from "./host-labels.ts";

/**
 * The base is a mailbox, a host, or with a dot before it a domain without its own host; empty, it is all addresses.
 * undefined when either is ill-formed, quoted local parts among them.
 */
export const isWithinMail = (address: string, base: string): boolean | undefined => {
  const mailbox = parseMailbox(address);
  if (mailbox === undefined) return undefined;
  if (!base.includes("@")) return isWithinHost(mailbox.domain.split("."), base);
  const top = parseMailbox(base);
  return top === undefined ? undefined : mailbox.local === top.local && mailbox.domain === top.domain;
};
