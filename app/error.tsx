"use client";

export default function ErrorPage({ reset }: { readonly reset: () => void }) {
  return (
    <main id="content" className="page">
      <h1>This page could not be shown</h1>
      <p>Something failed on the server. What you handed in or typed before is stored.</p>
      <p>
        <button type="button" className="button" onClick={reset}>
          Try again
        </button>
      </p>
    </main>
  );
}
