export type IdentityLevel = "A0" | "A1" | "A2" | "A3" | "A4";

/** Everything a certificate says, frozen when it is issued: credential, PDF and page are made of this alone. */
export type Snapshot = {
  /** UUID of the credential that anybody may see. */
  readonly id: string;
  /** Absolute address of the public page. */
  readonly page: string;
  readonly printedName: string;
  readonly email: string;
  readonly course: string;
  readonly courseTitle: string;
  readonly courseVersion: string;
  /** Absolute address of the page that says what had to be done. */
  readonly criteria: string;
  readonly locale: string;
  /** Shares from 0 to 1. */
  readonly grade: number;
  readonly passingGrade: number;
  /** Labs that had to be passed; each was checked by machine. */
  readonly labs: number;
  readonly evidenceManifestHash: string;
  readonly identity: Identity;
  readonly honourCodeVersion: string;
  readonly publicUrl: string;
  readonly issuedAt: Date;
  readonly status: { readonly list: string; readonly index: number };
};

export type Identity = {
  readonly level: IdentityLevel;
  /** In words: "verified e-mail address and honour code". */
  readonly method: string;
  readonly at: Date;
};

/** The cryptography is the same; "Verified" is said only where somebody vouched for the person. */
export const certificateTitle = (level: IdentityLevel) => (level === "A0" ? "Certificate of Achievement" : "Verified Certificate");

/** The day in UTC, as people write it: "22 November 2026". */
export const utcDay = (at: Date) => new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(at);

/** One honest sentence about who the learner is known to be. */
export function identitySentence({ level, method, at }: Identity): string {
  const known = `Identity level ${level}: ${method}, ${utcDay(at)}.`;
  return level === "A0" ? `${known} No identity document was checked.` : known;
}

/** What the work proves, apart from who did it. */
export function workSentence(labs: number): string {
  const checked = labs === 1 ? "1 required lab" : `${labs} required labs`;
  return `Unproctored; ${checked} checked by machine on what the work does.`;
}
