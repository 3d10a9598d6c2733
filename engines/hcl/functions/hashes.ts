import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { string } from "../values/type.ts";
import { stringValue, unknownValue } from "../values/value.ts";
import { numeric, text, textAt } from "./arguments.ts";
import { toBase64, toHex, utf8 } from "./bytes.ts";
import { CallFailure, type HclFunction } from "./model.ts";

export const digests = { md5, sha1, sha256, sha512 } as const;

const digest = (hash: (bytes: Uint8Array) => Uint8Array, write: (bytes: Uint8Array) => string): HclFunction => ({
  parameters: [text("str")],
  returns: string,
  run: (args) => stringValue(write(hash(utf8(textAt(args, 0))))),
});

const namespaces = new Map([
  ["dns", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"],
  ["url", "6ba7b811-9dad-11d1-80b4-00c04fd430c8"],
  ["oid", "6ba7b812-9dad-11d1-80b4-00c04fd430c8"],
  ["x500", "6ba7b814-9dad-11d1-80b4-00c04fd430c8"],
]);

/** https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-5 */
function uuidFromName(namespace: string, name: string): string {
  const id = (namespaces.get(namespace) ?? namespace).replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(id)) throw new CallFailure(`"${namespace}" is no namespace: it is dns, url, oid, x500 or a UUID`);
  const space = Uint8Array.from({ length: 16 }, (_, index) => Number.parseInt(id.slice(index * 2, index * 2 + 2), 16));
  const bytes = sha1(new Uint8Array([...space, ...utf8(name)])).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export const hashFunctions: Readonly<Record<string, HclFunction>> = {
  md5: digest(md5, toHex),
  sha1: digest(sha1, toHex),
  sha256: digest(sha256, toHex),
  sha512: digest(sha512, toHex),
  base64sha256: digest(sha256, toBase64),
  base64sha512: digest(sha512, toBase64),
  uuidv5: {
    parameters: [text("namespace"), text("name")],
    returns: string,
    run: (args) => stringValue(uuidFromName(textAt(args, 0), textAt(args, 1))),
  },
  uuid: {
    parameters: [],
    returns: string,
    run: (_args, _type, host) => (host.uuid ? stringValue(host.uuid()) : unknownValue(string, { notNull: true })),
  },
  bcrypt: {
    parameters: [text("str")],
    variadic: numeric("cost"),
    returns: string,
    run: (_args, _type, host) => {
      if (host.applyTime !== undefined) throw new CallFailure("bcrypt draws a random salt, which is not simulated here");
      return unknownValue(string, { notNull: true });
    },
  },
  rsadecrypt: {
    parameters: [text("ciphertext"), text("privatekey")],
    returns: string,
    run: () => {
      throw new CallFailure("rsadecrypt is not simulated here");
    },
  },
};
