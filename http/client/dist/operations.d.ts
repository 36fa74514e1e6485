/** Generated from the OpenAPI document by `npm run golden -- --write`. */
import type { Attempt, AuditRow, Authority, Certificate, Changed, Crl, DeadLetter, Governance, Group, Key, Login, Mandate, NewWebhook, Officer, Operation, Pending, Person, Profile, Proposal, Request, RequestRow, Role, Session, SessionEnded, SessionRow, Statement, Status, Token, Webhook, WebhookChanged } from "./resources.ts";
export type Operations = {
    /** Submit a certification request */
    readonly submitRequest: {
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
            readonly authority: string;
            readonly profile: string;
            readonly csr: string;
            readonly note?: string;
            readonly mandate?: string;
        };
        readonly answer: Request;
    };
    /** List requests in order of submission */
    readonly listRequests: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string;
            readonly state?: "planned" | "approved" | "denied" | "cancelled" | "fulfilled" | "failed"; /** 1 to 40 of a-z, 0-9 and inner hyphens */
            readonly authority?: string; /** 1 to 40 of a-z, 0-9 and inner hyphens */
            readonly profile?: string; /** officer:, service:, operator: or system: and a name */
            readonly requester?: string; /** 1 to 40 of a-z, 0-9 and inner hyphens */
            readonly mandate?: string; /** before this time */
            readonly submittedBefore?: string; /** at this time or later */
            readonly submittedAfter?: string; /** a minus in front: the other way round */
            readonly sort?: "submittedAt" | "-submittedAt";
        };
        readonly answer: {
            readonly items: readonly (RequestRow)[];
            readonly next: string | null;
        };
    };
    /** Read one request with its plan */
    readonly readRequest: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Request;
    };
    /** Make the statement that an officer signs about a request */
    readonly makeStatement: {
        readonly path: {
            readonly id: string;
        };
        readonly query: {
            readonly approver: string; /** approve when absent */
            readonly decision?: "approve" | "deny";
        };
        readonly answer: Statement;
    };
    /** Hand in an officer's signed approval or denial */
    readonly judgeRequest: {
        readonly path: {
            readonly id: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
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
        };
        readonly answer: Request;
    };
    /** Withdraw a request */
    readonly cancelRequest: {
        readonly path: {
            readonly id: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly answer: Request;
    };
    /** List certificates in order of issuance or by their end */
    readonly listCertificates: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string; /** 32 hex digits naming an issuer */
            readonly issuer?: string; /** a certificate serial number, lower-case hex */
            readonly serial?: string; /** 1 to 40 of a-z, 0-9 and inner hyphens */
            readonly authority?: string; /** 1 to 40 of a-z, 0-9 and inner hyphens */
            readonly profile?: string; /** officer:, service:, operator: or system: and a name */
            readonly requester?: string;
            readonly state?: "prepared" | "issued" | "abandoned";
            readonly status?: "good" | "held" | "revoked"; /** before this time */
            readonly endsBefore?: string; /** at this time or later */
            readonly endsAfter?: string; /** a minus in front: the other way round */
            readonly sort?: "issued" | "-issued" | "notAfter" | "-notAfter";
        };
        readonly answer: {
            readonly items: readonly (Certificate)[];
            readonly next: string | null;
        };
    };
    /** Read one certificate, in the form that the Accept header asks for */
    readonly readCertificate: {
        readonly path: {
            readonly issuer: string; /** a certificate serial number, lower-case hex */
            readonly serial: string;
        };
        readonly answer: Certificate;
    };
    /** Read the receipt of a certificate: that its story stands in the sealed ledger */
    readonly readReceipt: {
        readonly path: {
            readonly issuer: string; /** a certificate serial number, lower-case hex */
            readonly serial: string;
        };
        readonly answer: {
            readonly format: "cartulary-receipt-1";
            readonly certificate: {
                readonly issuer: string;
                readonly serial: string;
            };
            readonly checkpoint: string;
            readonly entries: readonly ({
                readonly index: number;
                readonly path: readonly (string)[];
                readonly envelope: string;
            })[];
        };
    };
    /** Revoke a certificate */
    readonly revokeCertificate: {
        readonly path: {
            readonly issuer: string; /** a certificate serial number, lower-case hex */
            readonly serial: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
            readonly reason: "unspecified" | "keyCompromise" | "cACompromise" | "affiliationChanged" | "superseded" | "cessationOfOperation" | "privilegeWithdrawn";
            readonly invalidSince?: string;
        };
        readonly answer: Status;
    };
    /** Put a certificate on hold */
    readonly holdCertificate: {
        readonly path: {
            readonly issuer: string; /** a certificate serial number, lower-case hex */
            readonly serial: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly answer: Status;
    };
    /** Lift a hold */
    readonly releaseCertificate: {
        readonly path: {
            readonly issuer: string; /** a certificate serial number, lower-case hex */
            readonly serial: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly answer: Status;
    };
    /** List authorities */
    readonly listAuthorities: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string;
            readonly kind?: "root" | "issuing";
            readonly state?: "created" | "active"; /** 1 to 40 of a-z, 0-9 and inner hyphens */
            readonly parent?: string;
        };
        readonly answer: {
            readonly items: readonly (Authority)[];
            readonly next: string | null;
        };
    };
    /** Create an authority: generates its key and requests its certificate */
    readonly createAuthority: {
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
            readonly id: string;
            readonly kind: "root" | "issuing";
            readonly name: string;
            readonly parent?: string;
            readonly algorithm?: "rsa-2048" | "rsa-3072" | "rsa-4096" | "rsa-8192" | "rsa-pss-2048" | "rsa-pss-3072" | "rsa-pss-4096" | "ec-p256" | "ec-p384" | "ec-p521" | "ed25519" | "ed448" | "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87";
        };
        readonly answer: Pending;
    };
    /** Read one authority, or its certificate in the form that the Accept header asks for */
    readonly readAuthority: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Authority;
    };
    /** Request the certificate of an authority anew, after its request was denied, withdrawn or failed */
    readonly renewAuthorityRequest: {
        readonly path: {
            readonly id: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly answer: Pending;
    };
    /** Make an OCSP responder key and request its certificate */
    readonly createResponder: {
        readonly path: {
            readonly id: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
            readonly name: string;
            readonly algorithm?: "rsa-2048" | "rsa-3072" | "rsa-4096" | "rsa-8192" | "rsa-pss-2048" | "rsa-pss-3072" | "rsa-pss-4096" | "ec-p256" | "ec-p384" | "ec-p521" | "ed25519" | "ed448" | "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87";
        };
        readonly answer: Pending;
    };
    /** Read the CRL in force: its number and times, or the list itself */
    readonly readCrl: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Crl;
    };
    /** Publish a new CRL now */
    readonly publishCrl: {
        readonly path: {
            readonly id: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly answer: Crl;
    };
    /** List keys in the order in which they were planned */
    readonly listKeys: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string;
            readonly state?: "planned" | "generated";
            readonly purpose?: "authority" | "responder" | "checkpoint"; /** 1 to 40 of a-z, 0-9 and inner hyphens */
            readonly authority?: string;
            readonly algorithm?: "rsa-2048" | "rsa-3072" | "rsa-4096" | "rsa-8192" | "rsa-pss-2048" | "rsa-pss-3072" | "rsa-pss-4096" | "ec-p256" | "ec-p384" | "ec-p521" | "ed25519" | "ed448" | "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87";
        };
        readonly answer: {
            readonly items: readonly (Key)[];
            readonly next: string | null;
        };
    };
    /** Read one key */
    readonly readKey: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Key;
    };
    /** List profiles in force; those of kind subscriber are open to requests */
    readonly listProfiles: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string;
            readonly kind?: string;
        };
        readonly answer: {
            readonly items: readonly (Profile)[];
            readonly next: string | null;
        };
    };
    /** Read one profile: everything that a requester may not choose */
    readonly readProfile: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Profile;
    };
    /** Officers, quorum and profiles in force */
    readonly readGovernance: {
        readonly answer: Governance;
    };
    /** List officers, those who left too */
    readonly listOfficers: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string;
            readonly role?: string;
            readonly isActive?: "true" | "false";
        };
        readonly answer: {
            readonly items: readonly (Officer)[];
            readonly next: string | null;
        };
    };
    /** Read one officer */
    readonly readOfficer: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Officer;
    };
    /** Tokens of the API, without what would let anybody use them */
    readonly listTokens: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string; /** officer:, service:, operator: or system: and a name */
            readonly holder?: string;
            readonly state?: "in force" | "ended" | "revoked";
        };
        readonly answer: {
            readonly items: readonly (Token)[];
            readonly next: string | null;
        };
    };
    /** Read one token of the API, without what would let anybody use it */
    readonly readToken: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Token;
    };
    /** Make the document that officers sign for a change; nothing is written */
    readonly proposeChange: {
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
            readonly type: "EnrolOfficer";
            readonly officer: {
                readonly id: string;
                readonly spki: string;
                readonly roles: readonly ("approver" | "revoker")[];
                readonly name: string;
            };
        } | {
            readonly type: "RetireOfficer";
            readonly officer: string;
        } | {
            readonly type: "GrantMandate";
            readonly mandate: {
                readonly id: string;
                readonly authority: string;
                readonly profile: string;
                readonly requesters: readonly (string)[];
                readonly subtrees: readonly (string)[];
                readonly keyAlgorithms: readonly ("rsa-2048" | "rsa-3072" | "rsa-4096" | "rsa-8192" | "rsa-pss-2048" | "rsa-pss-3072" | "rsa-pss-4096" | "ec-p256" | "ec-p384" | "ec-p521" | "ed25519" | "ed448" | "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87")[];
                readonly quota: {
                    readonly certificates: number;
                    readonly seconds: number;
                };
                readonly notBefore?: string;
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
        };
        readonly answer: Proposal;
    };
    /** Hand in a change with the statements that officers signed for it */
    readonly changeGovernance: {
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
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
            };
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
            readonly verifier?: string;
        };
        readonly answer: Changed;
    };
    /** List what officers sign with beside their keys, and what was withdrawn */
    readonly listCredentials: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string; /** 1 to 40 of a-z, 0-9 and inner hyphens */
            readonly officer?: string;
            readonly kind?: "webauthn" | "cms" | "jws";
        };
        readonly answer: {
            readonly items: readonly ({
                readonly id: string;
                readonly officer: string;
                readonly kind: "webauthn" | "cms" | "jws";
                readonly isActive: boolean;
                readonly key: string;
                readonly aaguid: string | null;
                readonly rpId: string | null;
                readonly counter: number | null;
            })[];
            readonly next: string | null;
        };
    };
    /** What a browser is asked so that it registers an officer's security key */
    readonly askRegistration: {
        readonly query: {
            readonly officer: string; /** the name that the credential will have */
            readonly id: string; /** the host of the page, or a domain above it */
            readonly rpId: string;
        };
        readonly answer: {
            readonly rp: {
                readonly id: string;
                readonly name: string;
            };
            readonly user: {
                readonly id: string;
                readonly name: string;
                readonly displayName: string;
            };
            readonly challenge: string;
            readonly pubKeyCredParams: readonly ({
                readonly type: "public-key";
                readonly alg: number;
            })[];
            readonly excludeCredentials: readonly ({
                readonly type: "public-key";
                readonly id: string;
            })[];
            readonly authenticatorSelection: {
                readonly residentKey: "discouraged";
                readonly userVerification: "required";
            };
            readonly attestation: "direct";
        };
    };
    /** How officers and operators log in */
    readonly listLogins: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string; /** officer:, service:, operator: or system: and a name */
            readonly holder?: string;
            readonly state?: "in force" | "ended";
        };
        readonly answer: {
            readonly items: readonly (Login)[];
            readonly next: string | null;
        };
    };
    /** Read one login */
    readonly readLogin: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Login;
    };
    /** Log in; the answer sets a cookie */
    readonly openSession: {
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
            readonly way: "password";
            readonly name: string;
            readonly password: string;
            readonly secondFactor?: {
                readonly credentialId: string;
                readonly authenticatorData: string;
                readonly clientDataJSON: string;
                readonly signature: string;
            };
        } | {
            readonly way: "ldap";
            readonly name: string;
            readonly password: string;
            readonly secondFactor?: {
                readonly credentialId: string;
                readonly authenticatorData: string;
                readonly clientDataJSON: string;
                readonly signature: string;
            };
        } | {
            readonly way: "certificate";
        };
        readonly answer: Session;
    };
    /** Your sessions; with the right sessions.read all of them */
    readonly listSessions: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string;
        };
        readonly answer: {
            readonly items: readonly (SessionRow)[];
            readonly next: string | null;
        };
    };
    /** The session of this call */
    readonly readSession: {
        readonly answer: Session;
    };
    /** Log out */
    readonly endThisSession: {
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly answer: SessionEnded;
    };
    /** Another person logs in to the session of this call */
    readonly joinSession: {
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
            readonly way: "password";
            readonly name: string;
            readonly password: string;
            readonly secondFactor?: {
                readonly credentialId: string;
                readonly authenticatorData: string;
                readonly clientDataJSON: string;
                readonly signature: string;
            };
        } | {
            readonly way: "ldap";
            readonly name: string;
            readonly password: string;
            readonly secondFactor?: {
                readonly credentialId: string;
                readonly authenticatorData: string;
                readonly clientDataJSON: string;
                readonly signature: string;
            };
        } | {
            readonly way: "certificate";
        };
        readonly answer: Session;
    };
    /** End a session: one of yours, or with the right sessions.end any */
    readonly endSession: {
        readonly path: {
            readonly id: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly answer: SessionEnded;
    };
    /** List roles: those that every ledger has, and those that officers defined */
    readonly listRoles: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string;
        };
        readonly answer: {
            readonly items: readonly (Role)[];
            readonly next: string | null;
        };
    };
    /** Read one role */
    readonly readRole: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Role;
    };
    /** List people with the accounts that were said to be theirs */
    readonly listPersons: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string;
        };
        readonly answer: {
            readonly items: readonly (Person)[];
            readonly next: string | null;
        };
    };
    /** List groups, their members and the authorities that are theirs */
    readonly listGroups: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string;
        };
        readonly answer: {
            readonly items: readonly (Group)[];
            readonly next: string | null;
        };
    };
    /** Read one group */
    readonly readGroup: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Group;
    };
    /** Read the policy in force: what every act needs */
    readonly readPolicy: {
        readonly answer: {
            readonly version: number;
            readonly rules: readonly ({
                readonly act: "authority.certify" | "certificate.issue" | "officer.enrol" | "officer.retire" | "mandate.grant" | "profile.publish" | "policy.adopt" | "authority.retire" | "revocation.order" | "role.define" | "role.assign" | "person.name" | "group.define" | "token.issue" | "credential.enrol" | "login.link" | "witness.appoint" | "ledger.accept-gap";
                readonly approvals: number;
                readonly group: string | null;
                readonly forms: readonly ("key" | "webauthn" | "cms" | "jws")[];
            })[];
            readonly revocationsAtOnce: number | null;
        };
    };
    /** List mandates, those that ended too */
    readonly listMandates: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string; /** 1 to 40 of a-z, 0-9 and inner hyphens */
            readonly authority?: string;
            readonly state?: "in force" | "not yet" | "ended" | "suspended";
        };
        readonly answer: {
            readonly items: readonly (Mandate)[];
            readonly next: string | null;
        };
    };
    /** Read one mandate */
    readonly readMandate: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Mandate;
    };
    /** List events in ledger order, or follow them */
    readonly listEvents: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string; /** types of events; several with commas between */
            readonly type?: string; /** streams, or categories of streams; several with commas between */
            readonly stream?: string; /** who acted; several with commas between */
            readonly actor?: string; /** the piece of work to which an event belongs; several with commas between */
            readonly correlation?: string;
        };
        readonly answer: {
            readonly items: readonly (AuditRow)[];
            readonly next: string | null;
        };
    };
    /** Read the newest checkpoint of the sealed ledger, and the key to verify it with */
    readonly readCheckpoint: {
        readonly answer: {
            readonly origin: string;
            readonly size: number;
            readonly root: string;
            readonly note: string;
            readonly key: string;
            readonly witnesses: readonly (string)[];
            readonly quorum: number;
            readonly events: number;
        };
    };
    /** Read what stands at an index of the ledger, and the proof that it does (RFC 9162 §2.1.3) */
    readonly readLedgerEntry: {
        readonly path: {
            readonly index: string;
        };
        readonly answer: {
            readonly index: number;
            readonly position: string;
            readonly stream: string;
            readonly revision: number;
            readonly type: string;
            readonly digest: string;
            readonly proof: {
                readonly index: number;
                readonly path: readonly (string)[];
                readonly size: number;
                readonly root: string;
                readonly note: string;
            } | null;
        };
    };
    /** Prove that a checkpoint's tree grew out of an earlier one (RFC 9162 §2.1.4) */
    readonly readConsistency: {
        readonly query: {
            readonly from: string; /** a number from 0 on */
            readonly to: string;
        };
        readonly answer: {
            readonly from: number;
            readonly to: number;
            readonly path: readonly (string)[];
        };
    };
    /** Register an address for events; the answer shows its secret, once */
    readonly registerWebhook: {
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
            readonly url: string;
            readonly filter?: {
                readonly types?: readonly (string)[];
                readonly streams?: readonly (string)[];
                readonly actors?: readonly (string)[];
                readonly correlations?: readonly (string)[];
            };
        };
        readonly answer: NewWebhook;
    };
    /** List webhooks, and how far they have come */
    readonly listWebhooks: {
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string;
        };
        readonly answer: {
            readonly items: readonly (Webhook)[];
            readonly next: string | null;
        };
    };
    /** Read one webhook */
    readonly readWebhook: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Webhook;
    };
    /** Send nothing more to an address, and destroy its secret */
    readonly removeWebhook: {
        readonly path: {
            readonly id: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly answer: WebhookChanged;
    };
    /** Send one signed message that is no event's, and say what came of it */
    readonly pingWebhook: {
        readonly path: {
            readonly id: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly answer: Attempt;
    };
    /** List what could not be delivered */
    readonly listDeadLetters: {
        readonly path: {
            readonly id: string;
        };
        readonly query: {
            readonly cursor?: string; /** 1 to 1000, default 100; all for CSV */
            readonly limit?: string;
        };
        readonly answer: {
            readonly items: readonly (DeadLetter)[];
            readonly next: string | null;
        };
    };
    /** Send a dead letter once more; delivered, it leaves the list */
    readonly retryDeadLetter: {
        readonly path: {
            readonly id: string;
            readonly position: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly answer: Attempt;
    };
    /** Give a dead letter up for good */
    readonly discardDeadLetter: {
        readonly path: {
            readonly id: string;
            readonly position: string;
        };
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly answer: WebhookChanged;
    };
    /** What is measured, in the text format of Prometheus */
    readonly readMetrics: {
        readonly answer: null;
    };
    /** Submit up to 100 certification requests */
    readonly submitRequests: {
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
            readonly items: readonly ({
                readonly authority: string;
                readonly profile: string;
                readonly csr: string;
                readonly note?: string;
                readonly mandate?: string;
            })[];
        };
        readonly answer: {
            readonly succeeded: number;
            readonly failed: number;
            readonly items: readonly ({
                readonly status: number;
                readonly body: unknown;
            })[];
        };
    };
    /** Revoke up to 100 certificates */
    readonly revokeCertificates: {
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
            readonly items: readonly ({
                readonly issuer: string;
                readonly serial: string;
                readonly reason: "unspecified" | "keyCompromise" | "cACompromise" | "affiliationChanged" | "superseded" | "cessationOfOperation" | "privilegeWithdrawn";
                readonly invalidSince?: string;
            })[];
        };
        readonly answer: {
            readonly succeeded: number;
            readonly failed: number;
            readonly items: readonly ({
                readonly status: number;
                readonly body: unknown;
            })[];
        };
    };
    /** Hand in up to 100 signed approvals or denials */
    readonly judgeRequests: {
        readonly query: {
            readonly dryRun?: "true" | "false";
        };
        readonly body: {
            readonly items: readonly ({
                readonly request: string;
                readonly approval: {
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
                };
            })[];
        };
        readonly answer: {
            readonly succeeded: number;
            readonly failed: number;
            readonly items: readonly ({
                readonly status: number;
                readonly body: unknown;
            })[];
        };
    };
    /** How far an operation is, and what it was answered with */
    readonly readOperation: {
        readonly path: {
            readonly id: string;
        };
        readonly answer: Operation;
    };
};
export declare const ADDRESSES: {
    readonly submitRequest: readonly ["POST", "/v1/requests"];
    readonly listRequests: readonly ["GET", "/v1/requests"];
    readonly readRequest: readonly ["GET", "/v1/requests/{id}"];
    readonly makeStatement: readonly ["GET", "/v1/requests/{id}/statement"];
    readonly judgeRequest: readonly ["POST", "/v1/requests/{id}/approvals"];
    readonly cancelRequest: readonly ["POST", "/v1/requests/{id}/cancellation"];
    readonly listCertificates: readonly ["GET", "/v1/certificates"];
    readonly readCertificate: readonly ["GET", "/v1/certificates/{issuer}/{serial}"];
    readonly readReceipt: readonly ["GET", "/v1/certificates/{issuer}/{serial}/receipt"];
    readonly revokeCertificate: readonly ["POST", "/v1/certificates/{issuer}/{serial}/revocation"];
    readonly holdCertificate: readonly ["POST", "/v1/certificates/{issuer}/{serial}/hold"];
    readonly releaseCertificate: readonly ["POST", "/v1/certificates/{issuer}/{serial}/release"];
    readonly listAuthorities: readonly ["GET", "/v1/authorities"];
    readonly createAuthority: readonly ["POST", "/v1/authorities"];
    readonly readAuthority: readonly ["GET", "/v1/authorities/{id}"];
    readonly renewAuthorityRequest: readonly ["POST", "/v1/authorities/{id}/request"];
    readonly createResponder: readonly ["POST", "/v1/authorities/{id}/responder"];
    readonly readCrl: readonly ["GET", "/v1/authorities/{id}/crl"];
    readonly publishCrl: readonly ["POST", "/v1/authorities/{id}/crl"];
    readonly listKeys: readonly ["GET", "/v1/keys"];
    readonly readKey: readonly ["GET", "/v1/keys/{id}"];
    readonly listProfiles: readonly ["GET", "/v1/profiles"];
    readonly readProfile: readonly ["GET", "/v1/profiles/{id}"];
    readonly readGovernance: readonly ["GET", "/v1/governance"];
    readonly listOfficers: readonly ["GET", "/v1/governance/officers"];
    readonly readOfficer: readonly ["GET", "/v1/governance/officers/{id}"];
    readonly listTokens: readonly ["GET", "/v1/governance/tokens"];
    readonly readToken: readonly ["GET", "/v1/governance/tokens/{id}"];
    readonly proposeChange: readonly ["POST", "/v1/governance/proposals"];
    readonly changeGovernance: readonly ["POST", "/v1/governance/changes"];
    readonly listCredentials: readonly ["GET", "/v1/governance/credentials"];
    readonly askRegistration: readonly ["GET", "/v1/governance/credentials/registration"];
    readonly listLogins: readonly ["GET", "/v1/governance/logins"];
    readonly readLogin: readonly ["GET", "/v1/governance/logins/{id}"];
    readonly openSession: readonly ["POST", "/v1/sessions"];
    readonly listSessions: readonly ["GET", "/v1/sessions"];
    readonly readSession: readonly ["GET", "/v1/sessions/current"];
    readonly endThisSession: readonly ["DELETE", "/v1/sessions/current"];
    readonly joinSession: readonly ["POST", "/v1/sessions/current/companions"];
    readonly endSession: readonly ["DELETE", "/v1/sessions/{id}"];
    readonly listRoles: readonly ["GET", "/v1/roles"];
    readonly readRole: readonly ["GET", "/v1/roles/{id}"];
    readonly listPersons: readonly ["GET", "/v1/persons"];
    readonly listGroups: readonly ["GET", "/v1/groups"];
    readonly readGroup: readonly ["GET", "/v1/groups/{id}"];
    readonly readPolicy: readonly ["GET", "/v1/policy"];
    readonly listMandates: readonly ["GET", "/v1/mandates"];
    readonly readMandate: readonly ["GET", "/v1/mandates/{id}"];
    readonly listEvents: readonly ["GET", "/v1/events"];
    readonly readCheckpoint: readonly ["GET", "/v1/ledger/checkpoint"];
    readonly readLedgerEntry: readonly ["GET", "/v1/ledger/entries/{index}"];
    readonly readConsistency: readonly ["GET", "/v1/ledger/consistency"];
    readonly registerWebhook: readonly ["POST", "/v1/webhooks"];
    readonly listWebhooks: readonly ["GET", "/v1/webhooks"];
    readonly readWebhook: readonly ["GET", "/v1/webhooks/{id}"];
    readonly removeWebhook: readonly ["DELETE", "/v1/webhooks/{id}"];
    readonly pingWebhook: readonly ["POST", "/v1/webhooks/{id}/ping"];
    readonly listDeadLetters: readonly ["GET", "/v1/webhooks/{id}/dead-letters"];
    readonly retryDeadLetter: readonly ["POST", "/v1/webhooks/{id}/dead-letters/{position}/retry"];
    readonly discardDeadLetter: readonly ["DELETE", "/v1/webhooks/{id}/dead-letters/{position}"];
    readonly readMetrics: readonly ["GET", "/v1/metrics"];
    readonly submitRequests: readonly ["POST", "/v1/batches/requests"];
    readonly revokeCertificates: readonly ["POST", "/v1/batches/revocations"];
    readonly judgeRequests: readonly ["POST", "/v1/batches/approvals"];
    readonly readOperation: readonly ["GET", "/v1/operations/{id}"];
};
