import Link from "next/link";

export default function NotFound() {
  return (
    <main id="content" className="page">
      <h1>There is no such page</h1>
      <p>The address may be mistyped, or the page is for another role than yours.</p>
      <p>
        <Link href="/">Go to the start</Link>
      </p>
    </main>
  );
}
