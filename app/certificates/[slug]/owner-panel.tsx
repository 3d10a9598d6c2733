import type { Certificate } from "#db/queries/certificates";
import { certificatePath } from "#server/certificates";
import { shareNameAction } from "./actions.ts";

/** What only the learner sees: the downloads, and whether strangers see the name. */
export function OwnerPanel({ certificate, nameShared }: { readonly certificate: Certificate; readonly nameShared: boolean }) {
  const path = certificatePath(certificate.slug);
  return (
    <section aria-labelledby="yours">
      <h2 id="yours">This is yours</h2>
      <ul className="list-disc pl-6">
        <li>
          <a href={`${path}/pdf`} download>
            Download the PDF
          </a>
        </li>
        <li>
          <a href={`${path}/credential.json?full`} download>
            Download your credential
          </a>
          , with your name and grade
        </li>
        <li>
          <a href={linkedIn(certificate)}>Add it to LinkedIn</a>
        </li>
      </ul>
      <form action={shareNameAction} className="mt-4 flex flex-wrap items-center gap-3">
        <input type="hidden" name="slug" value={certificate.slug} />
        <input type="hidden" name="shared" value={nameShared ? "no" : "yes"} />
        <span>
          {nameShared ? "Strangers who open this page see your name and grade." : "Strangers who open this page do not see your name."}
        </span>
        <button type="submit" className="button" data-quiet>
          {nameShared ? "Hide my name" : "Show my name"}
        </button>
      </form>
    </section>
  );
}

function linkedIn({ courseTitle, slug, issuer, id, issuedAt }: Certificate): string {
  const url = new URL("https://www.linkedin.com/profile/add");
  url.search = new URLSearchParams({
    startTask: "CERTIFICATION_NAME",
    name: courseTitle,
    organizationName: "Fivenines",
    certUrl: `${issuer}${certificatePath(slug)}`,
    certId: id,
    issueYear: String(issuedAt.getUTCFullYear()),
    issueMonth: String(issuedAt.getUTCMonth() + 1),
  }).toString();
  return url.href;
}
