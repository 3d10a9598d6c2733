import { loader, type Monaco } from "@monaco-editor/react";

type Bundle = { readonly monaco: Monaco };

const base = `/monaco/${process.env.NEXT_PUBLIC_MONACO_VERSION}`;
let pending: Promise<Bundle> | undefined;

/** The editor is a bundle of its own, served by this site and loaded on lab pages only. */
export function loadMonaco(): Promise<Bundle> {
  pending ??= load().catch((error: unknown) => {
    pending = undefined;
    throw error;
  });
  return pending;
}

async function load(): Promise<Bundle> {
  const css = document.createElement("link");
  css.rel = "stylesheet";
  css.href = `${base}/main.css`;
  const styled = new Promise((resolve) => {
    css.onload = resolve;
    css.onerror = resolve;
  });
  document.head.append(css);
  const url = `${base}/main.js`;
  const [bundle] = await Promise.all([import(/* webpackIgnore: true */ /* turbopackIgnore: true */ url) as Promise<Bundle>, styled]);
  loader.config({ monaco: bundle.monaco });
  return bundle;
}
