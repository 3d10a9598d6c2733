import { ContextAccess, type Expr, FunctionCall, IndexAccess, Literal, Star } from "@actions/expressions/ast";
import { Kind } from "@actions/expressions/data/expressiondata";
import { childrenOf } from "./walk.ts";

/** https://docs.github.com/en/actions/reference/security/secure-use: what anybody may fill in; `*` stands for an element of a list. */
const untrusted = [
  ...["issue.title", "issue.body", "pull_request.title", "pull_request.body", "pull_request.head.ref", "pull_request.head.label"],
  ...[
    "pull_request.head.repo.default_branch",
    "comment.body",
    "review.body",
    "review_comment.body",
    "pages.*.page_name",
    "commits.*.message",
  ],
  ...["commits.*.author.email", "commits.*.author.name", "head_commit.message", "head_commit.author.email", "head_commit.author.name"],
  ...["discussion.title", "discussion.body", "workflow_run.head_branch", "workflow_run.head_commit.message"],
  ...["workflow_run.head_commit.author.email", "workflow_run.head_commit.author.name", "workflow_run.head_repository.description"],
]
  .map((path) => ["github", "event", ...path.split(".")])
  .concat([["github", "head_ref"]]);

/** These say only yes or no. */
const harmless = new Set(["contains", "startswith", "endswith"]);

export type UntrustedInput = { readonly node: Expr; readonly path: string };

/** The values of an expression that somebody outside may have written, and that would become part of a script. */
export function untrustedInputs(tree: Expr): readonly UntrustedInput[] {
  if (tree instanceof FunctionCall && harmless.has(tree.functionName.lexeme.toLowerCase())) return [];
  if (tree instanceof IndexAccess) {
    const chain = chainOf(tree);
    const found = chain && untrusted.find((path) => sameChain(chain, path));
    return [...(found ? [{ node: tree, path: found.join(".") }] : []), ...indexesOf(tree).flatMap(untrustedInputs)];
  }
  return childrenOf(tree).flatMap(untrustedInputs);
}

type Link = { readonly kind: "name"; readonly name: string } | { readonly kind: "element" } | { readonly kind: "all" };

function chainOf(node: Expr): readonly Link[] | undefined {
  if (node instanceof ContextAccess) return [{ kind: "name", name: node.name.lexeme.toLowerCase() }];
  if (!(node instanceof IndexAccess)) return undefined;
  const before = chainOf(node.expr);
  if (!before) return undefined;
  if (node.index instanceof Star) return [...before, { kind: "all" }];
  if (node.index instanceof Literal && node.index.literal.kind === Kind.String)
    return [...before, { kind: "name", name: node.index.literal.value.toLowerCase() }];
  return [...before, { kind: "element" }];
}

/** `a.b[0].*` names lists without saying which element; a `.*` over an object stands for any of its properties. */
function sameChain(chain: readonly Link[], path: readonly string[]): boolean {
  return (
    chain.length === path.length &&
    chain.every((link, index) => {
      const wanted = path[index];
      if (link.kind === "all") return true;
      return link.kind === "element" ? wanted === "*" : link.name === wanted;
    })
  );
}

function indexesOf(node: Expr): readonly Expr[] {
  if (!(node instanceof IndexAccess)) return node instanceof ContextAccess ? [] : [node];
  const own = node.index instanceof Star || node.index instanceof Literal ? [] : [node.index];
  return [...indexesOf(node.expr), ...own];
}
