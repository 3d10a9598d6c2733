import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { type AnyEvent, hasForeignHead, refOf } from "../events/model.ts";
import type { Value } from "../expressions/evaluate.ts";
import type { Around, RunContext } from "./model.ts";

export const actorOf = (event: AnyEvent): string => (hasForeignHead(event) ? "contributor" : "developer");

const hexOf = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** The commit at the end of a pull request's branch; what runs is the one that merges it, or the base's. */
export const headSha = ({ sha }: RunContext): string => hexOf(`head ${sha}`).slice(0, 40);

/** A number for a person or a repository, always the same. */
export const idOf = (name: string): number => Number.parseInt(hexOf(name).slice(0, 7), 16);

const userOf = (login: string): Value => ({ login, id: idOf(login), type: "User" });

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads: what `github.event` holds, as far as it is known. */
export function eventPayload({ world, epoch }: Around, run: RunContext): Value {
  const { event } = run;
  const { path, defaultBranch } = world.project;
  const [owner = ""] = path.split("/");
  const name = path.split("/").at(-1) ?? "";
  const url = `https://github.com/${path}`;
  const actor = actorOf(event);
  const repository = {
    ...{ id: idOf(path), name, full_name: path, default_branch: defaultBranch, html_url: url, fork: false, private: !world.project.public },
    ...{ owner: userOf(owner), visibility: world.project.public ? "public" : "private" },
  };
  const always = { repository, sender: userOf(actor) };
  switch (event.kind) {
    case "push":
    case "tag": {
      const author = { name: actor, email: `${actor}@users.noreply.github.com`, username: actor };
      const changed = event.kind === "push" ? event.changes : [];
      const commit = {
        ...{ id: run.sha, message: "Change Larder", url: `${url}/commit/${run.sha}`, distinct: true, author, committer: author },
        ...{ timestamp: new Date(epoch * 1000).toISOString(), added: [], modified: changed, removed: [] },
      };
      const created = event.kind === "tag";
      const before = created ? "0".repeat(40) : hexOf(`before ${run.sha}`).slice(0, 40);
      return {
        ...always,
        ...{ ref: refOf(event), before, after: run.sha, created, deleted: false, forced: false, base_ref: null },
        ...{ head_commit: commit, commits: created ? [] : [commit], pusher: { name: actor, email: author.email } },
        compare: `${url}/compare/${before.slice(0, 12)}...${run.sha.slice(0, 12)}`,
      };
    }
    case "pull-request": {
      const head = hasForeignHead(event) ? { ...repository, full_name: `${actor}/${name}`, fork: true, owner: userOf(actor) } : repository;
      const closed = event.activity === "closed";
      return {
        ...always,
        ...{ action: event.activity, number: 7 },
        pull_request: {
          ...{ number: 7, title: "Change Larder", body: null, html_url: `${url}/pull/7`, user: userOf(actor), draft: false },
          ...{ state: closed ? "closed" : "open", merged: closed, labels: [], changed_files: event.changes.length },
          author_association: hasForeignHead(event) ? "CONTRIBUTOR" : "MEMBER",
          head: { ref: event.from, sha: headSha(run), label: `${hasForeignHead(event) ? actor : owner}:${event.from}`, repo: head },
          base: { ref: event.into, sha: hexOf(`base ${run.sha}`).slice(0, 40), label: `${owner}:${event.into}`, repo: repository },
        },
      };
    }
    case "workflow-run":
      return {
        ...always,
        action: event.activity,
        workflow_run: {
          ...{ name: event.workflow, conclusion: event.conclusion, head_branch: event.headBranch, event: event.cause, head_sha: run.sha },
          status: event.activity,
        },
      };
    case "schedule":
      return { schedule: event.cron ?? "", repository };
    case "dispatch":
      return { ...always, ref: refOf(event), inputs: run.eventInputs ?? {}, workflow: run.workflowPath };
    default:
      return event satisfies never;
  }
}
