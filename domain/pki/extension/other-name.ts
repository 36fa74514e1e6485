/** The otherName forms whose value is one string. RFC 5280 §4.2.1.6. */
import { malformed, readDer } from "../../der/reader.ts";
import { ia5String, utf8String } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { OtherName } from "./general-name.ts";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const DOMAIN = `${LABEL}(?:\\.${LABEL})*`;

const FORMS = {
  /** szOID_NT_PRINCIPAL_NAME, [MS-WCCE] §2.2.2.7.5: user@realm, both of any characters but `@` and controls. */
  userPrincipalName: { oid: "1.3.6.1.4.1.311.20.2.3", tag: 0x0c, shape: /^[^@\p{Cc}]{1,512}@[^@\s\p{Cc}]{1,255}$/u },
  /** id-on-SmtpUTF8Mailbox, RFC 9598 §3: the local part is not all ASCII (that is an rfc822Name), the domain is. */
  smtpUtf8Mailbox: {
    oid: "1.3.6.1.5.5.7.8.9",
    tag: 0x0c,
    shape: new RegExp(`^(?=[^@]*[^\\x00-\\x7f])[^@\\s\\p{Cc}\\ufeff]{1,64}@${DOMAIN}$`, "u"),
  },
  /** id-on-xmppAddr, RFC 6120 §13.7.1.4. */
  xmppAddr: { oid: "1.3.6.1.5.5.7.8.5", tag: 0x0c, shape: /^[^\p{Cc}]{1,3071}$/u },
  /** id-on-dnsSRV, RFC 4985 §2: `_service.domain`. */
  srvName: { oid: "1.3.6.1.5.5.7.8.7", tag: 0x16, shape: new RegExp(`^_[a-z0-9-]{1,62}\\.${DOMAIN}$`, "i") },
} as const;
type Form = keyof typeof FORMS;

/** The name as people write it. */
export type TextName = { readonly form: Form; readonly text: string };

/** Whether the text is of the shape that its form demands. */
export const isTextName = ({ form, text }: TextName): boolean => text.isWellFormed() && FORMS[form].shape.test(text);

/** A text that is not of its form's shape is a Defect. */
export const otherName = (name: TextName): OtherName => {
  if (!isTextName(name)) throw new TypeError(`not a ${name.form}`);
  const { oid, tag } = FORMS[name.form];
  return { kind: "otherName", oid, value: tag === 0x16 ? ia5String(name.text) : utf8String(name.text) };
};

/** undefined for a form with no reader here; refuses a text of another shape than its form's. */
export const readOtherNameText = ({ oid, value }: OtherName): Result<TextName> | undefined => {
  const form = (Object.keys(FORMS) as Form[]).find((f) => FORMS[f].oid === oid);
  if (form === undefined) return undefined;
  return readDer(value, (r) => {
    if (r.peek() !== FORMS[form].tag) malformed("a name is of another string type than its form");
    const name = { form, text: r.text() };
    return isTextName(name) ? name : malformed("a name is not of its form's shape");
  });
};
