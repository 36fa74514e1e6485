/**
 * What a page does so that an officer registers a security key and signs with it. For browsers: no imports, nothing kept.
 * A page can show one thing and have another signed; docs/dual-control.md tells what that means.
 */
export type RegistrationOptions = PublicKeyCredentialCreationOptionsJSON;
export type MadeStatement = {
    readonly statement: object;
    readonly assertion: (PublicKeyCredentialRequestOptionsJSON & {
        readonly credentials: Readonly<Record<string, string>>;
    }) | null;
};
type Who = {
    readonly id: string;
    readonly officer: string;
};
/** RFC 8785 for what proposals are made of: texts, whole numbers, booleans, null, lists and objects. */
export declare const canonicalJson: (value: unknown) => string;
/** A statement about the enrolment of `credential`, made in the page itself. `notAfter`: RFC 3339 with milliseconds. */
export declare const statementOfEnrolment: (ledger: string, credential: Who, notAfter: string) => Promise<object>;
/** Registers a security key; the answer is the `credential` of an EnrolCredential. */
export declare const registerSecurityKey: (options: RegistrationOptions, who: Who) => Promise<object>;
/** Signs what GET /v1/requests/{id}/statement made. */
export declare const signStatement: ({ statement, assertion }: MadeStatement) => Promise<object>;
/** Signs the enrolment of the very key that is enrolled. */
export declare const signEnrolment: (statement: object, credential: Who & {
    readonly credentialId: string;
    readonly rpId: string;
}) => Promise<object>;
export {};
