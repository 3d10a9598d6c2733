import type { SourceFile } from "#engines/source";

/** What one tab holds of a lab: kept in the browser at every keystroke, so that a crash, a reload or a dead server loses nothing. */
export type LocalDraft = {
  readonly files: readonly SourceFile[];
  /** The server's revision that these files were edited from. */
  readonly revision: number;
  /** Whether the server has these files. */
  readonly saved: boolean;
  readonly at: number;
};

/** A submission that was sent and not answered: it is sent again under the same id. */
export type PendingSubmission = { readonly id: string; readonly files: readonly SourceFile[] };

const prefix = (learner: string, lab: string) => `fivenines:draft:${learner}:${lab}:`;
const pendingKey = (learner: string, lab: string) => `fivenines:submission:${learner}:${lab}`;

/** Survives a reload and a restored session; another tab has another one. */
function tabId(): string {
  const known = sessionStorage.getItem("fivenines:tab");
  if (known) return known;
  const fresh = crypto.randomUUID();
  sessionStorage.setItem("fivenines:tab", fresh);
  return fresh;
}

export function writeLocalDraft(learner: string, lab: string, draft: LocalDraft): void {
  store(prefix(learner, lab) + tabId(), JSON.stringify(draft));
}

/** This tab's draft; failing that, the newest one that a tab which is gone could not save. */
export function readLocalDraft(learner: string, lab: string): LocalDraft | undefined {
  const start = prefix(learner, lab);
  const own = parse<LocalDraft>(localStorage.getItem(start + tabId()));
  if (own) return own;
  const others = Object.keys(localStorage)
    .filter((key) => key.startsWith(start))
    .flatMap((key) => ({ key, draft: parse<LocalDraft>(localStorage.getItem(key)) }))
    .filter((other): other is { key: string; draft: LocalDraft } => other.draft !== undefined && !other.draft.saved)
    .sort((a, b) => b.draft.at - a.draft.at);
  return others[0]?.draft;
}

/** Drafts of other tabs that the server has by now need not be kept. */
export function tidyLocalDrafts(learner: string, lab: string): void {
  const start = prefix(learner, lab);
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(start) && key !== start + tabId() && parse<LocalDraft>(localStorage.getItem(key))?.saved !== false)
      localStorage.removeItem(key);
  }
}

export function writePending(learner: string, lab: string, pending: PendingSubmission | undefined): void {
  if (pending) store(pendingKey(learner, lab), JSON.stringify(pending));
  else localStorage.removeItem(pendingKey(learner, lab));
}

export function readPending(learner: string, lab: string): PendingSubmission | undefined {
  return parse<PendingSubmission>(localStorage.getItem(pendingKey(learner, lab)));
}

function parse<T>(text: string | null): T | undefined {
  try {
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** A full or forbidden store must not stop the typing: the server still saves. */
function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    console.warn("This browser keeps nothing on the device; drafts are saved on the server only.");
  }
}
