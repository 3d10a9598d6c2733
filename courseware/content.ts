import { join } from "node:path";
import { kinds } from "#grading/kinds/index";
import type { LabKind } from "#grading/kinds/kind";

/** Where content is read from, and the kinds of lab it may use. */
export type Content = { readonly root: string; readonly kinds: ReadonlyMap<string, LabKind> };

export const ownContent: Content = { root: join(/* turbopackIgnore: true */ process.cwd(), "content"), kinds };

/** How a file of the content is named in messages, whatever folder it was read from. */
export const contentName = "content";
