import { Verdict } from "#components/verdict";

export default function NoSuchCertificate() {
  return (
    <main id="content" className="page">
      <Verdict
        name="no-such-certificate"
        because="No certificate was ever issued under this address. Check that it is complete; if it stands on a document, treat the document as not genuine."
      />
    </main>
  );
}
