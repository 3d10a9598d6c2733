import type { SourceFile } from "#engines/source";
import type { World } from "#engines/world";

/** The solution with one thing wrong. */
export type Mutant = {
  /** Says what was done, and stays the same while the file does: `drop unit-tests.needs`. */
  readonly name: string;
  readonly file: SourceFile;
};

/** Every mutant of one file, in the order of the file. */
export type Mutator = (file: SourceFile, world: World) => readonly Mutant[];
