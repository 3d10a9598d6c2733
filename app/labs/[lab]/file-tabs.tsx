"use client";

import { useId, useState } from "react";
import type { SourceFile } from "#engines/source";

type FileTabsProps = {
  readonly files: readonly SourceFile[];
  readonly active: string;
  /** Globs of what may be created. */
  readonly editable: readonly string[];
  readonly start: readonly SourceFile[];
  readonly onOpen: (path: string) => void;
  readonly onChange: (files: readonly SourceFile[], open: string) => void;
};

/** The learner's files: open one, create one, delete one, or begin again. */
export function FileTabs({ files, active, editable, start, onOpen, onChange }: FileTabsProps) {
  const [naming, setNaming] = useState(false);
  const several = editable.length > 1 || editable.some((glob) => glob.includes("*"));
  return (
    <div className="flex flex-wrap items-center gap-1 border-line border-b bg-sunken px-2 py-1">
      {files.map((file) => (
        <button
          key={file.path}
          type="button"
          aria-pressed={file.path === active}
          className="rounded-box px-2 py-1 font-mono text-code aria-pressed:bg-raised aria-pressed:font-strong"
          onClick={() => onOpen(file.path)}
        >
          {file.path}
        </button>
      ))}
      {several && !naming && (
        <button type="button" className="rounded-box px-2 py-1 text-small" onClick={() => setNaming(true)}>
          New file
        </button>
      )}
      {naming && (
        <NewFile
          editable={editable}
          taken={files.map((file) => file.path)}
          onCancel={() => setNaming(false)}
          onCreate={(path) => {
            setNaming(false);
            onChange([...files, { path, text: "" }], path);
          }}
        />
      )}
      <span className="flex-1" />
      {!start.some((file) => file.path === active) && files.some((file) => file.path === active) && (
        <button
          type="button"
          className="rounded-box px-2 py-1 text-small"
          onClick={() => {
            const rest = files.filter((file) => file.path !== active);
            onChange(rest, rest[0]?.path ?? "");
          }}
        >
          Delete this file
        </button>
      )}
    </div>
  );
}

type NewFileProps = {
  readonly editable: readonly string[];
  readonly taken: readonly string[];
  readonly onCancel: () => void;
  readonly onCreate: (path: string) => void;
};

function NewFile({ editable, taken, onCancel, onCreate }: NewFileProps) {
  const [path, setPath] = useState("");
  const [problem, setProblem] = useState<string>();
  const id = useId();
  return (
    <form
      className="flex flex-wrap items-center gap-2 text-small"
      onSubmit={(event) => {
        event.preventDefault();
        const clean = path.trim().replace(/^\.?\//, "");
        if (clean === "") setProblem("A file needs a name.");
        else if (taken.includes(clean)) setProblem("There is a file of this name.");
        else if (!editable.some((glob) => matches(glob, clean))) setProblem(`This lab takes: ${editable.join(", ")}.`);
        else onCreate(clean);
      }}
    >
      <label htmlFor={id}>Name</label>
      <input
        id={id}
        value={path}
        // biome-ignore lint/a11y/noAutofocus: the field appears because its button was pressed
        autoFocus
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-problem`}
        className="rounded-box border border-line-strong bg-raised px-2 py-1 font-mono"
        onChange={(event) => setPath(event.target.value)}
      />
      <button type="submit" className="button" data-quiet>
        Create
      </button>
      <button type="button" className="link" onClick={onCancel}>
        Cancel
      </button>
      <span id={`${id}-problem`} role="alert" className="text-failed">
        {problem}
      </span>
    </form>
  );
}

/** A first look only; the server decides. `*` stays within one folder. */
function matches(glob: string, path: string): boolean {
  const source = glob.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${source.join("[^/]*")}$`).test(path);
}
