import type { Value } from "../../groovy/values.ts";
import { markUnstable } from "./flow.ts";
import type { Step, StepHandler } from "./step.ts";
import { readReports } from "./test-reports.ts";

/** Reports, and messages to people. */
export const publishSteps: Readonly<Record<string, StepHandler>> = {
  junit,
  mail: (step) => notify(step, `${step.text("to")}: ${step.text("subject")}`),
  emailext: (step) => notify(step, `${step.text("to")}: ${step.text("subject")}`),
  slackSend: (step) => notify(step, `${step.text("channel")}: ${step.text("message")}`),
};

async function notify(step: Step, text: string): Promise<Value> {
  step.start();
  step.build.notifications.push({ step: step.call.name, text });
  step.print(`Notification by ${step.call.name} to ${text}`);
  step.build.tell(step.context, `sent a message by ${step.call.name} to ${text}`, "neutral", step.call.span);
  return null;
}

/** https://www.jenkins.io/doc/pipeline/steps/junit/: failed tests make the build unstable; no report at all fails it. */
async function junit(step: Step): Promise<Value> {
  step.node();
  step.start();
  step.print("Recording test results");
  const counts = await readReports(step, step.text("testResults"));
  if (counts.files === 0) {
    const message = "No test report files were found. Configuration error?";
    if (!step.flag("allowEmptyResults")) step.fail(message);
    step.print("None of the test reports contained any result");
  }
  if (counts.failed > 0 && !step.flag("skipMarkingBuildUnstable")) {
    markUnstable(step, `${counts.failed} of ${counts.total} tests failed`);
    step.build.tell(step.context, `${counts.failed} of ${counts.total} tests failed`, "bad", step.call.span);
  }
  return new Map<string, Value>([
    ["totalCount", counts.total],
    ["failCount", counts.failed],
    ["skipCount", counts.skipped],
    ["passCount", counts.total - counts.failed - counts.skipped],
  ]);
}
