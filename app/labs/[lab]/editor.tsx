"use client";

import MonacoEditor, { type Monaco, type OnMount } from "@monaco-editor/react";
import { useEffect, useRef, useState } from "react";
import type { Diagnostic, Span } from "#engines/source";
import { loadMonaco } from "./load-monaco.ts";

type CodeEditor = Parameters<OnMount>[0];

type EditorProps = {
  readonly path: string;
  readonly text: string;
  /** Changes when the text was replaced from outside. */
  readonly generation: number;
  readonly plain: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** A place to go to; a new object each time it is asked for. */
  readonly goTo: { readonly span: Span } | undefined;
  readonly onChange: (text: string) => void;
  readonly onSubmit: () => void;
};

const languages: Readonly<Record<string, string>> = {
  yml: "yaml",
  yaml: "yaml",
  json: "json",
  sh: "shell",
  tf: "hcl",
  Dockerfile: "dockerfile",
  Jenkinsfile: "groovy",
};

const languageOf = (path: string) => languages[path.split("/").at(-1)?.split(".").at(-1) ?? ""] ?? "plaintext";

/** The code editor, and in its place a text area until it is loaded and for those who prefer one. Nothing typed before is lost. */
export function Editor(props: EditorProps) {
  const [monaco, setMonaco] = useState<Monaco>();
  const [failure, setFailure] = useState<string>();
  const dark = useDark();
  useEffect(() => {
    if (props.plain) return;
    let live = true;
    loadMonaco().then(
      (bundle) => live && setMonaco(bundle.monaco),
      () => live && setFailure("The code editor could not be loaded; this one does the same work."),
    );
    return () => {
      live = false;
    };
  }, [props.plain]);
  if (props.plain || !monaco) return <PlainEditor {...props} failure={failure} />;
  return <RichEditor key={dark ? "dark" : "light"} {...props} monaco={monaco} dark={dark} />;
}

function PlainEditor({
  path,
  text,
  generation,
  goTo,
  onChange,
  onSubmit,
  failure,
}: EditorProps & { readonly failure: string | undefined }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const taken = useRef(false);
  // The text area owns its text, so that what is typed before the page's script runs stays, and is taken over here.
  useEffect(() => {
    if (taken.current) return;
    taken.current = true;
    if (area.current && area.current.value !== text) onChange(area.current.value);
  }, [onChange, text]);
  useEffect(() => {
    if (!goTo || !area.current || goTo.span.file !== path) return;
    area.current.focus();
    area.current.setSelectionRange(goTo.span.start.offset, goTo.span.end.offset);
  }, [goTo, path]);
  return (
    <div className="flex h-full flex-col">
      {failure && <p className="border-line border-b bg-waiting-wash px-3 py-2 text-small">{failure}</p>}
      <textarea
        key={`${path}:${generation}`}
        ref={area}
        aria-label={`Text of ${path}`}
        className="h-full w-full flex-1 resize-none bg-raised p-3 font-mono text-code"
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        wrap="off"
        defaultValue={text}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) onSubmit();
        }}
      />
    </div>
  );
}

function RichEditor({
  path,
  text,
  generation,
  diagnostics,
  goTo,
  onChange,
  onSubmit,
  monaco,
  dark,
}: EditorProps & { readonly monaco: Monaco; readonly dark: boolean }) {
  const [editor, setEditor] = useState<CodeEditor>();
  const submit = useRef(onSubmit);
  submit.current = onSubmit;
  const shown = useRef(generation);

  // The editor owns its text; only a replacement from outside is written into it, as one step that can be undone.
  useEffect(() => {
    const model = editor?.getModel();
    if (!editor || !model || shown.current === generation) return;
    shown.current = generation;
    if (model.getValue() === text) return;
    editor.pushUndoStop();
    editor.executeEdits("replace", [{ range: model.getFullModelRange(), text }]);
    editor.pushUndoStop();
  }, [editor, generation, text]);

  useEffect(() => {
    const model = editor?.getModel();
    if (!model) return;
    const own = diagnostics.filter((diagnostic) => diagnostic.span.file === path);
    monaco.editor.setModelMarkers(
      model,
      "fivenines",
      own.map(({ severity, summary, detail, span }) => ({
        severity: severity === "error" ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
        message: `${summary}\n${detail}`,
        startLineNumber: span.start.line,
        startColumn: span.start.column,
        endLineNumber: span.end.line,
        endColumn: span.end.column,
      })),
    );
  }, [editor, diagnostics, monaco, path]);

  useEffect(() => {
    if (!editor || !goTo || goTo.span.file !== path) return;
    const { start, end } = goTo.span;
    editor.setSelection({ startLineNumber: start.line, startColumn: start.column, endLineNumber: end.line, endColumn: end.column });
    editor.revealLineInCenter(start.line);
    editor.focus();
  }, [editor, goTo, path]);

  return (
    <MonacoEditor
      path={`lab/${path}`}
      language={languageOf(path)}
      defaultValue={text}
      theme={dark ? "fivenines-dark" : "vs"}
      onChange={(value) => onChange(value ?? "")}
      onMount={(mounted) => {
        // A model outlives its editor; what was typed elsewhere meanwhile wins.
        if (mounted.getValue() !== text) mounted.setValue(text);
        mounted.addAction({
          id: "fivenines.submit",
          label: "Check my work",
          keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter],
          run: () => submit.current(),
        });
        setEditor(mounted);
      }}
      options={{
        ariaLabel: `Text of ${path}. Tab leaves the editor; Control M lets it indent instead.`,
        tabFocusMode: true,
        minimap: { enabled: false },
        fontFamily: '"Atkinson Hyperlegible Mono Variable", ui-monospace, monospace',
        fontSize: 14,
        lineHeight: 22,
        automaticLayout: true,
        scrollBeyondLastLine: false,
        fixedOverflowWidgets: true,
        renderLineHighlight: "none",
        padding: { top: 12, bottom: 12 },
        tabSize: 2,
      }}
    />
  );
}

function useDark(): boolean {
  const [dark, setDark] = useState(false);
  useEffect(() => {
    const read = () => setDark(getComputedStyle(document.documentElement).colorScheme.includes("dark") ? matchesDark() : false);
    read();
    const query = matchMedia("(prefers-color-scheme: dark)");
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true });
    query.addEventListener("change", read);
    return () => {
      query.removeEventListener("change", read);
      observer.disconnect();
    };
  }, []);
  return dark;
}

/** `color-scheme: dark` alone is dark; `light dark` follows the system. */
function matchesDark(): boolean {
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  return scheme.includes("light") ? matchMedia("(prefers-color-scheme: dark)").matches : true;
}
