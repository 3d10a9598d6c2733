"use client";

import { useState } from "react";
import type { SourceFile } from "#engines/source";

/** The rest of the repository, to read: what the pipeline finds in its checkout. */
export function Repository({ files }: { readonly files: readonly SourceFile[] }) {
  const [open, setOpen] = useState<string>();
  const text = files.find((file) => file.path === open)?.text;
  return (
    <div>
      <p className="text-ink-soft text-small">These files are in the repository too. They can be read here, not changed.</p>
      <ul className="mt-2 font-mono text-code">
        {files.map((file) => (
          <li key={file.path}>
            <button
              type="button"
              className="link"
              aria-expanded={open === file.path}
              onClick={() => setOpen(open === file.path ? undefined : file.path)}
            >
              {file.path}
            </button>
          </li>
        ))}
      </ul>
      {text !== undefined && (
        <figure className="mt-3">
          <figcaption className="font-mono text-code">{open}</figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
          <pre tabIndex={0} className="mt-1 max-h-96 overflow-auto rounded-box border border-line bg-sunken p-3 text-code">
            {text}
          </pre>
        </figure>
      )}
    </div>
  );
}
