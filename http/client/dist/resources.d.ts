/** Generated from the OpenAPI document by `npm run golden -- --write`. */
export type Attempt = {
    /** what came of the last attempt */
    readonly outcome: "delivered" | "gone" | "refused" | "unreachable" | "timeout" | "not-allowed";
    readonly status: number | null;
};
export type AuditRow = {
    readonly position: string;
    readonly stream: string;
    readonly revision: number;
    readonly type: string;
    /** RFC 3339, UTC, milliseconds */
    readonly at: string;
    /** officer:, service:, operator: or system: and a name */
    readonly actor: string;
    readonly authentication: string;
    readonly correlation: string;
    readonly basis: number | null;
};
export type Authority = {
    /** 1 to 40 of a-z, 0-9 and inner hyphens */
    readonly id: string;
    readonly kind: "root" | "issuing";
    readonly state: "created" | "active";
    readonly parent: string | null;
    /** 32 hex digits naming an issuer */
    readonly issuer: string;
    /** 32 hex digits naming a key */
    readonly key: string;
    /** 32 hex digits naming a request */
    readonly request: string;
    readonly name: string;
    readonly notAfter: string | null;
    readonly crl: string;
    readonly responder: {
        readonly key: string;
        readonly notAfter: string;
    } | null;
};
export type Certificate = {
    /** 32 hex digits naming an issuer */
    readonly issuer: string;
    /** a certificate serial number, lower-case hex */
    readonly serial: string;
    /** 1 to 40 of a-z, 0-9 and inner hyphens */
    readonly authority: string;
    /** 1 to 40 of a-z, 0-9 and inner hyphens */
    readonly profile: string;
    /** 32 hex digits naming a request */
    readonly request: string;
    readonly requester: string | null;
    /** RFC 3339, UTC, milliseconds */
    readonly notBefore: string;
    /** RFC 3339, UTC, milliseconds */
    readonly notAfter: string;
    readonly state: "prepared" | "issued" | "abandoned";
    readonly status: "good" | "held" | "revoked";
    readonly reason: string | null;
    readonly since: string | null;
    readonly digest: string | null;
};
export type Changed = {
    /** the event that the change became */
    readonly type: string;
    /** its place in the governance stream */
    readonly revision: number;
    readonly position: string | null;
};
export type Crl = {
    /** CRL number, decimal (RFC 5280 §5.2.3) */
    readonly number: string;
    readonly entries: number;
    /** RFC 3339, UTC, milliseconds */
    readonly thisUpdate: string;
    /** RFC 3339, UTC, milliseconds */
    readonly nextUpdate: string;
    /** where relying parties fetch it */
    readonly url: string;
};
export type DeadLetter = {
    /** of its event, and the letter's name */
    readonly position: string;
    readonly type: string;
    /** when it was tried last */
    readonly at: string;
    readonly attempts: number;
    /** what came of the last attempt */
    readonly outcome: "delivered" | "gone" | "refused" | "unreachable" | "timeout" | "not-allowed";
    readonly status: number | null;
};
export type DryRun = {
    readonly dryRun: true;
    /** with which the write would be answered */
    readonly status: number;
    /** what would be written; ids in stream names are made anew by the write itself */
    readonly events: readonly ({
        readonly stream: string;
        readonly type: string;
    })[];
    /** whether a signature would be asked for next: what the module and the signer say is not known */
    readonly isAtModule: boolean;
};
export type Governance = {
    readonly ledger: string;
    readonly quorum: number;
    readonly revision: number;
    readonly officers: readonly ({
        readonly id: string;
        readonly roles: readonly (string)[];
        readonly isActive: boolean;
        readonly spki: string;
    })[];
    readonly profiles: readonly ({
        readonly id: string;
        readonly version: number;
        readonly title: string;
        readonly kind: string;
    })[];
    readonly witnessing: {
        readonly witnesses: readonly ({
            readonly vkey: string;
            readonly url: string;
        })[];
        readonly quorum: number;
        readonly gate: boolean;
    };
    /** parts of the ledger that officers know to be lost */
    readonly gaps: readonly ({
        readonly number: number;
        readonly known: {
            readonly origin: string;
            readonly size: number;
            readonly root: string | null;
        };
        readonly kept: {
            readonly size: number;
            readonly root: string;
        };
        readonly reason: string;
    })[];
};
export type Group = {
    /** 1 to 40 of a-z, 0-9 and inner hyphens */
    readonly id: string;
    readonly members: readonly (string)[];
    readonly authorities: readonly (string)[];
};
export type Key = {
    /** 32 hex digits naming a key */
    readonly id: string;
    readonly state: "planned" | "generated";
    readonly algorithm: "rsa-2048" | "rsa-3072" | "rsa-4096" | "rsa-8192" | "rsa-pss-2048" | "rsa-pss-3072" | "rsa-pss-4096" | "ec-p256" | "ec-p384" | "ec-p521" | "ed25519" | "ed448" | "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87";
    readonly purpose: "authority" | "responder" | "checkpoint";
    readonly authority: string | null;
    readonly spki: string | null;
    readonly module: {
        readonly kind: string;
        readonly manufacturer: string;
        readonly model: string;
        readonly tokenLabel: string;
        readonly tokenSerial: string;
    } | null;
    /** RFC 3339, UTC, milliseconds */
    readonly plannedAt: string;
};
export type Login = {
    /** a UUID in lower case */
    readonly id: string;
    /** officer:, service:, operator: or system: and a name */
    readonly holder: string;
    readonly way: "password" | "ldap" | "certificate" | "certificate-name" | "security-key";
    /** of the way ldap */
    readonly directory: string | null;
    readonly state: "in force" | "ended";
};
export type Mandate = {
    /** 1 to 40 of a-z, 0-9 and inner hyphens */
    readonly id: string;
    /** 1 to 40 of a-z, 0-9 and inner hyphens */
    readonly authority: string;
    /** 32 hex digits naming a key */
    readonly key: string;
    /** bytes in base64url without padding */
    readonly issuer: string;
    readonly publicUrl: string;
    readonly profile: {
        readonly id: string;
        readonly version: number;
    };
    readonly requesters: readonly (string)[];
    readonly subtrees: readonly (string)[];
    readonly keyAlgorithms: readonly ("rsa-2048" | "rsa-3072" | "rsa-4096" | "rsa-8192" | "rsa-pss-2048" | "rsa-pss-3072" | "rsa-pss-4096" | "ec-p256" | "ec-p384" | "ec-p521" | "ed25519" | "ed448" | "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87")[];
    readonly quota: {
        readonly certificates: number;
        readonly seconds: number;
    };
    /** RFC 3339, UTC, milliseconds */
    readonly notBefore: string;
    /** RFC 3339, UTC, milliseconds */
    readonly notAfter: string;
    readonly state: "in force" | "not yet" | "ended" | "suspended";
    /** what its officers signed: SHA-256 of the mandate's RFC 8785 bytes */
    readonly digest: string;
};
export type NewWebhook = {
    /** 32 hex digits naming a request */
    readonly id: string;
    /** whsec_ and base64: what messages are signed with; not shown again */
    readonly secret: string;
    readonly position: string | null;
};
export type Officer = {
    /** 1 to 40 of a-z, 0-9 and inner hyphens */
    readonly id: string;
    readonly roles: readonly (string)[];
    readonly isActive: boolean;
    /** the key whose signatures count, SubjectPublicKeyInfo */
    readonly spki: string;
};
export type Operation = {
    /** a UUID in lower case */
    readonly id: string;
    readonly status: "running" | "succeeded" | "failed";
    readonly progress: {
        readonly done: number;
        readonly total: number;
    } | null;
    readonly startedAt: string;
    readonly endedAt: string | null;
    readonly answer: {
        readonly status: number;
        readonly body: unknown;
    } | null;
};
export type Pending = {
    /** 32 hex digits naming a request */
    readonly request: string;
    /** 32 hex digits naming a key */
    readonly key: string;
    readonly state: string;
    readonly position: string | null;
};
export type Person = {
    /** 1 to 40 of a-z, 0-9 and inner hyphens */
    readonly id: string;
    /** they approve once together, and never what one of them asked for */
    readonly accounts: readonly (string)[];
};
export type Problem = {
    /** urn:cartulary:problem:CODE, stable */
    readonly type: string;
    readonly title: string;
    readonly status: number;
    readonly detail: string;
    /** what was wrong with the input; never the input itself */
    readonly field?: string;
    /** what the caller can do about it */
    readonly remedy: string;
    /** urn:cartulary:request:ID: the line of the server's log that is about this call */
    readonly instance?: string;
    readonly facts?: Readonly<Record<string, string | number>>;
};
export type Profile = {
    /** 1 to 40 of a-z, 0-9 and inner hyphens */
    readonly id: string;
    readonly version: number;
    readonly title: string;
    readonly kind: "root" | "authority" | "responder" | "subscriber";
    readonly isPersonal: boolean;
    readonly subject: {
        readonly required: readonly (string)[];
        readonly allowed: readonly (string)[];
    };
    readonly subjectAltNames: {
        readonly kinds: readonly ("dns" | "ip" | "email" | "uri")[];
        readonly min: number;
        readonly max: number;
    };
    readonly keyAlgorithms: readonly ("rsa-2048" | "rsa-3072" | "rsa-4096" | "rsa-8192" | "rsa-pss-2048" | "rsa-pss-3072" | "rsa-pss-4096" | "ec-p256" | "ec-p384" | "ec-p521" | "ed25519" | "ed448" | "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87")[];
    readonly durationSeconds: number;
    readonly backdateSeconds: number;
    readonly keyUsage: readonly ("digitalSignature" | "nonRepudiation" | "keyEncipherment" | "dataEncipherment" | "keyAgreement" | "keyCertSign" | "cRLSign")[];
    readonly extendedKeyUsage: readonly ("serverAuth" | "clientAuth" | "ocspSigning")[];
    readonly basicConstraints: {
        readonly isCa: boolean;
        readonly pathLength?: number;
    };
    readonly hasOcspNoCheck: boolean;
    readonly hasStatusUrls: boolean;
};
export type Proposal = {
    readonly v: 1;
    readonly purpose: "cartulary.proposal";
    readonly ledger: string;
    readonly change: {
        readonly type: "EnrolOfficer";
        readonly officer: {
            readonly id: string;
            readonly name: {
                readonly subject: string;
                readonly iv: string;
                readonly ct: string;
                readonly cm: string;
            };
            readonly spki: string;
            readonly roles: readonly ("approver" | "revoker")[];
        };
    } | {
        readonly type: "RetireOfficer";
        readonly officer: string;
    } | {
        readonly type: "GrantMandate";
        readonly mandate: {
            readonly id: string;
            readonly authority: string;
            readonly key: string;
            readonly issuer: string;
            readonly publicUrl: string;
            readonly profile: {
                readonly id: string;
                readonly version: number;
            };
            readonly requesters: readonly (string)[];
            readonly subtrees: readonly ({
                readonly kind: "dns" | "email" | "uri";
                readonly value: string;
            } | {
                readonly kind: "ip";
                readonly value: string;
            } | {
                readonly kind: "directoryName";
                readonly der: string;
            })[];
            readonly keyAlgorithms: readonly ("rsa-2048" | "rsa-3072" | "rsa-4096" | "rsa-8192" | "rsa-pss-2048" | "rsa-pss-3072" | "rsa-pss-4096" | "ec-p256" | "ec-p384" | "ec-p521" | "ed25519" | "ed448" | "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87")[];
            readonly quota: {
                readonly certificates: number;
                readonly seconds: number;
            };
            readonly notBefore: string;
            readonly notAfter: string;
        };
    } | {
        readonly type: "SuspendMandate";
        readonly mandate: string;
    } | {
        readonly type: "IssueToken";
        readonly token: {
            readonly id: string;
            readonly digest: string;
            readonly holder: string;
            readonly notAfter: string;
            readonly scope?: readonly ("requests.submit" | "requests.read" | "requests.decide" | "requests.cancel" | "certificates.read" | "certificates.revoke" | "certificates.hold" | "authorities.read" | "authorities.create" | "crls.read" | "crls.publish" | "keys.read" | "profiles.read" | "governance.read" | "governance.propose" | "governance.submit" | "tokens.read" | "mandates.read" | "ledger.read" | "webhooks.read" | "webhooks.manage" | "metrics.read" | "sessions.read" | "sessions.end" | "statements.sign" | "groups.read-any")[];
        };
    } | {
        readonly type: "RevokeToken";
        readonly token: string;
    } | {
        readonly type: "AdoptPolicy";
        readonly policy: {
            readonly version: number;
            readonly rules: readonly ({
                readonly act: "authority.certify" | "certificate.issue" | "officer.enrol" | "officer.retire" | "mandate.grant" | "profile.publish" | "policy.adopt" | "authority.retire" | "revocation.order" | "role.define" | "role.assign" | "person.name" | "group.define" | "token.issue" | "credential.enrol" | "login.link" | "witness.appoint" | "ledger.accept-gap";
                readonly approvals: number;
                readonly group: string | null;
                readonly forms: readonly ("key" | "webauthn" | "cms" | "jws")[];
            })[];
            readonly revocationsAtOnce: number;
            readonly authenticators?: {
                readonly aaguids?: readonly (string)[];
                readonly isBackupAllowed: boolean;
            };
        };
    } | {
        readonly type: "PublishProfile";
        readonly profile: {
            readonly id: string;
            readonly version: number;
            readonly title: string;
            readonly kind: "root" | "authority" | "responder" | "subscriber";
            readonly isPersonal: boolean;
            readonly subject: {
                readonly required: readonly (string)[];
                readonly allowed: readonly (string)[];
            };
            readonly subjectAltNames: {
                readonly kinds: readonly ("dns" | "ip" | "email" | "uri")[];
                readonly min: number;
                readonly max: number;
            };
            readonly keyAlgorithms: readonly ("rsa-2048" | "rsa-3072" | "rsa-4096" | "rsa-8192" | "rsa-pss-2048" | "rsa-pss-3072" | "rsa-pss-4096" | "ec-p256" | "ec-p384" | "ec-p521" | "ed25519" | "ed448" | "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87")[];
            readonly durationSeconds: number;
            readonly backdateSeconds: number;
            readonly keyUsage: readonly ("digitalSignature" | "nonRepudiation" | "keyEncipherment" | "dataEncipherment" | "keyAgreement" | "keyCertSign" | "cRLSign")[];
            readonly extendedKeyUsage: readonly ("serverAuth" | "clientAuth" | "ocspSigning")[];
            readonly basicConstraints: {
                readonly isCa: boolean;
                readonly pathLength?: number;
            };
            readonly hasOcspNoCheck: boolean;
            readonly hasStatusUrls: boolean;
        };
    } | {
        readonly type: "RetireAuthority";
        readonly authority: string;
    } | {
        readonly type: "OrderRevocation";
        readonly order: {
            readonly id: string;
            readonly certificates: readonly ({
                readonly issuer: string;
                readonly serial: string;
            })[];
            readonly reason: "unspecified" | "keyCompromise" | "cACompromise" | "affiliationChanged" | "superseded" | "cessationOfOperation" | "privilegeWithdrawn";
            readonly invalidSince: string | null;
        };
    } | {
        readonly type: "LinkLogin";
        readonly login: {
            readonly id: string;
            readonly holder: string;
            readonly by: {
                readonly way: "password";
                readonly verifier: string;
            } | {
                readonly way: "ldap";
                readonly directory: string;
                readonly subject: string;
            } | {
                readonly way: "certificate";
                readonly spki: string;
            } | {
                readonly way: "certificate-name";
                readonly issuerKey: string;
                readonly subject: string;
            } | {
                readonly way: "security-key";
                readonly credentialId: string;
                readonly spki: string;
                readonly rpId: string;
                readonly origins: readonly (string)[];
                readonly isBackupEligible: boolean;
            };
        };
    } | {
        readonly type: "EndLogin";
        readonly login: string;
    } | {
        readonly type: "DefineRole";
        readonly role: {
            readonly id: string;
            readonly rights: readonly ("requests.submit" | "requests.read" | "requests.decide" | "requests.cancel" | "certificates.read" | "certificates.revoke" | "certificates.hold" | "authorities.read" | "authorities.create" | "crls.read" | "crls.publish" | "keys.read" | "profiles.read" | "governance.read" | "governance.propose" | "governance.submit" | "tokens.read" | "mandates.read" | "ledger.read" | "webhooks.read" | "webhooks.manage" | "metrics.read" | "sessions.read" | "sessions.end" | "statements.sign" | "groups.read-any")[];
            readonly logins: number;
        };
    } | {
        readonly type: "AssignRoles";
        readonly actor: string;
        readonly roles: readonly (string)[];
    } | {
        readonly type: "NamePerson";
        readonly actor: string;
        readonly person: string;
    } | {
        readonly type: "EnrolCredential";
        readonly credential: {
            readonly kind: "webauthn";
            readonly id: string;
            readonly officer: string;
            readonly credentialId: string;
            readonly spki: string;
            readonly aaguid: string;
            readonly rpId: string;
            readonly origins: readonly (string)[];
            readonly counter: number;
            readonly isBackupEligible: boolean;
            readonly attestation: {
                readonly object: string;
                readonly clientData: string;
            };
        } | {
            readonly kind: "cms";
            readonly id: string;
            readonly officer: string;
            readonly certificate: string;
        } | {
            readonly kind: "jws";
            readonly id: string;
            readonly officer: string;
            readonly spki: string;
        };
    } | {
        readonly type: "WithdrawCredential";
        readonly credential: string;
    } | {
        readonly type: "DefineGroup";
        readonly group: {
            readonly id: string;
            readonly members: readonly (string)[];
            readonly authorities: readonly (string)[];
        };
    } | {
        readonly type: "AppointWitnesses";
        readonly witnesses: readonly ({
            readonly vkey: string;
            readonly url: string;
        })[];
        readonly quorum: number;
        readonly gate: boolean;
    } | {
        readonly type: "AcceptGap";
        readonly known: {
            readonly origin: string;
            readonly size: number;
            readonly root: string | null;
        };
        readonly kept: {
            readonly size: number;
            readonly root: string;
        };
        readonly reason: string;
    } | {
        readonly type: "Found";
        readonly founding: {
            readonly ledger: string;
            readonly quorum: number;
            readonly officers: readonly ({
                readonly id: string;
                readonly name: {
                    readonly subject: string;
                    readonly iv: string;
                    readonly ct: string;
                    readonly cm: string;
                };
                readonly spki: string;
                readonly roles: readonly ("approver" | "revoker")[];
            })[];
            readonly profiles: readonly ({
                readonly id: string;
                readonly version: number;
                readonly title: string;
                readonly kind: "root" | "authority" | "responder" | "subscriber";
                readonly isPersonal: boolean;
                readonly subject: {
                    readonly required: readonly (string)[];
                    readonly allowed: readonly (string)[];
                };
                readonly subjectAltNames: {
                    readonly kinds: readonly ("dns" | "ip" | "email" | "uri")[];
                    readonly min: number;
                    readonly max: number;
                };
                readonly keyAlgorithms: readonly ("rsa-2048" | "rsa-3072" | "rsa-4096" | "rsa-8192" | "rsa-pss-2048" | "rsa-pss-3072" | "rsa-pss-4096" | "ec-p256" | "ec-p384" | "ec-p521" | "ed25519" | "ed448" | "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87")[];
                readonly durationSeconds: number;
                readonly backdateSeconds: number;
                readonly keyUsage: readonly ("digitalSignature" | "nonRepudiation" | "keyEncipherment" | "dataEncipherment" | "keyAgreement" | "keyCertSign" | "cRLSign")[];
                readonly extendedKeyUsage: readonly ("serverAuth" | "clientAuth" | "ocspSigning")[];
                readonly basicConstraints: {
                    readonly isCa: boolean;
                    readonly pathLength?: number;
                };
                readonly hasOcspNoCheck: boolean;
                readonly hasStatusUrls: boolean;
            })[];
            readonly policy?: {
                readonly version: number;
                readonly rules: readonly ({
                    readonly act: "authority.certify" | "certificate.issue" | "officer.enrol" | "officer.retire" | "mandate.grant" | "profile.publish" | "policy.adopt" | "authority.retire" | "revocation.order" | "role.define" | "role.assign" | "person.name" | "group.define" | "token.issue" | "credential.enrol" | "login.link" | "witness.appoint" | "ledger.accept-gap";
                    readonly approvals: number;
                    readonly group: string | null;
                    readonly forms: readonly ("key" | "webauthn" | "cms" | "jws")[];
                })[];
                readonly revocationsAtOnce: number;
                readonly authenticators?: {
                    readonly aaguids?: readonly (string)[];
                    readonly isBackupAllowed: boolean;
                };
            };
        };
    };
    readonly openings: Readonly<Record<string, {
        readonly plaintext: string;
        readonly salt: string;
    }>>;
    readonly approvals: readonly ({
        readonly statement: {
            readonly v: 1;
            readonly purpose: "cartulary.approval";
            readonly ledger: string;
            readonly operation: "ledger.found" | "certificate.issue" | "officer.enrol" | "officer.retire" | "mandate.grant" | "mandate.suspend" | "profile.publish" | "policy.adopt" | "authority.retire" | "revocation.order" | "role.define" | "role.assign" | "person.name" | "group.define" | "token.issue" | "token.revoke" | "credential.enrol" | "credential.withdraw" | "login.link" | "login.end" | "witness.appoint" | "ledger.accept-gap";
            readonly subject: string;
            readonly digest: string;
            readonly decision: "approve" | "deny";
            readonly approver: string;
            readonly requester: string | null;
            readonly nonce: string;
            readonly notAfter: string;
        };
        readonly signature: string;
    } | {
        readonly form: "webauthn";
        readonly statement: {
            readonly v: 1;
            readonly purpose: "cartulary.approval";
            readonly ledger: string;
            readonly operation: "ledger.found" | "certificate.issue" | "officer.enrol" | "officer.retire" | "mandate.grant" | "mandate.suspend" | "profile.publish" | "policy.adopt" | "authority.retire" | "revocation.order" | "role.define" | "role.assign" | "person.name" | "group.define" | "token.issue" | "token.revoke" | "credential.enrol" | "credential.withdraw" | "login.link" | "login.end" | "witness.appoint" | "ledger.accept-gap";
            readonly subject: string;
            readonly digest: string;
            readonly decision: "approve" | "deny";
            readonly approver: string;
            readonly requester: string | null;
            readonly nonce: string;
            readonly notAfter: string;
        };
        readonly credential: string;
        readonly authenticatorData: string;
        readonly clientDataJSON: string;
        readonly signature: string;
    } | {
        readonly form: "cms";
        readonly statement: {
            readonly v: 1;
            readonly purpose: "cartulary.approval";
            readonly ledger: string;
            readonly operation: "ledger.found" | "certificate.issue" | "officer.enrol" | "officer.retire" | "mandate.grant" | "mandate.suspend" | "profile.publish" | "policy.adopt" | "authority.retire" | "revocation.order" | "role.define" | "role.assign" | "person.name" | "group.define" | "token.issue" | "token.revoke" | "credential.enrol" | "credential.withdraw" | "login.link" | "login.end" | "witness.appoint" | "ledger.accept-gap";
            readonly subject: string;
            readonly digest: string;
            readonly decision: "approve" | "deny";
            readonly approver: string;
            readonly requester: string | null;
            readonly nonce: string;
            readonly notAfter: string;
        };
        readonly signedData: string;
    } | {
        readonly form: "jws";
        readonly statement: {
            readonly v: 1;
            readonly purpose: "cartulary.approval";
            readonly ledger: string;
            readonly operation: "ledger.found" | "certificate.issue" | "officer.enrol" | "officer.retire" | "mandate.grant" | "mandate.suspend" | "profile.publish" | "policy.adopt" | "authority.retire" | "revocation.order" | "role.define" | "role.assign" | "person.name" | "group.define" | "token.issue" | "token.revoke" | "credential.enrol" | "credential.withdraw" | "login.link" | "login.end" | "witness.appoint" | "ledger.accept-gap";
            readonly subject: string;
            readonly digest: string;
            readonly decision: "approve" | "deny";
            readonly approver: string;
            readonly requester: string | null;
            readonly nonce: string;
            readonly notAfter: string;
        };
        readonly jws: string;
    })[];
    /** of a password that is set: its PHC string, for the password book */
    readonly verifier?: string;
};
export type Request = {
    /** 32 hex digits naming a request */
    readonly id: string;
    readonly state: "planned" | "approved" | "denied" | "cancelled" | "fulfilled" | "failed";
    /** officer:, service:, operator: or system: and a name */
    readonly requester: string;
    readonly plan: {
        readonly request: string;
        readonly authority: string;
        readonly issuer: string;
        readonly key: string;
        readonly serial: string;
        readonly shard: number;
        readonly profile: {
            readonly id: string;
            readonly version: number;
        };
        readonly purpose: {
            readonly for: "subscriber";
        } | {
            readonly for: "authority";
            readonly authority: string;
        } | {
            readonly for: "responder";
            readonly authority: string;
            readonly responderKey: string;
        };
        readonly requester: string;
        readonly durationSeconds: number;
        readonly backdateSeconds: number;
        readonly latestNotAfter: string;
        readonly tbs: {
            readonly plain: string;
        } | {
            readonly sealed: {
                readonly subject: string;
                readonly iv: string;
                readonly ct: string;
                readonly cm: string;
            };
        };
        readonly findings: readonly ({
            readonly rule: string;
            readonly severity: "error" | "warning";
            readonly detail: string;
        })[];
    };
    /** what approvers sign: SHA-256 of the plan's RFC 8785 bytes */
    readonly digest: string;
    readonly tbs: string | null;
    readonly salt: string | null;
    readonly note: string | null;
    /** what a statement about this plan must name */
    readonly statement: {
        readonly ledger: string;
        readonly operation: string;
        readonly subject: string;
        readonly digest: string;
        readonly requester: string | null;
    };
    readonly approvers: readonly (string)[];
    readonly quorum: number;
    readonly mandate: string | null;
    readonly certificate: {
        readonly issuer: string;
        readonly serial: string;
    } | null;
    readonly pem: string | null;
    readonly pending: string | null;
    readonly position: string | null;
};
export type RequestRow = {
    /** 32 hex digits naming a request */
    readonly id: string;
    readonly state: string;
    /** 1 to 40 of a-z, 0-9 and inner hyphens */
    readonly authority: string;
    /** 1 to 40 of a-z, 0-9 and inner hyphens */
    readonly profile: string;
    /** officer:, service:, operator: or system: and a name */
    readonly requester: string;
    /** RFC 3339, UTC, milliseconds */
    readonly submittedAt: string;
    readonly approvers: readonly (string)[];
    readonly mandate: string | null;
    readonly certificate: {
        readonly issuer: string;
        readonly serial: string;
    } | null;
};
export type Role = {
    /** 1 to 40 of a-z, 0-9 and inner hyphens */
    readonly id: string;
    /** whether every ledger has it */
    readonly isBuiltIn: boolean;
    readonly rights: readonly (string)[];
    /** how many people must have logged in together before it acts */
    readonly logins: number;
    /** beside those whose kind has it from the beginning */
    readonly assignedTo: readonly (string)[];
};
export type Session = {
    /** what it is called; opens nothing */
    readonly id: string;
    /** in whose name it acts */
    readonly holder: string;
    /** RFC 3339, UTC, milliseconds */
    readonly openedAt: string;
    /** RFC 3339, UTC, milliseconds */
    readonly seenAt: string;
    /** when it ends without another call */
    readonly idleUntil: string;
    /** when it ends whatever happens */
    readonly endsAt: string;
    /** who else has logged in to it */
    readonly companions: readonly ({
        readonly holder: string;
        readonly at: string;
    })[];
    /** to be sent as Cartulary-Csrf with each write of this session */
    readonly csrf: string;
};
export type SessionEnded = {
    /** a UUID in lower case */
    readonly id: string;
    readonly ended: true;
};
export type SessionRow = {
    /** what it is called; opens nothing */
    readonly id: string;
    /** in whose name it acts */
    readonly holder: string;
    /** RFC 3339, UTC, milliseconds */
    readonly openedAt: string;
    /** RFC 3339, UTC, milliseconds */
    readonly seenAt: string;
    /** when it ends without another call */
    readonly idleUntil: string;
    /** when it ends whatever happens */
    readonly endsAt: string;
    /** who else has logged in to it */
    readonly companions: readonly ({
        readonly holder: string;
        readonly at: string;
    })[];
};
export type Statement = {
    readonly statement: {
        readonly v: 1;
        readonly purpose: "cartulary.approval";
        readonly ledger: string;
        readonly operation: "ledger.found" | "certificate.issue" | "officer.enrol" | "officer.retire" | "mandate.grant" | "mandate.suspend" | "profile.publish" | "policy.adopt" | "authority.retire" | "revocation.order" | "role.define" | "role.assign" | "person.name" | "group.define" | "token.issue" | "token.revoke" | "credential.enrol" | "credential.withdraw" | "login.link" | "login.end" | "witness.appoint" | "ledger.accept-gap";
        readonly subject: string;
        readonly digest: string;
        readonly decision: "approve" | "deny";
        readonly approver: string;
        readonly requester: string | null;
        readonly nonce: string;
        readonly notAfter: string;
    };
    /** the octets to sign: cartulary-approval-v1, a zero octet, the statement */
    readonly message: string;
    readonly assertion: {
        readonly challenge: string;
        readonly rpId: string;
        readonly allowCredentials: readonly ({
            readonly type: "public-key";
            readonly id: string;
        })[];
        readonly userVerification: "required";
        readonly credentials: Readonly<Record<string, string>>;
    } | null;
};
export type Status = {
    /** 32 hex digits naming an issuer */
    readonly issuer: string;
    /** a certificate serial number, lower-case hex */
    readonly serial: string;
    readonly status: "good" | "held" | "revoked";
    readonly crl: string | null;
    readonly position: string | null;
};
export type Token = {
    /** a UUID in lower case */
    readonly id: string;
    /** officer:, service:, operator: or system: and a name */
    readonly holder: string;
    /** RFC 3339, UTC, milliseconds */
    readonly notAfter: string;
    readonly state: "in force" | "ended" | "revoked";
    readonly scope: readonly (string)[] | null;
};
export type Webhook = {
    /** 32 hex digits naming a request */
    readonly id: string;
    readonly state: "active" | "disabled";
    readonly url: string;
    readonly filter: {
        readonly types: readonly (string)[];
        readonly streams: readonly (string)[];
        readonly actors: readonly (string)[];
        readonly correlations: readonly (string)[];
    };
    /** RFC 3339, UTC, milliseconds */
    readonly registeredAt: string;
    /** officer:, service:, operator: or system: and a name */
    readonly registeredBy: string;
    readonly delivered: string | null;
    readonly deadLetters: number;
    readonly trouble: {
        readonly position: string;
        readonly attempts: number;
        readonly outcome: "delivered" | "gone" | "refused" | "unreachable" | "timeout" | "not-allowed";
        readonly status: number | null;
    } | null;
};
export type WebhookChanged = {
    readonly position: string | null;
};
