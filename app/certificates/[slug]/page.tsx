import { createHash } from "node:crypto";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Verdict, type VerdictName } from "#components/verdict";
import { percent } from "#credentials/credential";
import { isPractice } from "#credentials/did";
import { certificateTitle, identitySentence, utcDay, workSentence } from "#credentials/snapshot";
import { type CertificateStanding, selectCertificateEvents, standingOf } from "#db/queries/certificate-events";
import { type Certificate, selectOptionalCertificate } from "#db/queries/certificates";
import { certificatePath, editionOfCertificate, requiredLabs } from "#server/certificates";
import { verifyBytes } from "#server/issuer";
import { currentViewer } from "#server/viewer";
import { OwnerPanel } from "./owner-panel.tsx";

export const metadata: Metadata = { title: "Certificate", robots: { index: false, follow: false } };

type CertificatePageProps = { readonly params: Promise<{ slug: string }> };

/** What a stranger needs to know: does it hold, for whom, for what, since when, and how to check it without this site. */
export default async function CertificatePage({ params }: CertificatePageProps) {
  const { slug } = await params;
  const certificate = await selectOptionalCertificate(slug);
  if (!certificate) notFound();
  const [events, viewer] = await Promise.all([selectCertificateEvents(certificate.id), currentViewer()]);
  const standing = standingOf(events);
  const { name, because } = await judge(certificate, standing);
  const owner = viewer?.id === certificate.learnerId;
  return (
    <main id="content" className="page">
      <Verdict name={name} because={because} />
      {isPractice(certificate.issuer) && (
        <p className="notice" data-tone="bad">
          This is a practice certificate: it was issued by {certificate.issuer}, which only its own machine can reach.
        </p>
      )}
      {name !== "erased" && <Facts certificate={certificate} showName={owner || standing.nameShared} />}
      <WithoutUs certificate={certificate} />
      {owner && name !== "erased" && <OwnerPanel certificate={certificate} nameShared={standing.nameShared} />}
    </main>
  );
}

/** The events say what became of it since; the stored bytes are verified like anybody's, by the issuer's address of that day. */
async function judge(certificate: Certificate, standing: CertificateStanding): Promise<{ name: VerdictName; because: string }> {
  const { signedBytes, sha256, issuer } = certificate;
  if (standing.erasedAt || !signedBytes) {
    return {
      name: "erased",
      because: `The learner had them removed${standing.erasedAt ? ` on ${utcDay(standing.erasedAt)}` : ""}. That it was issued stays on record.`,
    };
  }
  if (createHash("sha256").update(signedBytes).digest("hex") !== sha256)
    return { name: "altered", because: "The stored bytes are not those that were issued." };
  if (standing.revoked) return { name: "revoked", because: `On ${utcDay(standing.revoked.at)}: ${standing.revoked.reason}` };
  const { verdict, because } = await verifyBytes(signedBytes, issuer);
  switch (verdict) {
    case "valid":
      return standing.supersededAt
        ? { name: "superseded", because: `On ${utcDay(standing.supersededAt)}. What it says was true when it was issued.` }
        : { name: "valid", because };
    case "revoked":
    case "status-unknown":
      return { name: verdict, because };
    // The bytes are as they were issued, but the issuer no longer stands by the key that signed them.
    case "unknown-key":
      return { name: "status-unknown", because };
    case "altered":
    case "foreign-issuer":
    case "not-a-credential":
      return { name: "altered", because };
    default:
      return verdict satisfies never;
  }
}

async function Facts({ certificate, showName }: { readonly certificate: Certificate; readonly showName: boolean }) {
  const labs = requiredLabs(await editionOfCertificate(certificate));
  const { identityLevel: level, identityMethod: method, identityAt: at } = certificate;
  return (
    <dl className="mt-8 grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-6 gap-y-3">
      <Fact term="Who">
        {showName && certificate.printedName !== null ? (
          <span className="text-lead">{certificate.printedName}</span>
        ) : (
          "The learner has not shared their name here."
        )}
      </Fact>
      <Fact term="What">
        <span className="text-lead">{certificate.courseTitle}</span>
        <br />
        {certificateTitle(level)}, course version {certificate.courseVersion}
      </Fact>
      <Fact term="When">{utcDay(certificate.issuedAt)} (UTC)</Fact>
      <Fact term="Issued by">Fivenines at {certificate.issuer}</Fact>
      {showName && <Fact term="Grade">{percent(certificate.grade)} %</Fact>}
      <Fact term="Identity">{identitySentence({ level, method, at })}</Fact>
      <Fact term="Work">{workSentence(labs)}</Fact>
    </dl>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{term}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}

function WithoutUs({ certificate }: { readonly certificate: Certificate }) {
  return (
    <section aria-labelledby="without-us">
      <h2 id="without-us">Check it without this page</h2>
      <p>
        The certificate is an Open Badges 3.0 credential with an <code className="font-mono">eddsa-rdfc-2022</code> proof. Its{" "}
        <a href={`${certificatePath(certificate.slug)}/credential.json`}>signed bytes</a> can be verified by any such verifier with the keys
        in <a href="/.well-known/did.json">did.json</a>; its SHA-256 is
      </p>
      <p className="break-all font-mono text-code">{certificate.sha256}</p>
    </section>
  );
}
