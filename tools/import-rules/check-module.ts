import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { isTest } from "../fingerprint.ts";
import { type Import, readModule } from "./read-module.ts";
import { keepers, type Room, table } from "./table.ts";

/** Checks one module against the table: a line `path:line:column message` for each import that is not allowed. */
export function checkModule(path: string, text: string): string[] {
  const room = roomOf(path);
  const rules = table[room];
  if (!rules) return [`${path}:1:1 no rule covers this folder: give it a row in tools/import-rules/table.ts`];
  const { imports, impurities } = readModule(path, text);
  const at = (offset: number) => `${path}:${place(text, offset)}`;
  const faults = imports.flatMap((found) => {
    const because = refuse(path, room, rules, found);
    return because ? [`${at(found.offset)} "${found.specifier}": ${because}`] : [];
  });
  if (room !== "engines") return faults;
  return [
    ...faults,
    ...impurities.map(({ what, offset }) => `${at(offset)} ${what}: engines take time, chance and the world as arguments`),
  ];
}

/** The first folder of a path; a file of the root is its own room. */
const roomOf = (path: string) => path.split("/")[0]?.replace(/\.tsx?$/, "") ?? "";

/** Inside which relative imports are free: an engine, else the room. */
const unitOf = (path: string) => path.split("/", roomOf(path) === "engines" ? 2 : 1).join("/");

function refuse(path: string, room: string, rules: Room, found: Import): string | undefined {
  const { specifier } = found;
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(path), specifier);
    return unitOf(target) === unitOf(path) ? undefined : "other rooms and engines are imported by name (#…), through their doors";
  }
  if (specifier.startsWith("#")) return refuseRoom(path, room, rules, found);
  if (isBuiltin(specifier)) {
    if (isTest(path) || rules.node.some((folder) => path.startsWith(folder))) return undefined;
    return `${room} does not use Node's own modules here`;
  }
  return refusePackage(path, room, rules, found);
}

function refuseRoom(path: string, room: string, rules: Room, { specifier, typesOnly }: Import): string | undefined {
  const target = specifier.slice(1).split("/")[0] ?? "";
  if (target === room && room !== "engines") return "files of the same room are imported by relative path";
  if (target === "engines" && !/^#engines\/[^/]+(\/run)?$/.test(specifier)) return "an engine is entered by its door";
  if (target === "engines" && specifier.startsWith(`#${unitOf(path)}`)) {
    const self = specifier.split("/")[1] === path.split("/")[1];
    if (self) return "an engine imports its own files by relative path";
  }
  const allowed = rules.rooms[target];
  if (!allowed) return `${room} may not import ${target}`;
  if (allowed === "types" && !typesOnly && !isTest(path)) return `${room} may import only types of ${target}`;
  return undefined;
}

function refusePackage(path: string, room: string, rules: Room, { specifier }: Import): string | undefined {
  if (isTest(path)) return undefined;
  const [scope = "", name = ""] = specifier.split("/");
  const wanted = specifier.startsWith("@") ? `${scope}/${name}` : scope;
  const places = keepers[wanted];
  if (places && !places.some((folder) => path.startsWith(folder))) return `only ${places.join(", ")} may import ${wanted}`;
  if (rules.packages === "any" || rules.packages.includes(wanted)) return undefined;
  if (wanted.startsWith("remark-") || wanted.startsWith("rehype-")) return room === "courseware" ? undefined : "only courseware reads MDX";
  return `${room} may not import the package ${wanted}`;
}

function place(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
