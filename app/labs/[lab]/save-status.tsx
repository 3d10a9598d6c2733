"use client";

import { RelativeTime } from "#components/relative-time";
import type { SaveState } from "./use-draft.ts";

type SaveStatusProps = { readonly state: SaveState; readonly onKeepMine: () => void; readonly onTakeTheirs: () => void };

/** Where the learner's files are safe at this moment. */
export function SaveStatus({ state, onKeepMine, onTakeTheirs }: SaveStatusProps) {
  if (state.kind === "conflict") {
    return (
      <p role="alert" className="flex flex-1 flex-wrap items-center gap-2 text-small">
        <span aria-hidden="true" className="text-waiting">
          ◆
        </span>
        Another tab or device saved this lab <RelativeTime time={state.theirs.updatedAt} />.
        <button type="button" className="button" data-quiet onClick={onKeepMine}>
          Keep what is here
        </button>
        <button type="button" className="button" data-quiet onClick={onTakeTheirs}>
          Take the other one
        </button>
      </p>
    );
  }
  return (
    <p role="status" className="flex-1 text-ink-soft text-small">
      <SaveText state={state} />
    </p>
  );
}

function SaveText({ state }: { readonly state: Exclude<SaveState, { kind: "conflict" }> }) {
  switch (state.kind) {
    case "saving":
      return "Saving…";
    case "kept-here":
      return (
        <>
          <span aria-hidden="true" className="text-waiting">
            ◆
          </span>{" "}
          {state.because} Your work is kept on this device.
        </>
      );
    case "saved":
      return state.at === undefined ? (
        "Nothing changed yet"
      ) : (
        <>
          Saved <RelativeTime time={new Date(state.at).toISOString()} />
        </>
      );
    default:
      return state satisfies never;
  }
}
