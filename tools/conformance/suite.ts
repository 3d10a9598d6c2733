/** What became of one case. `why` names the difference, on a few lines. */
export type Outcome = { readonly passed: true } | { readonly passed: false; readonly why: string };

export type Case = {
  readonly id: string;
  /** Why the case is not run; it is counted and printed. The engine's README lists it too. */
  readonly skip?: string;
  readonly run: () => Outcome | Promise<Outcome>;
};

/** The real tool's own cases, in the format of a folder. Any folder of the same format can be given. */
export type Suite = {
  /** As the folder of the cases is named. */
  readonly name: string;
  readonly cases: (folder: string) => Promise<readonly Case[]>;
};
