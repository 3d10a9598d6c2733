/** What a step needs to know of an action: from its metadata file, or from the list of well-known ones. Names in lower case. */
export type ActionMetadata = {
  readonly name: string;
  readonly inputs: ReadonlyMap<string, ActionInput>;
  /** Absent: it decides at run time. */
  readonly outputs?: ReadonlySet<string>;
  /** Takes inputs that its metadata does not name. */
  readonly anyInput?: boolean;
  /** It asks for a Node.js that runners no longer have. */
  readonly outdated?: boolean;
};

export type ActionInput = { readonly name: string; readonly required: boolean /** Why not to use it. */; readonly deprecated?: string };
